/** Back-tests: a topic on the papers of the last 30 days as they are stored, for whoever is about to follow it. */
import { type ListedPaper, listPapersByIds } from "../db/archive.ts";
import { listLibraries } from "../db/libraries.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus } from "../db/paper-terms.ts";
import { findFollowed, findStoredSince, listFirstListed } from "../db/recent-papers.ts";
import { listActiveSources } from "../db/sources.ts";
import { type Backtest, backtest, type Followed } from "../domain/backtest/backtest.ts";
import { listDays, type Month, makeMonth } from "../domain/backtest/month.ts";
import type { Reason } from "../domain/digest/view.ts";
import { listIndexTerms, useCorpus } from "../domain/matching/likeness.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import type { Address } from "../domain/subscription/address.ts";
import type { Node } from "../domain/topic/language.ts";
import { listLibraryKeys, scanLibraryKeys } from "../domain/topic/library-keys.ts";

/** What is asked with every topic: costly to read, so it is read once for any number of topics. */
export interface Ground {
  month: Month;
  /** Names of the sources that are on. */
  sources: string[];
}

/** `today` is `YYYY-MM-DD`. About half a millisecond of processor time a paper, nearly all of it the index. */
export async function readGround(db: Db, today: string): Promise<Ground> {
  const days = listDays(today);
  const [dated, storedSince, sources] = await Promise.all([
    listFirstListed(db, days[0] as string, today),
    findStoredSince(db),
    listActiveSources(db),
  ]);
  const dayOf = new Map(dated.map(({ id, firstListedOn }) => [id, firstListedOn]));
  const searchable = await listSearchable(db, [...dayOf.keys()], false);
  const papers = searchable.map((paper) => ({ ...paper, firstListedOn: dayOf.get(paper.id) as string }));
  const month = makeMonth(papers, today, storedSince);
  useCorpus(month.index, await getCorpus(db, listIndexTerms(month.index)));
  return { month, sources };
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
  { month, sources }: Ground,
  ast: Node,
  { limit, follows = null }: { limit: number; follows?: readonly Followed[] | null },
): Promise<TriedTopic> {
  const keys = [...listLibraryKeys(ast), ...scanLibraryKeys((follows ?? []).map(({ canonical }) => canonical))];
  for (const [key, library] of await listLibraries(db, keys)) month.index.libraries.set(key, library);
  const { latest, ...report } = backtest(month, { ast, sources, follows });
  const ids = latest.slice(0, limit);
  const rows = new Map((await listPapersByIds(db, ids)).map((paper) => [paper.id, paper]));
  const searchable = new Map(month.papers.map((paper) => [paper.id, paper]));
  const papers = ids.flatMap((id): LatestPaper[] => {
    const [row, paper] = [rows.get(id), searchable.get(id)];
    return row && paper ? [{ ...row, reason: explainHit(ast, paper) }] : [];
  });
  return { ...report, papers };
}

/** What a reader follows; null for an address that nobody subscribed. */
export const findReaderTopics = (db: Db, reader: Address): Promise<Followed[] | null> => findFollowed(db, reader);
