/** Buttons below a reply. What one does stands in its action_id, on what in its value (slack/button-value.ts). */
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import type { PlainText } from "./slack-blocks.ts";

export interface Button {
  /** `save`: without the prefix. One row has each action once. */
  action: string;
  label: string;
  /** At most 2,000 characters. */
  value: string;
  style?: "primary" | "danger";
}

export interface ActionsBlock {
  type: "actions";
  elements: {
    type: "button";
    action_id: string;
    text: PlainText;
    value: string;
    style?: "primary" | "danger";
  }[];
}

export const ACTION_PREFIX = "papers:";
export const BUTTON_LIMITS = { text: 75, value: 2_000, id: 255, row: 25 } as const;

/** Buttons whose value would be cut are left out: half a value does something else. */
export function actionsOf(buttons: readonly Button[]): ActionsBlock[] {
  const fitting = buttons.filter(({ value }) => value.length > 0 && value.length <= BUTTON_LIMITS.value);
  if (fitting.length === 0) return [];
  const elements = fitting.slice(0, BUTTON_LIMITS.row).map(({ action, label, value, style }) => ({
    type: "button" as const,
    action_id: `${ACTION_PREFIX}${action}`,
    text: {
      type: "plain_text" as const,
      text: cutText(plainText(label), BUTTON_LIMITS.text) || "Go",
      emoji: false as const,
    },
    value,
    ...(style ? { style } : {}),
  }));
  return [{ type: "actions", elements }];
}
