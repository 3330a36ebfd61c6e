/** Papers like others: those that share the terms which set these apart, put in order by all their words. */
import { type ListedPaper, listPapersByIds } from "../db/archive.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listTerms } from "../db/paper-terms.ts";
import { listCandidates } from "../db/search.ts";
import { chooseTerms, listShared, rankAlike } from "../domain/search/similar.ts";
import { scoreBm25 } from "../domain/similarity/bm25.ts";
import type { LsiModel } from "../domain/similarity/lsi.ts";
import { countTerms, type TermCounts } from "../domain/similarity/terms.ts";
import { type Corpus, makeCentroid, type Vector, weighTerms } from "../domain/similarity/vector.ts";

export interface SimilarPaper extends ListedPaper {
  /** From 0 on; comparable within one answer. */
  score: number;
  /** What it shares with the others, the most telling first. */
  shared: string[];
}

/** Papers asked for by the strongest terms, and those of them that are compared by all their terms. */
const ASKED = 1_500;
const COMPARED = 200;
const SHARED_WORDS = 4;

/** Most alike first, without the papers themselves; none where these are not analysed yet. */
export async function listSimilar(
  db: Db,
  paperIds: readonly number[],
  limit: number,
  model: LsiModel | null,
): Promise<SimilarPaper[]> {
  const own = await listTerms(db, [...paperIds]);
  const corpus = await corpusOf(db, own);
  const centroid = makeCentroid(
    [...own.values()].map((counts) => weighTerms(counts, corpus)),
    [],
  );
  return listAlike(db, centroid, { corpus, without: new Set(paperIds), limit, model });
}

/** Most like a text that is no paper: what no paper holds of it says nothing. */
export async function listSimilarToText(
  db: Db,
  text: string,
  limit: number,
  model: LsiModel | null,
): Promise<SimilarPaper[]> {
  const counts = countTerms({ title: "", abstract: text });
  const corpus = await getCorpus(db, counts.terms);
  const held = new Map(
    [...weighTerms(counts, corpus)].filter(([term]) => corpus.holds(term) > 0), // the others would be the rarest of all
  );
  return listAlike(db, makeCentroid([held], []), { corpus, without: new Set(), limit, model });
}

/** `corpus` knows the terms of the centroid. */
export async function listAlike(
  db: Db,
  centroid: Vector,
  {
    corpus,
    without,
    limit,
    model,
  }: { corpus: Corpus; without: ReadonlySet<number>; limit: number; model: LsiModel | null },
): Promise<SimilarPaper[]> {
  const asked = chooseTerms(centroid, corpus, ASKED);
  const terms = [...asked.keys()].sort();
  if (terms.length === 0) return [];
  const filter = { kind: "any" as const, parts: terms.map((term) => ({ kind: "term" as const, term })) };
  const candidates = await listCandidates(db, { filter, since: null }, { terms, most: ASKED, few: true });
  const nearest = candidates
    .filter(({ id }) => !without.has(id))
    .map((each) => ({ id: each.id, score: scoreBm25(asked, each, corpus) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, COMPARED);
  const held = await listTerms(
    db,
    nearest.map(({ id }) => id),
  );
  const known = await corpusOf(db, held);
  const best = rankAlike(centroid, held, known, model).slice(0, limit);
  return describe(db, best, centroid, held, known);
}

const corpusOf = (db: Db, papers: ReadonlyMap<number, TermCounts>): Promise<Corpus> =>
  getCorpus(
    db,
    [...papers.values()].flatMap(({ terms }) => terms),
  );

async function describe(
  db: Db,
  best: readonly { id: number; score: number }[],
  centroid: Vector,
  held: ReadonlyMap<number, TermCounts>,
  corpus: Corpus,
): Promise<SimilarPaper[]> {
  const ids = best.map(({ id }) => id);
  const rows = new Map((await listPapersByIds(db, ids)).map((row) => [row.id, row]));
  const texts = new Map(
    (await listSearchable(db, ids, false)).map((paper) => [paper.id, `${paper.title}\n${paper.abstract ?? ""}`]),
  );
  return best.flatMap(({ id, score }) => {
    const [row, counts] = [rows.get(id), held.get(id)];
    if (!row || !counts) return [];
    const shared = listShared(centroid, weighTerms(counts, corpus), texts.get(id) ?? "", SHARED_WORDS);
    return [{ ...row, score, shared }];
  });
}
