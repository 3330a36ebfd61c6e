/** Slack's limits of blocks, messages and views: https://docs.slack.dev/reference/block-kit/blocks */

export interface Element {
  type?: string;
  text?: string | { text: string };
  action_id?: string;
  value?: string;
  options?: { text: { text: string }; value?: string }[];
}

export interface Block {
  type: string;
  block_id?: string;
  text?: { text: string };
  elements?: Element[];
  accessory?: Element;
  element?: Element;
  label?: { text: string };
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
    if (type === "context" && elements.some((each) => textOf(each).length === 0)) return "context";
  }
  return null;
}

/** Text characters as they count for the undocumented 12,000 a message. */
export const sizeOf = (blocks: Block[]): number =>
  blocks
    .flatMap((each) => [each.text?.text ?? "", ...(each.elements ?? []).map(textOf)])
    .reduce((sum, text) => sum + text.length, 0);
