/** What readers' feedback does to the matches of their topics: some are hidden, the others come in another order. */
import { listProfiles, listStanding } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listTerms } from "../db/paper-terms.ts";
import { indexPapers } from "../domain/matching/index-papers.ts";
import { listHits } from "../domain/matching/match.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { cosine, type Vector, weighTerms } from "../domain/similarity/vector.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";

/** Of one subscription. */
export interface Tuning {
  /** Papers that the reader's rules hide. */
  hidden: ReadonlySet<number>;
  /** How like what the reader liked a paper is, -1 to 1; null where nothing was liked. */
  likingOf: ((paperId: number) => number) | null;
}

/** `papersOf` gives the papers that a subscription may show. */
export async function loadTunings(
  tx: Db,
  tuned: { id: number; topic_id: number }[],
  papersOf: (topicId: number) => StoredPaper[],
): Promise<Map<number, Tuning>> {
  if (tuned.length === 0) return new Map();
  const ids = tuned.map(({ id }) => id);
  const [standing, profiles] = [await listStanding(tx, ids), await listProfiles(tx, ids)];
  const wanted = new Set(tuned.flatMap(({ id, topic_id }) => (profiles.has(id) ? papersOf(topic_id) : [])));
  const vectors = await readVectors(
    tx,
    [...wanted].map((paper) => paper.id),
  );
  return new Map(
    tuned.map(({ id, topic_id }) => {
      const rules = (standing.get(id) ?? []).flatMap(({ query }) => (query === null ? [] : [readRule(query)]));
      const profile = profiles.get(id);
      const likingOf = profile && ((paperId: number) => cosine(profile.centroid, vectors.get(paperId) ?? EMPTY));
      return [id, { hidden: listHidden(papersOf(topic_id), rules), likingOf: likingOf ?? null }];
    }),
  );
}

const EMPTY: Vector = new Map();

async function readVectors(tx: Db, paperIds: number[]): Promise<Map<number, Vector>> {
  if (paperIds.length === 0) return new Map();
  const terms = await listTerms(tx, paperIds);
  const corpus = await getCorpus(
    tx,
    [...terms.values()].flatMap((counts) => counts.terms),
  );
  return new Map([...terms].map(([id, counts]) => [id, weighTerms(counts, corpus)]));
}

function listHidden(papers: StoredPaper[], rules: Node[]): Set<number> {
  if (rules.length === 0 || papers.length === 0) return new Set();
  const index = indexPapers(papers.map((paper) => ({ ...paper, sources: [] })));
  return new Set(
    rules.flatMap((rule) => listHits(index, rule).map((position) => (papers[position] as StoredPaper).id)),
  );
}

function readRule(query: string): Node {
  const parsed = parseTopic(query, { limits: false });
  if (!parsed.ok) throw new Error(`the stored rule ${query} does not parse: ${parsed.error.message}`);
  return parsed.topic.ast;
}
