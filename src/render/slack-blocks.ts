/** The few Block Kit blocks a digest is made of, and how much of Slack's limits each takes. */
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import type { ActionsBlock } from "./slack-buttons.ts";

/** `verbatim`: Slack makes no links or mentions of its own out of the text. */
export interface Mrkdwn {
  type: "mrkdwn";
  text: string;
  verbatim: true;
}
export interface PlainText {
  type: "plain_text";
  text: string;
  emoji: false;
}
export interface HeaderBlock {
  type: "header";
  text: PlainText;
}
export interface SectionBlock {
  type: "section";
  text: Mrkdwn;
}
export interface ContextBlock {
  type: "context";
  elements: Mrkdwn[];
}
export interface DividerBlock {
  type: "divider";
}
export type Block = HeaderBlock | SectionBlock | ContextBlock | DividerBlock | ActionsBlock;

/** https://docs.slack.dev/reference/block-kit/blocks; `budget` keeps below an undocumented 12,000 a message. */
export const LIMITS = { blocks: 50, section: 3_000, header: 150, budget: 9_000, fallback: 1_000 } as const;

/** A header shows text as it is: nothing in it is markup. At most 150 characters. */
export function headerOf(text: string): HeaderBlock {
  return {
    type: "header",
    text: { type: "plain_text", text: cutText(plainText(text), LIMITS.header) || "Papers", emoji: false },
  };
}

/** `text` is mrkdwn, escaped and within 3,000 characters already. */
export function sectionOf(text: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
}

export function contextOf(text: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] };
}

/** Text characters of a block as Slack counts them for a message's total. */
export function blockSize(block: Block): number {
  if (block.type === "divider") return 0;
  if (block.type === "actions") return block.elements.reduce((sum, { text }) => sum + text.text.length, 0);
  if (block.type === "context") return block.elements.reduce((sum, { text }) => sum + text.length, 0);
  return block.text.text.length;
}
