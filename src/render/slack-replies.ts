/** Replies in Slack: lines, papers with their buttons, and a row of buttons, within every limit of a message. */
import type { SlackContent } from "../domain/delivery/channel.ts";
import type { ItemView } from "../domain/digest/view.ts";
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import { type Mrkdwn, mrkdwn } from "./mrkdwn.ts";
import { type Block, blockSize, contextOf, headerOf, LIMITS, sectionOf } from "./slack-blocks.ts";
import { actionsOf, type Button } from "./slack-buttons.ts";
import { slackCard } from "./slack-card.ts";
import * as say from "./wording.ts";

export type ReplyBlock = Block;

/** A part of a reply. What does not fit is left out from the end, and counted. */
export type ReplyPart =
  | { kind: "header"; text: string }
  | { kind: "lines"; lines: readonly Mrkdwn[] }
  | { kind: "small"; line: Mrkdwn }
  | { kind: "paper"; item: ItemView; buttons: readonly Button[] }
  | { kind: "code"; text: string }
  /** Lines of ours, with nothing of anybody's in them: their spaces stay. */
  | { kind: "chart"; lines: readonly string[] }
  | { kind: "row"; buttons: readonly Button[] };

const SECTION = LIMITS.section - 100;
/** For the buttons and the line that counts what was left out. */
const KEPT = { blocks: 3, characters: 200 };

/** `summary`: what a notification says. `places`: blocks that Slack allows, 50 in a message and 100 in App Home. */
export function renderReply(
  summary: Mrkdwn,
  parts: readonly ReplyPart[],
  buttons: readonly Button[] = [],
  places: number = LIMITS.blocks,
): SlackContent & { blocks: ReplyBlock[] } {
  const text = cutSafely(summary.text, LIMITS.fallback);
  const rows = actionsOf(buttons);
  const groups = parts.flatMap(draw);
  const blocks: ReplyBlock[] = [];
  let size = text.length + sizeOf(rows) + KEPT.characters;
  let left = 0;
  for (const group of groups) {
    const fits = left === 0 && blocks.length + group.length + rows.length + KEPT.blocks <= places;
    if (fits && size + sizeOf(group) <= LIMITS.budget) {
      blocks.push(...group);
      size += sizeOf(group);
    } else left += 1;
  }
  if (left > 0) blocks.push(contextOf(`${say.count(left, "part")} of this did not fit in one message.`));
  return { text, blocks: [...blocks, ...rows] };
}

/** Each group is shown whole or not at all. */
function draw(part: ReplyPart): ReplyBlock[][] {
  if (part.kind === "header") return [[headerOf(part.text)]];
  if (part.kind === "small")
    return part.line.text.trim() === "" ? [] : [[contextOf(cutSafely(part.line.text, SECTION))]];
  if (part.kind === "paper") return [[...slackCard(part.item), ...actionsOf(part.buttons)]];
  if (part.kind === "row") return [actionsOf(part.buttons)];
  if (part.kind === "code") return drawCode(part.text);
  if (part.kind === "chart") return [[sectionOf(`\`\`\`\n${part.lines.join("\n")}\n\`\`\``)]];
  return packLines(part.lines).map((text) => [sectionOf(text)]);
}

/** As few sections as hold the lines. */
function packLines(lines: readonly Mrkdwn[]): string[] {
  const sections: string[] = [];
  for (const { text } of lines) {
    const line = cutSafely(text, SECTION);
    const last = sections.at(-1);
    if (line.trim() === "") continue;
    if (last !== undefined && last.length + line.length + 1 <= SECTION)
      sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  return sections;
}

/** Lines stay lines, three backticks in them do not end it. One that is too long is cut. */
function drawCode(text: string): ReplyBlock[][] {
  const escaped = text
    .split("\n")
    .map((line) => mrkdwnCode(cutText(plainKeeping(line), 900)))
    .join("\n")
    .trimEnd();
  return escaped === "" || escaped.length > SECTION ? [] : [[sectionOf(`\`\`\`\n${escaped}\n\`\`\``)]];
}

const plainKeeping = (line: string): string => {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return indent + plainText(line);
};
const mrkdwnCode = (line: string): string =>
  line.replaceAll("`", "'").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Lines are short by what goes into them; one that is not ends where no entity and no link is cut. */
function cutSafely(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text
    .slice(0, max - 1)
    .replace(/[<&][^>;]*$/, "")
    .toWellFormed()
    .replace(/\uFFFD$/, "")}…`;
}

const sizeOf = (blocks: readonly ReplyBlock[]): number => blocks.reduce((sum, block) => sum + blockSize(block), 0);

export const lines = (...all: readonly (Mrkdwn | null)[]): ReplyPart => ({
  kind: "lines",
  lines: all.filter((line) => line !== null),
});
export const small = (line: Mrkdwn): ReplyPart => ({ kind: "small", line });

/** `9:00`. */
export const showHour = (hour: string): string => hour.replace(/^0/, "");

/** `Fri 15 May at 8:00 (Europe/Berlin)`. */
export const showDue = (on: string, hour: string, zone: string): Mrkdwn =>
  mrkdwn`${say.showDay(on)} at ${showHour(hour)} (${showZone(zone)})`;

export const showZone = (zone: string): string => zone.replaceAll("_", " ");
