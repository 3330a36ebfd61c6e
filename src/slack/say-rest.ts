/** The papers that a digest only counted, five at a time. */
import { isDate } from "../domain/slack-command/values.ts";
import { mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { showPaper } from "./say-papers.ts";
import { replyToSpeaker, type Talk, tell } from "./talk.ts";

const PAGE = 5;

/** `value`: `2026-05-14 3 5`, the digest's date, the topic's number in the conversation, and how many were seen before. */
export async function sayRest({ use, here }: Talk, value: string): Promise<Reply[]> {
  const [, on = "", topic, before] = /^(\S+) (\d{1,9}) (\d{1,6})$/.exec(value) ?? [];
  const [number, offset] = [Number(topic), Number(before)];
  const all = isDate(on) ? await use.listRest(here, on) : null;
  if (all === null) return tell(mrkdwn`That digest is not stored any more.`, [mrkdwn`\`/papers today\``]);
  const matching = (await use.listTopicMatches(here, all)).find((each) => each.number === number);
  // A topic that has ended says nothing of papers any more: then all that the digest counted is shown.
  const ids = matching ? all.filter((id) => matching.paperIds.includes(id)) : all;
  const papers = await use.archive.listPapers(ids.slice(offset, offset + PAGE));
  const what = matching ? mrkdwn` for *${matching.name}*` : mrkdwn``;
  if (papers.length === 0) return tell(mrkdwn`That was all of the digest of ${showDay(on)}${what}.`);
  const says = mrkdwn`${count(ids.length, "more paper")} of ${showDay(on)}${what}, ${offset + 1} to ${offset + papers.length}`;
  const next = offset + PAGE;
  const more = next < ids.length ? [{ action: "rest", label: "More", value: `${on} ${number} ${next}` }] : [];
  const parts = papers.map((paper) => showPaper(paper, matching ? number : null));
  return replyToSpeaker(renderReply(says, [lines(says), ...parts], more));
}
