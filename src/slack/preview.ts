/** A topic while it is being typed: what the last 30 days would have brought, or what is wrong with it. */
import { renderTopicError } from "../domain/topic/errors.ts";
import type { TriedTopic } from "../reading/backtest.ts";
import { drawDayChart } from "../render/day-chart.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyBlock, type ReplyPart, renderReply, small } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import { tellReading } from "./say-list.ts";
import { sayTried } from "./say-tried.ts";
import type { UseCases } from "./use-cases.ts";

const LATEST = 3;
/** Of a modal's hundred; its fields take the others. */
const PLACES = 40;

export async function drawPreview({ archive }: Pick<UseCases, "archive">, query: string): Promise<ReplyBlock[]> {
  const parts = await preview(archive, query);
  return renderReply(mrkdwn`Preview`, parts, [], PLACES).blocks;
}

async function preview(archive: UseCases["archive"], query: string): Promise<ReplyPart[]> {
  if (query === "") return [small(mrkdwn`Type what the papers are to be about, then press Preview.`)];
  const entry = query.startsWith("#") ? await findEntry(archive, query.slice(1)) : { query };
  if (!entry) return [lines(mrkdwn`The catalogue has no topic *${query}*.`)];
  const typed = await archive.tryTopic(entry.query, LATEST);
  if (!typed.ok)
    return [
      lines(mrkdwn`That cannot be read as a topic yet:`),
      { kind: "code", text: renderTopicError(entry.query, typed.error) },
    ];
  if (typed.tried.stored === 0)
    return [lines(mrkdwn`No paper of the last 30 days is stored yet, so it cannot be tried.`)];
  const { hits, days } = typed.tried;
  return [
    lines(tellReading({ name: entry.query, reading: typed.reading })),
    ...(hits === 0
      ? []
      : [{ kind: "chart" as const, lines: drawDayChart(days, { columns: 1, indent: "", faint: (text) => text }) }]),
    ...(hits === 0 ? [] : [small(tellChart(typed.tried))]),
    ...typed.warnings.slice(0, 3).map(({ message }) => small(mrkdwn`${message}`)),
    ...sayTried(typed),
  ];
}

const findEntry = async (archive: UseCases["archive"], slug: string) =>
  (await archive.listCatalogue()).find((entry) => entry.slug === slug);

/** The chart in words, for who cannot see it. */
function tellChart({ hits, days, perDay, daysWithPapers }: TriedTopic): Mrkdwn {
  const most = Math.max(...days.map((day) => day.hits));
  const peak = days.find((day) => day.hits === most);
  const rate =
    perDay === null ? mrkdwn`` : mrkdwn` ${perDay.toFixed(1)} a day on ${count(daysWithPapers, "day")} with papers.`;
  return mrkdwn`${count(hits, "paper")} from ${showDay(days[0]?.on ?? "")} to ${showDay(days.at(-1)?.on ?? "")}; the most, ${most}, on ${showDay(peak?.on ?? "")}.${rate}`;
}
