/** Matching: papers that a live listing changed meet every topic; a closed batch gets the next seq. */

import { listLibraries } from "../db/libraries.ts";
import { lockUntilCommit } from "../db/locks.ts";
import {
  deleteCandidates,
  findStartDay,
  getLastSeq,
  insertBatch,
  insertMatches,
  listCandidates,
  listPapersSince,
  listSearchable,
  type MatchWrite,
  markMatched,
  recordBatch,
} from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus } from "../db/paper-terms.ts";
import { listTopics } from "../db/topics.ts";
import { indexPapers, type PaperIndex } from "../domain/matching/index-papers.ts";
import { listIndexTerms, useCorpus } from "../domain/matching/likeness.ts";
import { planCanonical } from "../domain/matching/plan.ts";
import type { Searchable } from "../domain/paper/paper.ts";
import { createFinder } from "../domain/ranking/best.ts";
import { createJudge } from "../domain/ranking/strength.ts";
import { scanLibraryKeys } from "../domain/topic/library-keys.ts";

export interface BatchReport {
  seq: number;
  papers: number;
  topics: number;
  matches: number;
}

/** Before the database has counted its rows it sorts all that remain for each page, so pages are few. */
const TOPIC_PAGE = 20_000;
const UNTOLD = { score: null, strength: null, pinned: false };
/** Matches written at once: what a page of broad topics finds could be millions. */
const MATCH_PAGE = 20_000;

/**
 * Matches what waits: changed papers against all topics, and topics that no batch has evaluated against the papers of the
 * last complete day (and since), or of `since` where that is earlier. Null when nothing waited. `tx` is a transaction: a batch closes whole or not at all.
 */
export async function matchWaiting(tx: Db, now: Temporal.Instant, since?: string): Promise<BatchReport | null> {
  await lockUntilCommit(tx, "matching");
  const candidates = await listCandidates(tx);
  const [newTopic] = await listTopics(tx, 0, 1, true);
  if (candidates.length === 0 && !newTopic) return null;
  const papers = await listSearchable(
    tx,
    candidates.flatMap((each) => each.paper_ids),
    true,
  );
  const seq = (await getLastSeq(tx)) + 1;
  await insertBatch(tx, { seq, papers: papers.length, topics: 0, matches: 0, closed_at: now.toString() });
  const known = await matchTopics(tx, papers, seq, false);
  const fresh = newTopic
    ? await matchTopics(tx, await withRecent(tx, papers, now, since), seq, true)
    : { topics: 0, matches: 0 };
  const counts = { topics: known.topics + fresh.topics, matches: known.matches + fresh.matches };
  await recordBatch(tx, seq, counts);
  await deleteCandidates(tx, candidates);
  return { seq, papers: papers.length, ...counts };
}

/** The waiting papers and those of the last complete day or later, with which a new subscription starts (semantics 1). */
async function withRecent(
  tx: Db,
  waiting: Searchable[],
  now: Temporal.Instant,
  since: string | undefined,
): Promise<Searchable[]> {
  const day = await findStartDay(tx, now);
  const recent = await listPapersSince(tx, since !== undefined && since < day ? since : day);
  const known = new Set(waiting.map((paper) => paper.id));
  return [
    ...waiting,
    ...(
      await listSearchable(
        tx,
        recent.filter((id) => !known.has(id)),
        true,
      )
    ).filter((paper) => !known.has(paper.id)),
  ];
}

async function addLibraries(tx: Db, { libraries }: PaperIndex, topics: { canonical: string }[]): Promise<void> {
  const keys = scanLibraryKeys(topics.map(({ canonical }) => canonical)).filter((key) => !libraries.has(key));
  for (const [key, library] of await listLibraries(tx, keys)) libraries.set(key, library);
}

/** Streams topics, page by page, through an index of the papers. */
async function matchTopics(
  tx: Db,
  papers: Searchable[],
  seq: number,
  unmatched: boolean,
): Promise<{ topics: number; matches: number }> {
  const counts = { topics: 0, matches: 0 };
  if (papers.length === 0 && !unmatched) return counts;
  const index = indexPapers(papers);
  useCorpus(index, await getCorpus(tx, listIndexTerms(index)));
  const find = createFinder(index);
  let after = 0;
  let waiting: MatchWrite[] = [];
  const write = async (): Promise<void> => {
    counts.matches += await insertMatches(tx, waiting, seq);
    waiting = [];
  };
  for (;;) {
    const topics = await listTopics(tx, after, TOPIC_PAGE, unmatched);
    if (topics.length === 0) return counts;
    after = topics.at(-1)?.id ?? after;
    counts.topics += topics.length;
    await addLibraries(tx, index, topics);
    for (const { id, canonical } of topics) {
      const plan = planCanonical(index, canonical);
      const { count, positions, scores } = find(plan);
      const judge = createJudge(index, plan);
      for (let i = 0; i < count; i += 1) {
        const score = scores[i] as number;
        const { id: paper_id } = papers[positions[i] as number] as Searchable;
        waiting.push({
          topic_id: id,
          paper_id,
          // Of those beyond the best 50 nothing is told but that they match.
          ...(Number.isNaN(score) ? UNTOLD : { score, ...judge(positions[i] as number) }),
        });
      }
      if (waiting.length >= MATCH_PAGE) await write();
    }
    await write();
    if (unmatched)
      await markMatched(
        tx,
        topics.map((topic) => topic.id),
        seq,
      );
  }
}
