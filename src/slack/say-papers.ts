/** Papers as they are asked for: the latest day's, one, those a search finds, those a person saved. */
import { type Command, QUERY_MOST } from "../domain/slack-command/command.ts";
import { parseCommand } from "../domain/slack-command/parse.ts";
import { printCommand } from "../domain/slack-command/print.ts";
import { renderTopicError } from "../domain/topic/errors.ts";
import type { PublicPaper } from "../reading/archive.ts";
import { writeBibtex } from "../render/bibtex.ts";
import { code, type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import type { Button } from "../render/slack-buttons.ts";
import { lines, type ReplyPart, renderReply, small } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { titleLine, toItem } from "./paper-item.ts";
import { replyToSpeaker, type Talk, tell } from "./talk.ts";

const PAGE = 5;
const EACH_TOPIC = 3;
const TODAY_MOST = 9;
const SAVED_PAGE = 6;

/** `topic`: the number of that of the conversation it stands for; without, the first that matches it. */
export function paperButtons(paperId: number, topic: number | null): Button[] {
  const value = topic === null ? `${paperId}` : `${paperId} ${topic}`;
  return [
    { action: "save", label: "Save", value },
    { action: "more", label: "More like this", value },
    { action: "less", label: "Less", value },
    { action: "why", label: "Why", value },
  ];
}

export const showPaper = (
  paper: PublicPaper,
  topic: number | null,
  reason?: Parameters<typeof toItem>[1],
): ReplyPart => ({
  kind: "paper",
  item: toItem(paper, reason),
  buttons: paperButtons(paper.id, topic),
});

export async function sayToday({ use, here }: Talk): Promise<Reply[]> {
  const on = await use.archive.findLatestDay();
  if (on === null) return tell(mrkdwn`No papers are stored yet.`, [mrkdwn`\`/papers status\``]);
  const ids = await use.listDayIds(on);
  const topics = await use.listTopicMatches(here, ids);
  if (topics.length === 0) {
    const says = mrkdwn`${count(ids.length, "paper")} on ${showDay(on)}. Nothing is followed here, so these have the most votes.`;
    const papers = await use.archive.listPapers(ids.slice(0, PAGE));
    const hint = small(mrkdwn`Type \`/papers subscribe mixture of experts\` to get those of a topic`);
    return replyToSpeaker(renderReply(says, [lines(says), ...papers.map((paper) => showPaper(paper, null)), hint]));
  }
  const matching = new Set(topics.flatMap(({ paperIds }) => paperIds));
  const says = mrkdwn`${count(matching.size, "paper")} of ${ids.length} on ${showDay(on)} ${matching.size === 1 ? "matches" : "match"} the ${count(topics.length, "topic")} here.`;
  const shown = new Set<number>();
  const parts: ReplyPart[] = [lines(says)];
  for (const { number, name, paperIds } of topics) {
    const fresh = paperIds.filter((id) => !shown.has(id)).slice(0, Math.min(EACH_TOPIC, TODAY_MOST - shown.size));
    for (const id of fresh) shown.add(id);
    if (paperIds.length > 0) parts.push(lines(mrkdwn`*${name}*: ${count(paperIds.length, "paper")}`));
    parts.push(...(await use.archive.listPapers(fresh)).map((paper) => showPaper(paper, number)));
  }
  return replyToSpeaker(renderReply(says, parts));
}

/** `offset`: papers before the page. `posted`: shown to all, without the buttons to turn it. */
export async function saySearch(
  { use, speaker }: Talk,
  command: Command & { verb: "search" },
  offset = 0,
  posted = false,
): Promise<Reply[]> {
  const { query, days } = command;
  const since = days === null ? null : use.now().toZonedDateTimeISO("UTC").toPlainDate().subtract({ days }).toString();
  const found = await use.archive.search(query, offset + PAGE, since);
  if (!found.ok) {
    const says = mrkdwn`I could not search for ${code(query)}.`;
    const part: ReplyPart = { kind: "code", text: renderTopicError(query, found.error) };
    const next = found.repaired === null ? "/papers help search" : `/papers search ${found.repaired}`;
    return replyToSpeaker(renderReply(says, [lines(says), part, small(mrkdwn`Type ${code(next, QUERY_MOST)}`)]));
  }
  const papers = found.papers.slice(offset);
  const within = days === null ? mrkdwn`` : mrkdwn` of the last ${count(days, "day")}`;
  if (papers.length === 0) {
    const none =
      offset > 0 ? mrkdwn`That was all for ${code(query)}.` : mrkdwn`No paper${within} matches ${code(query)}.`;
    return tell(none, [mrkdwn`\`/papers search …\` with other words`]);
  }
  const says = mrkdwn`${found.exact ? "" : mrkdwn`About `}${count(found.count, "paper")}${within} for ${code(found.reading)}, ${offset + 1} to ${offset + papers.length}`;
  const value = (from: number) => `${from} ${printCommand(command)}`;
  const more =
    found.count > offset + papers.length ? [{ action: "results", label: "More", value: value(offset + PAGE) }] : [];
  const post = speaker.kind === "dm" ? [] : [{ action: "post", label: "Post here", value: value(offset) }];
  const warnings = found.warnings.slice(0, 3).map(({ message }) => small(mrkdwn`${message}`));
  const parts = [lines(says), ...warnings, ...papers.map((paper) => showPaper(paper, null, paper.reason))];
  const content = renderReply(says, parts, posted ? [] : [...more, ...post]);
  return [{ to: posted ? "conversation" : "speaker", content }];
}

export async function sayShow(
  { use, here, speaker }: Talk,
  { paper: name }: Command & { verb: "show" },
  posted = false,
): Promise<Reply[]> {
  const paper = await use.archive.findPaper(name);
  if (!paper) return tellUnknown(name);
  const topics = (await use.listTopicMatches(here, [paper.id])).filter(({ paperIds }) => paperIds.length > 0);
  const says: Mrkdwn = mrkdwn`${paper.title}`;
  const matched =
    topics.length === 0
      ? []
      : [
          small(
            mrkdwn`Matches here: ${topics
              .slice(0, 5)
              .map(({ name: topic }) => topic)
              .join(", ")}`,
          ),
        ];
  const post = posted || speaker.kind === "dm" ? [] : [{ action: "post", label: "Post here", value: `0 show ${name}` }];
  const parts = [
    showPaper(paper, topics[0]?.number ?? null),
    small(mrkdwn`Listed ${showDay(paper.firstListedOn)}`),
    ...matched,
  ];
  return [
    {
      to: posted ? "conversation" : "speaker",
      content: renderReply(says.text === "" ? mrkdwn`A paper` : says, parts, post),
    },
  ];
}

export const tellUnknown = (name: string): Reply[] =>
  tell(mrkdwn`No paper ${code(name)} is stored here.`, [mrkdwn`\`/papers search …\` by the words of its title`]);

export async function saySaved({ use, person }: Talk, offset = 0): Promise<Reply[]> {
  const ids = await use.listSaved(person);
  if (ids.length === 0) return tell(mrkdwn`You saved no paper yet: press Save at one.`, [mrkdwn`\`/papers today\``]);
  const papers = await use.archive.listPapers(ids.slice(offset, offset + SAVED_PAGE));
  const says = mrkdwn`You saved ${count(ids.length, "paper")}${offset + papers.length < ids.length || offset > 0 ? `: ${offset + 1} to ${offset + papers.length}` : ""}.`;
  const parts = papers.flatMap((paper): ReplyPart[] => [
    lines(mrkdwn`*${titleLine(paper)}*`),
    { kind: "code", text: writeBibtex(paper) },
    { kind: "row", buttons: [{ action: "unsave", label: "Remove", value: `${paper.id}` }] },
  ]);
  const next = offset + SAVED_PAGE;
  const more = next < ids.length ? [{ action: "saved", label: "More", value: `${next}` }] : [];
  return replyToSpeaker(renderReply(says, [lines(says), ...parts], more));
}

/** What a button's value holds: `5 search retrieval`. */
export function readPage(value: string): { offset: number; command: Command } | null {
  const [, offset, text] = /^(\d{1,6}) (.+)$/s.exec(value) ?? [];
  const parsed = text === undefined ? null : parseCommand(text);
  return parsed?.ok ? { offset: Number(offset), command: parsed.command } : null;
}
