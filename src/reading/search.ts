/** Search over everything stored: an index finds who may match, the words rank them, the engine has the last word. */
import { type ListedPaper, listPapersByIds } from "../db/archive.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listTerms } from "../db/paper-terms.ts";
import { type Candidate, countPassing, expandFilter, listCandidates, type SearchOrder } from "../db/search.ts";
import type { Reason } from "../domain/digest/view.ts";
import { indexPapers } from "../domain/matching/index-papers.ts";
import { listHits } from "../domain/matching/match.ts";
import type { Searchable } from "../domain/paper/paper.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import { estimateHolders, listFilterTerms, makeFilter } from "../domain/search/filter.ts";
import { askFor, listAskedTerms, mixIn, rankByWords, type Scored } from "../domain/search/rank.ts";
import type { LsiModel } from "../domain/similarity/lsi.ts";
import type { Corpus } from "../domain/similarity/vector.ts";
import type { Node } from "../domain/topic/language.ts";

export interface FoundPapers {
  /** All that there are, whatever the limit. */
  count: number;
  /** False where only the index was asked: a few of those counted may not match. */
  exact: boolean;
  papers: (ListedPaper & { reason: Reason })[];
}

export interface Search {
  ast: Node;
  /** First listed on that day or later; null: all. */
  since: string | null;
  limit: number;
  /** Related words, as a second opinion; null: none is fitted. */
  model: LsiModel | null;
}

/** Of a question that more papers answer, those with its words in the title are ranked, and the newest. */
const RANKED = 3_000;
/** The best by words, which related words put in a new order. */
const REORDERED = 200;
/** Papers verified at once, and the most that are verified for the sake of the count alone. */
const VERIFIED = 25;
const COUNTED = 200;

/** Best first. Of 100,000 papers it takes tens of milliseconds: `npm run bench -- search`. */
export async function searchPapers(db: Db, search: Search): Promise<FoundPapers> {
  const { filter, exact } = makeFilter(search.ast);
  const order: SearchOrder = { filter: await expandFilter(db, filter), since: search.since };
  const terms = listAskedTerms(search.ast);
  const corpus = await getCorpus(db, [...terms, ...listFilterTerms(order.filter)]);
  const { candidates, all } = await listRanked(db, order, terms, corpus);
  const ranked = await relate(db, rankByWords(candidates, terms, corpus), terms, search.model, corpus);
  const found = exact
    ? { papers: await takeFirst(db, ranked, search.limit), count: all ? ranked.length : null }
    : await verify(db, ranked, search, all && ranked.length <= COUNTED);
  const count = found.count ?? (all ? ranked.length : await countPassing(db, order));
  return { count, exact: exact || found.count !== null, papers: await describe(db, search.ast, found.papers) };
}

/** `all`: no paper that passes is left out. */
async function listRanked(
  db: Db,
  order: SearchOrder,
  terms: readonly string[],
  corpus: Corpus,
): Promise<{ candidates: Candidate[]; all: boolean }> {
  if (estimateHolders(order.filter, corpus) > RANKED && terms.length > 0) {
    const inTitle = terms.map((term) => `ti:${term}`);
    const candidates = await listCandidates(db, order, { terms, most: RANKED, inTitle });
    if (candidates.length === RANKED) return { candidates, all: false };
    const newest = await listCandidates(db, order, { terms, most: RANKED });
    const known = new Set(candidates.map(({ id }) => id));
    return {
      candidates: [...candidates, ...newest.filter(({ id }) => !known.has(id))],
      all: newest.length < RANKED,
    };
  }
  const few = estimateHolders(order.filter, corpus) <= RANKED;
  const candidates = await listCandidates(db, order, { terms, most: RANKED, few });
  return { candidates, all: candidates.length < RANKED };
}

async function relate(
  db: Db,
  ranked: Scored[],
  terms: readonly string[],
  model: LsiModel | null,
  corpus: Corpus,
): Promise<Scored[]> {
  if (model === null || ranked.length < 2 || (ranked[0] as Scored).score === 0) return ranked;
  const best = ranked.slice(0, REORDERED);
  const held = await listTerms(
    db,
    best.map(({ id }) => id),
  );
  return [...mixIn(model, best, askFor(terms, corpus), held), ...ranked.slice(REORDERED)];
}

async function takeFirst(db: Db, ranked: Scored[], limit: number): Promise<Searchable[]> {
  return readInOrder(db, ranked.slice(0, limit));
}

/** The first papers that match in truth; with `counted` all are looked at and counted. */
async function verify(
  db: Db,
  ranked: Scored[],
  { ast, limit }: Search,
  counted: boolean,
): Promise<{ papers: Searchable[]; count: number | null }> {
  const papers: Searchable[] = [];
  let count = 0;
  for (let from = 0; from < ranked.length && (counted || papers.length < limit); from += VERIFIED) {
    const page = await readInOrder(db, ranked.slice(from, from + VERIFIED));
    const hits = listHits(indexPapers(page), ast);
    count += hits.length;
    for (const position of hits) if (papers.length < limit) papers.push(page[position] as Searchable);
  }
  return { papers, count: counted ? count : null };
}

/** A paper that was merged since it was analysed is left out: its survivor stands for it. */
async function readInOrder(db: Db, scored: readonly Scored[]): Promise<Searchable[]> {
  const ids = scored.map(({ id }) => id);
  const papers = new Map((await listSearchable(db, ids, false)).map((paper) => [paper.id, paper]));
  return ids.flatMap((id) => papers.get(id) ?? []);
}

async function describe(db: Db, ast: Node, papers: Searchable[]): Promise<FoundPapers["papers"]> {
  const ids = papers.map((paper) => paper.id);
  const rows = new Map((await listPapersByIds(db, ids)).map((row) => [row.id, row]));
  return papers.flatMap((paper) => {
    const row = rows.get(paper.id);
    return row ? [{ ...row, reason: explainHit(ast, paper) }] : [];
  });
}
