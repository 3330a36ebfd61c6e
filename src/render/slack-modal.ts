/** Slack's modals: a title, blocks and fields, and what it keeps for us until it is sent. */
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import type { Block, PlainText } from "./slack-blocks.ts";

/** https://docs.slack.dev/reference/views/modal-views and /reference/block-kit; `error` is ours. */
export const MODAL_LIMITS = {
  ...{ blocks: 100, title: 24, metadata: 3_000, label: 2_000, hint: 2_000 },
  ...{ placeholder: 150, option: 75, options: 100, error: 300 },
} as const;

export interface Option {
  text: PlainText;
  value: string;
}

export type Field =
  | {
      type: "plain_text_input";
      action_id: string;
      max_length: number;
      initial_value?: string;
      placeholder?: PlainText;
      dispatch_action_config?: { trigger_actions_on: ["on_enter_pressed"] };
    }
  | { type: "static_select"; action_id: string; options: Option[]; initial_option?: Option }
  | { type: "timepicker"; action_id: string; initial_time?: string };

export interface InputBlock {
  type: "input";
  block_id: string;
  label: PlainText;
  hint?: PlainText;
  optional?: boolean;
  dispatch_action?: boolean;
  element: Field;
}

export type ModalBlock = Block | InputBlock;

export interface Modal {
  type: "modal";
  callback_id: string;
  title: PlainText;
  /** Without it the modal cannot be sent. */
  submit?: PlainText;
  close: PlainText;
  private_metadata: string;
  blocks: ModalBlock[];
}

export const plain = (text: string, most: number = MODAL_LIMITS.label): PlainText => ({
  type: "plain_text",
  text: cutText(plainText(text), most),
  emoji: false,
});

export const modalOf = (made: {
  callback: string;
  title: string;
  submit: string | null;
  metadata: string;
  blocks: readonly ModalBlock[];
}): Modal => ({
  ...{ type: "modal", callback_id: made.callback, title: plain(made.title, MODAL_LIMITS.title) },
  ...(made.submit === null ? {} : { submit: plain(made.submit, MODAL_LIMITS.title) }),
  ...{ close: plain(made.submit === null ? "Close" : "Cancel"), private_metadata: made.metadata },
  blocks: made.blocks.slice(0, MODAL_LIMITS.blocks),
});

/** The field's block and its action bear the same name: an error stands beside the block. */
export function inputOf(
  name: string,
  { label, hint, optional }: { label: string; hint?: string; optional?: boolean },
  element: Field,
): InputBlock {
  return {
    ...{ type: "input", block_id: name, label: plain(label), element },
    ...(hint === undefined ? {} : { hint: plain(hint, MODAL_LIMITS.hint) }),
    ...(optional ? { optional } : {}),
    ...("dispatch_action_config" in element ? { dispatch_action: true } : {}),
  };
}

/** `choices`: labels by value. */
export function selectOf(name: string, choices: Readonly<Record<string, string>>, chosen: string): Field {
  const options = Object.entries(choices)
    .slice(0, MODAL_LIMITS.options)
    .map(([value, label]): Option => ({ text: plain(label, MODAL_LIMITS.option), value }));
  const initial = options.find(({ value }) => value === chosen);
  return { type: "static_select", action_id: name, options, ...(initial ? { initial_option: initial } : {}) };
}

/** What Slack sends of the fields: by the names of block and action. https://docs.slack.dev/reference/views/modal-views */
export type FieldValues = Record<
  string,
  Record<string, { value?: string | null; selected_option?: { value?: string } | null; selected_time?: string | null }>
>;

/** Of a field made by `inputOf`; null: nothing is in it. */
export function readValue(values: FieldValues, name: string): string | null {
  const field = values[name]?.[name];
  const value = field?.value ?? field?.selected_option?.value ?? field?.selected_time ?? "";
  return value === "" ? null : value;
}

/** A field as it was shown, of a view that comes back. */
export interface ShownField {
  block_id?: string;
  element?: { initial_value?: string; initial_time?: string; initial_option?: { value?: string } };
}

/** Of a field, what is not as it was shown: who sends a form in has decided only that. */
export function readChanged(values: FieldValues, shown: readonly ShownField[], name: string): string | null {
  const value = readValue(values, name);
  const element = shown.find((block) => block.block_id === name)?.element;
  const before = element?.initial_value ?? element?.initial_time ?? element?.initial_option?.value;
  return value === before ? null : value;
}
