/** Back-tests: a topic on the papers of the last 30 days as they are stored, for whoever is about to follow it. */
import { type ListedPaper, listPapersByIds } from "../db/archive.ts";
import { listLibraries } from "../db/libraries.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus } from "../db/paper-terms.ts";
import { findFollowed, findStoredSince, listFirstListed } from "../db/recent-papers.ts";
import { listActiveSources } from "../db/sources.ts";
import { type Backtest, backtest, type Followed } from "../domain/backtest/backtest.ts";
import { listDays, type Month, makeMonth, type RecentPaper } from "../domain/backtest/month.ts";
import type { Reason } from "../domain/digest/view.ts";
import { listIndexTerms, useCorpus } from "../domain/matching/likeness.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import type { Address } from "../domain/subscription/address.ts";
import type { Library } from "../domain/subscription/library.ts";
import { repairTopic } from "../domain/topic/errors.ts";
import type { Node, TopicError, TopicWarning } from "../domain/topic/language.ts";
import { listLibraryKeys, scanLibraryKeys } from "../domain/topic/library-keys.ts";
import { parseTopic } from "../domain/topic/parse.ts";

/** What a topic is tried on: costly to make, so it is made once for any number of topics. */
export interface Ground {
  ask(question: Question): Promise<Answer>;
}

/** All of it plain values: it may be asked of another thread. */
export interface Question {
  ast: Node;
  /** Names of the sources that are on. */
  sources: string[];
  follows: readonly Followed[] | null;
  /** What the topics name as like:KEY. */
  libraries: ReadonlyMap<string, Library>;
  /** Papers to show. */
  limit: number;
}

export interface Answer {
  report: Backtest;
  /** The latest of the hits, newest first, then most votes. */
  latest: { id: number; reason: Reason }[];
}

export function answer(month: Month, question: Question): Answer {
  const { ast, sources, follows, libraries, limit } = question;
  for (const [key, library] of libraries) month.index.libraries.set(key, library);
  const { latest, ...report } = backtest(month, { ast, sources, follows });
  const wanted = new Set(latest.slice(0, limit));
  const papers = new Map(month.papers.flatMap((paper) => (wanted.has(paper.id) ? [[paper.id, paper]] : [])));
  return {
    report,
    latest: [...wanted].map((id) => ({ id, reason: explainHit(ast, papers.get(id) as RecentPaper) })),
  };
}

/** The papers of a ground, as they are read. */
export interface Soil {
  papers: RecentPaper[];
  /** `YYYY-MM-DD`. */
  today: string;
  storedSince: string | null;
}

/** Papers read at once: others wait for no statement of seconds. */
const READ = 500;

export async function readSoil(db: Db, today: string): Promise<Soil> {
  const [dated, storedSince] = await Promise.all([
    listFirstListed(db, listDays(today)[0] as string, today),
    findStoredSince(db),
  ]);
  const dayOf = new Map(dated.map(({ id, firstListedOn }) => [id, firstListedOn]));
  const papers: RecentPaper[] = [];
  const ids = [...dayOf.keys()];
  for (let from = 0; from < ids.length; from += READ)
    for (const paper of await listSearchable(db, ids.slice(from, from + READ), false))
      papers.push({ ...paper, firstListedOn: dayOf.get(paper.id) as string });
  return { papers, today, storedSince };
}

/** A third of a millisecond of processor time a paper, nearly all of it the index. */
export async function readGround(db: Db, today: string): Promise<Ground & { papers: number }> {
  const { papers, storedSince } = await readSoil(db, today);
  const month = makeMonth(papers, today, storedSince);
  useCorpus(month.index, await getCorpus(db, listIndexTerms(month.index)));
  return { papers: month.papers.length, ask: async (question) => answer(month, question) };
}

/** Why a paper matched goes with it. */
export type LatestPaper = ListedPaper & { reason: Reason };

export interface TriedTopic extends Backtest {
  /** The latest of the hits, newest first, then most votes. */
  papers: LatestPaper[];
}

/** `follows` as findReaderTopics gives it; `limit` is the number of papers to show, which changes no count. */
export async function tryTopic(
  db: Db,
  ground: Ground,
  ast: Node,
  { limit, follows = null }: { limit: number; follows?: readonly Followed[] | null },
): Promise<TriedTopic> {
  const keys = [...listLibraryKeys(ast), ...scanLibraryKeys((follows ?? []).map(({ canonical }) => canonical))];
  const [libraries, sources] = await Promise.all([listLibraries(db, keys), listActiveSources(db)]);
  const { report, latest } = await ground.ask({ ast, sources, follows, libraries, limit });
  const rows = new Map(
    (
      await listPapersByIds(
        db,
        latest.map(({ id }) => id),
      )
    ).map((paper) => [paper.id, paper]),
  );
  const papers = latest.flatMap(({ id, reason }): LatestPaper[] => {
    const row = rows.get(id);
    return row ? [{ ...row, reason }] : [];
  });
  return { ...report, papers };
}

/** A topic as it was typed, tried on a ground; or what is wrong with it. */
export type TypedTopic =
  | { ok: true; reading: string; warnings: TopicWarning[]; tried: TriedTopic }
  | { ok: false; error: TopicError; repaired: string | null };

export async function tryTyped(db: Db, ground: Ground, query: string, limit: number): Promise<TypedTopic> {
  const parsed = parseTopic(query);
  if (!parsed.ok) return { ok: false, error: parsed.error, repaired: repairTopic(query, parsed.error) };
  const { ast, reading, warnings } = parsed.topic;
  return { ok: true, reading, warnings, tried: await tryTopic(db, ground, ast, { limit }) };
}

/** What a reader follows; null for an address that nobody subscribed. */
export const findReaderTopics = (db: Db, reader: Address): Promise<Followed[] | null> => findFollowed(db, reader);
