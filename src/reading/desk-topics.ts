/** Topics by readers, and growth by day, for the operator's desk: counts of what is stored, and nobody's rare words. */

import { listCatalogue } from "../db/catalogue.ts";
import {
  type CountedDay,
  type CountedTopic,
  countDays,
  countRareTopics,
  listTopicsByReaders,
  type PublicTopic,
} from "../db/desk-counts.ts";
import type { Db } from "../db/open.ts";
import { listActiveSources } from "../db/sources.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { printCanonical } from "../domain/topic/print.ts";
import { printUnscopedReading, scopeToSources } from "../domain/topic/scope.ts";

export type { CountedDay };

/** A query of fewer readers tells who they are: it is counted, and not shown. */
export const LEAST_READERS = 3;
const DAYS = 30;
const PAGE = 100;

/** By its public name, or in its readers' words. */
export type GrownTopic = CountedTopic & { shown: string };

export interface Growth {
  days: CountedDay[];
  topics: GrownTopic[];
  more: boolean;
  rare: { topics: number; subscriptions: number };
}

export async function readGrowth(
  db: Db,
  today: string,
  after: { readers: number; id: number } | null,
): Promise<Growth> {
  const since = Temporal.PlainDate.from(today)
    .subtract({ days: DAYS - 1 })
    .toString();
  const named = await listNamed(db);
  const order = { since, after, limit: PAGE + 1, least: LEAST_READERS };
  const topics = await listTopicsByReaders(db, named, order);
  return {
    days: await countDays(db, since, today),
    topics: topics.slice(0, PAGE).map((topic) => ({ ...topic, shown: topic.name ?? readingOf(topic.canonical) })),
    more: topics.length > PAGE,
    rare: await countRareTopics(db, named, LEAST_READERS),
  };
}

function readingOf(canonical: string): string {
  const parsed = parseTopic(canonical, { limits: false });
  return parsed.ok ? printUnscopedReading(parsed.topic.ast) : canonical;
}

/** The catalogue's topics by the queries that subscriptions of it have, with the sources that are on and without. */
async function listNamed(db: Db): Promise<PublicTopic[]> {
  const sources = await listActiveSources(db);
  const named = new Map<string, string>();
  for (const { name, query } of await listCatalogue(db)) {
    const parsed = parseTopic(query);
    if (!parsed.ok) continue;
    const { ast } = parsed.topic;
    for (const each of [ast, scopeToSources(ast, sources)]) named.set(printCanonical(each), name);
  }
  return [...named].map(([canonical, name]) => ({ canonical, name }));
}
