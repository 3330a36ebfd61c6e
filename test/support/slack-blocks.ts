/** Slack's limits of blocks, messages and views: https://docs.slack.dev/reference/block-kit/blocks */

export interface Element {
  type?: string;
  text?: string | { text: string };
  action_id?: string;
  value?: string;
  options?: Option[];
  initial_option?: Option;
  initial_time?: string;
  initial_value?: string;
  max_length?: number;
  placeholder?: { text: string };
}

interface Option {
  text: { text: string };
  value?: string;
}

export interface View {
  type: string;
  callback_id?: string;
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  private_metadata?: string;
  blocks: Block[];
}

export interface Block {
  type: string;
  block_id?: string;
  text?: { type?: string; text: string };
  elements?: Element[];
  accessory?: Element;
  element?: Element;
  label?: { text: string };
  hint?: { text: string };
  optional?: boolean;
  dispatch_action?: boolean;
}

const TYPES = ["section", "header", "context", "divider", "actions", "input"];
const LONGEST: Record<string, number> = { section: 3_000, header: 150 };

export const textOf = ({ text }: Element): string => (typeof text === "object" ? text.text : (text ?? ""));

/** What Slack would refuse, in words; null: nothing. `most`: 50 blocks in a message, 100 in a view. */
export function findBlockFault(blocks: Block[], most: number): string | null {
  if (blocks.length > most) return `more than ${most} blocks`;
  const ids = blocks.flatMap((block) => block.block_id ?? []);
  if (new Set(ids).size < ids.length) return "a block_id twice";
  for (const block of blocks) {
    const { type, text, elements = [], accessory, element } = block;
    if (!TYPES.includes(type)) return type;
    if (text && (text.text.length === 0 || text.text.length > (LONGEST[type] ?? 3_000))) return type;
    if ((type === "actions" || type === "context") && elements.length === 0) return `${type} of nothing`;
    if (elements.length > (type === "actions" ? 25 : 10)) return type;
    const controls = [
      ...(type === "actions" ? elements : []),
      ...(accessory ? [accessory] : []),
      ...(element ? [element] : []),
    ];
    const actions = controls.flatMap((each) => each.action_id ?? []);
    if (new Set(actions).size < actions.length) return "an action_id twice in a block";
    for (const each of controls) {
      if ((each.action_id ?? "").length > 255 || (each.value ?? "").length > 2_000)
        return `${each.type} holds too much`;
      if (each.type === "button" && (textOf(each).length === 0 || textOf(each).length > 75)) return "a button's text";
      if (each.options && (each.options.length > 100 || each.options.some((one) => one.text.text.length > 75)))
        return "options";
    }
    const fault = type === "input" ? findInputFault(block) : null;
    if (fault) return fault;
    if (type === "context" && elements.some((each) => textOf(each).length === 0)) return "context";
  }
  return null;
}

const FIELDS = ["plain_text_input", "static_select", "timepicker"];

/** https://docs.slack.dev/reference/block-kit/blocks/input-block and its elements. */
function findInputFault({ label, hint, element }: Block): string | null {
  const longest = (text: string | undefined, most: number) => text !== undefined && (text === "" || text.length > most);
  if (!label || !element || !FIELDS.includes(element.type ?? "")) return "an input without its label or field";
  if (longest(label.text, 2_000) || longest(hint?.text, 2_000) || longest(element.placeholder?.text, 150))
    return "an input says too much";
  const { type, options = [], initial_option: initial, initial_time: time, initial_value: value = "" } = element;
  if ((element.max_length ?? 3_000) > 3_000 || value.length > (element.max_length ?? 3_000)) return "max_length";
  if (time !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return "initial_time";
  if (type !== "static_select") return null;
  if (options.length === 0 || options.some((one) => one.text.text === "" || (one.value ?? "").length > 150))
    return "options";
  const same = (one: Option) => JSON.stringify(one) === JSON.stringify(initial);
  return initial && !options.some(same) ? "initial_option is none of the options" : null;
}

/** What Slack would refuse of a view, in words; null: nothing. https://docs.slack.dev/reference/views */
export function findViewFault(view: View): string | null {
  const { type, title, submit, close, private_metadata: metadata = "", callback_id: id = "", blocks } = view;
  if (metadata.length > 3_000 || id.length > 255) return "private_metadata or callback_id";
  if (type === "modal") {
    for (const each of [title, submit, close])
      if (each && (each.text === "" || each.text.length > 24)) return "a title of more than 24";
    if (!title || (!submit && blocks.some((block) => block.type === "input"))) return "no title or submit";
  }
  return findBlockFault(blocks, 100);
}

/** Text characters as they count for the undocumented 12,000 a message. */
export const sizeOf = (blocks: Block[]): number =>
  blocks
    .flatMap((each) => [each.text?.text ?? "", ...(each.elements ?? []).map(textOf)])
    .reduce((sum, text) => sum + text.length, 0);

/** Of a message with its text: what Slack would refuse, or what is above our own budget of 9,000; null: nothing. */
export function findMessageFault({ text, blocks }: { text: string; blocks: object[] }, most = 50): string | null {
  const all = blocks as Block[];
  if (text.trim() === "") return "no text";
  if (text.length > 4_000) return "a text that Slack asks to keep shorter";
  if (all.length === 0) return "no blocks";
  const size = text.length + sizeOf(all);
  if (size > 9_000) return `${size} characters in all`;
  for (const { type, text: object, elements = [] } of all) {
    const kind = type === "header" ? "plain_text" : type === "section" ? "mrkdwn" : undefined;
    if ((kind !== undefined || object) && object?.type !== kind) return `${type} with a text of type ${object?.type}`;
    if (type === "context" && elements.some((each) => each.type !== "mrkdwn")) return "context of something else";
    if (type === "actions" && elements.some((each) => !/^papers:[a-z:-]+$/.test(each.action_id ?? "")))
      return "a button of nobody";
    if (type === "actions" && elements.some((each) => each.type === "button" && !each.value)) return "an empty value";
  }
  return findBlockFault(all, most);
}

/** Its mrkdwn texts, each as one object of Slack's. */
export const mrkdwnOf = ({ text, blocks }: { text: string; blocks: object[] }): string[] => [
  text,
  ...(blocks as Block[])
    .flatMap((each) => [...(each.text ? [each.text as Element] : []), ...(each.elements ?? [])])
    .filter(({ type }) => type === "mrkdwn")
    .map(textOf),
];
