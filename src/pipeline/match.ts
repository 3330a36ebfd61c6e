/** Matching: papers that a live listing changed meet every topic; a closed batch gets the next seq. */
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
import { listTopics } from "../db/topics.ts";
import { indexPapers, type PaperIndex } from "../domain/matching/index-papers.ts";
import { listHits } from "../domain/matching/match.ts";
import type { Searchable } from "../domain/paper/paper.ts";
import { scoreHits } from "../domain/ranking/score.ts";
import { parseTopic } from "../domain/topic/parse.ts";

export interface BatchReport {
  seq: number;
  papers: number;
  topics: number;
  matches: number;
}

const TOPIC_PAGE = 5_000;
/** Scores are kept for the best of a topic in a batch; ids without limit (semantics 4). */
const SCORED = 50;

/**
 * Matches what waits: changed papers against all topics, and topics that no batch has evaluated against the papers of the
 * last complete day (and since). Null when nothing waited. `tx` is a transaction: a batch closes whole or not at all.
 */
export async function matchWaiting(tx: Db, now: Temporal.Instant): Promise<BatchReport | null> {
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
    ? await matchTopics(tx, await withRecent(tx, papers, now), seq, true)
    : { topics: 0, matches: 0 };
  const counts = { topics: known.topics + fresh.topics, matches: known.matches + fresh.matches };
  await recordBatch(tx, seq, counts);
  await deleteCandidates(tx, candidates);
  return { seq, papers: papers.length, ...counts };
}

/** The waiting papers and those of the last complete day or later, with which a new subscription starts (semantics 1). */
async function withRecent(tx: Db, waiting: Searchable[], now: Temporal.Instant): Promise<Searchable[]> {
  const recent = await listPapersSince(tx, await findStartDay(tx, now));
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
  let after = 0;
  for (;;) {
    const topics = await listTopics(tx, after, TOPIC_PAGE, unmatched);
    if (topics.length === 0) return counts;
    after = topics.at(-1)?.id ?? after;
    counts.topics += topics.length;
    counts.matches += await insertMatches(
      tx,
      topics.flatMap((topic) => matchOne(index, papers, topic)),
      seq,
    );
    if (unmatched)
      await markMatched(
        tx,
        topics.map((topic) => topic.id),
        seq,
      );
  }
}

function matchOne(index: PaperIndex, papers: Searchable[], topic: { id: number; canonical: string }): MatchWrite[] {
  const parsed = parseTopic(topic.canonical, { limits: false });
  if (!parsed.ok) throw new Error(`the stored topic ${topic.id} does not parse: ${parsed.error.message}`);
  const hits = listHits(index, parsed.topic.ast);
  const scores = scoreHits(index, parsed.topic.ast, hits);
  const best = new Set(
    [...hits.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b).slice(0, SCORED),
  );
  return hits.map((position, i) => ({
    topic_id: topic.id,
    paper_id: (papers[position] as Searchable).id,
    score: best.has(i) ? (scores[i] as number) : null,
  }));
}
