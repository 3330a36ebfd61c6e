/** A part of a digest as text alone, for a Slack that refuses its blocks: what the blocks say, with titles and links. */
import type { SlackContent } from "../domain/delivery/channel.ts";
import { escapeMrkdwn } from "./escape.ts";
import { withoutStyle } from "./mrkdwn.ts";
import type { Block } from "./slack-blocks.ts";

/** Below the undocumented 12,000, as the blocks were; Slack cuts a text only above 40,000. */
const LONGEST = 9_000;
const TITLE = /^\*(?:<(https?:[^|>]+)\|([^<>]+)>|([^<>]+))\*(?:\n|$)/;

/** Mrkdwn, never empty. Whole lines only; of a paper its title and its address, nothing of its summary. */
export function renderSlackPlain({ text, blocks }: SlackContent): string {
  const lines = (blocks as Block[]).flatMap((block) => {
    if (block.type === "header") return [escapeMrkdwn(withoutStyle(block.text.text))];
    return block.type === "section" ? [lineOf(block.text.text)] : [];
  });
  let all = text.trim() || "Papers";
  for (const line of lines) if (all.length + line.length + 1 <= LONGEST) all += `\n${line}`;
  return all;
}

function lineOf(said: string): string {
  const [title, url, label = "", bare = ""] = TITLE.exec(said) ?? [];
  if (title === undefined) return said;
  return url === undefined ? `• ${bare}` : `• ${label} <${url}>`;
}
