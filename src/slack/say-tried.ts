/** What a topic would have found in the last 30 days, and what to type instead where that is nothing or too much. */
import type { TypedTopic } from "../reading/backtest.ts";
import { code, mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyPart } from "../render/slack-replies.ts";
import { count } from "../render/wording.ts";
import { titleLine } from "./paper-item.ts";

export function sayTried(typed: TypedTopic): ReplyPart[] {
  if (!typed.ok || typed.tried.stored === 0) return [];
  const { hits, stored, tooBroad, suggestions, papers } = typed.tried;
  const found = mrkdwn`In the last 30 days it found ${count(hits, "paper")} of ${count(stored, "paper").replace(/ papers?$/, "")}.`;
  const warned =
    hits === 0
      ? mrkdwn`Nothing in the last 30 days matches it: look at its spelling, or make it wider.`
      : tooBroad
        ? mrkdwn`That is broad: ${count(hits, "paper")} of ${count(stored, "paper").replace(/ papers?$/, "")} in the last 30 days match it.`
        : found;
  const others = hits === 0 || tooBroad ? suggestions.slice(0, 3) : [];
  return [
    lines(warned, ...papers.map((paper) => mrkdwn`• ${titleLine(paper)}`)),
    ...(others.length === 0
      ? []
      : [
          lines(
            mrkdwn`Did you mean`,
            ...others.map((each) => mrkdwn`• ${code(each.query)} (${count(each.hits, "paper")})`),
          ),
        ]),
  ];
}
