/** The lists of a day, a week or a month: narrowed, in an order, a page at a time, with the lists beside them. */

import { listCatalogue } from "../db/catalogue.ts";
import type { Db } from "../db/open.ts";
import {
  countDays,
  countPapersOfDays,
  type DayCount,
  findLatestListedDay,
  findNeighbourDays,
  type ListFilter,
  type ListKey,
  type ListOrderName,
  listIdsOfDays,
  listMembers,
  listNarrowings,
  listPapersOfDays,
} from "../db/paper-lists.ts";
import type { PublicPaper } from "../db/public-papers.ts";
import { type Period, periodOf } from "../domain/calendar/period.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { listMatching } from "./topic-papers.ts";

export { type DayCount, LIST_ORDERS, type ListKey, type ListOrderName } from "../db/paper-lists.ts";

export interface WholeList {
  period: Pick<Period, "from" | "to">;
  order: ListOrderName;
  source: string | null;
  category: string | null;
  /** A slug of the catalogue. */
  topic: string | null;
}

export interface ListRequest extends WholeList {
  after: ListKey | null;
  limit: number;
}

export interface ListPage {
  /** All that the list holds, whatever the page. */
  count: number;
  papers: PublicPaper[];
  /** Where the next page begins; null: this is the last. */
  next: ListKey | null;
}

/** Null for a topic that the catalogue has not. */
export async function listPage(db: Db, request: ListRequest, today: string): Promise<ListPage | null> {
  const { order, after, limit } = request;
  const filter = await findFilter(db, request);
  if (filter === null) return null;
  const [count, rows] = await Promise.all([
    countPapersOfDays(db, filter),
    listPapersOfDays(db, { ...filter, order, asOf: heatDay(request, today), after, limit: limit + 1 }),
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { count, papers: shown.map(({ paper }) => paper), next: rows.length > limit && last ? last.key : null };
}

/** The list in order, from its beginning, by ids; null for a topic that the catalogue has not. */
export async function listIds(db: Db, request: WholeList & { limit: number }, today: string): Promise<number[] | null> {
  const filter = await findFilter(db, request);
  const { order, limit } = request;
  return filter && listIdsOfDays(db, { ...filter, order, asOf: heatDay(request, today), limit });
}

const heatDay = ({ period }: WholeList, today: string): string => (period.to < today ? period.to : today);

async function findFilter(db: Db, { period, source, category, topic }: WholeList): Promise<ListFilter | null> {
  const whole: ListFilter = { from: period.from, to: period.to, source, category, ids: null };
  if (topic === null) return whole;
  const ids = await findTopicIds(db, topic, whole);
  return ids === undefined ? null : { ...whole, ids };
}

async function findTopicIds(db: Db, slug: string, filter: ListFilter): Promise<number[] | undefined> {
  const entry = (await listCatalogue(db)).find((each) => each.slug === slug);
  const parsed = entry && parseTopic(entry.query);
  return parsed?.ok ? listMatching(db, parsed.topic.ast, await listMembers(db, filter)) : undefined;
}

export interface Surroundings {
  /** The nearest lists of the same kind that hold anything. */
  previous: Period | null;
  next: Period | null;
  /** Days of the month that the list begins in. */
  calendar: DayCount[];
  sources: string[];
  categories: string[];
}

export async function findSurroundings(db: Db, { kind, from, to }: Period): Promise<Surroundings> {
  const month = periodOf("month", from);
  const [{ before, after }, calendar, narrowings] = await Promise.all([
    findNeighbourDays(db, from, to),
    countDays(db, month.from, month.to),
    listNarrowings(db, { from, to }),
  ]);
  return {
    previous: before === null ? null : periodOf(kind, before),
    next: after === null ? null : periodOf(kind, after),
    calendar,
    ...narrowings,
  };
}

/** The last day with a list; null where nothing is stored. */
export const findLatestDay = (db: Db, today: string): Promise<string | null> => findLatestListedDay(db, today);
