/** Search over everything stored: an index finds who may match, the words rank them, the engine has the last word. */
import { type ListedPaper, listPapersByIds } from "../db/archive.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listTerms } from "../db/paper-terms.ts";
import {
  type Candidate,
  countPassing,
  expandFilter,
  listCandidates,
  listTexts,
  type SearchOrder,
} from "../db/search.ts";
import type { Reason } from "../domain/digest/view.ts";
import { indexPapers } from "../domain/matching/index-papers.ts";
import { listHits } from "../domain/matching/match.ts";
import type { Searchable } from "../domain/paper/paper.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import { estimateHolders, listFilterTerms, makeFilter } from "../domain/search/filter.ts";
import { type Asked, type Best, listAsked, rankByWords, reorder, type Scored } from "../domain/search/rank.ts";
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
/** The best by words, which are read whole and put in a better order. */
const REORDERED = 200;
/** Papers verified at once, and the most that are verified for the sake of the count alone. */
const VERIFIED = 25;
const COUNTED = 200;

/** Best first. Of 100,000 papers it takes tens of milliseconds: `npm run bench -- search`. */
export async function searchPapers(db: Db, search: Search): Promise<FoundPapers> {
  const { ranked, exact, all, order } = await rankPassing(db, search);
  const found = exact
    ? { papers: await readInOrder(db, ranked.slice(0, search.limit)), count: all ? ranked.length : null }
    : await verify(db, ranked, search, all && ranked.length <= COUNTED);
  const count = found.count ?? (all ? ranked.length : await countAll(db, order));
  return { count, exact: exact || found.count !== null, papers: await describe(db, search.ast, found.papers) };
}

/** How many hold one word is known: a count would look at each of a hundred thousand papers. */
async function countAll(db: Db, order: SearchOrder): Promise<number> {
  const { filter, since } = order;
  if (filter.kind !== "term" || since !== null) return countPassing(db, order);
  return (await getCorpus(db, [filter.term])).holds(filter.term);
}

export interface Passing {
  /** Best first. */
  ranked: Scored[];
  /** False where some of them may not match. */
  exact: boolean;
  /** True where no paper that passes is left out. */
  all: boolean;
  order: SearchOrder;
}

/** The papers that may match by what is stored of them. */
export async function rankPassing(db: Db, { ast, since, model }: Omit<Search, "limit">): Promise<Passing> {
  const { filter, exact } = makeFilter(ast);
  const order: SearchOrder = { filter: await expandFilter(db, filter), since };
  const asked = listAsked(ast);
  const corpus = await getCorpus(db, [...asked.terms, ...asked.words, ...listFilterTerms(order.filter)]);
  const { candidates, all } = await listRanked(db, order, asked.terms, corpus);
  const ranked = rankByWords(candidates, asked, corpus);
  return { ranked: await improve(db, ranked, asked, model), exact, all, order };
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

/** Puts the best in a better order. */
async function improve(db: Db, ranked: Scored[], asked: Asked, model: LsiModel | null): Promise<Scored[]> {
  if (ranked.length < 2 || (ranked[0] as Scored).score === 0) return ranked;
  const best = ranked.slice(0, REORDERED);
  const ids = best.map(({ id }) => id);
  const [held, texts] = await Promise.all([listTerms(db, ids), listTexts(db, ids)]);
  const corpus = await getCorpus(db, [...asked.words, ...[...held.values()].flatMap(({ terms }) => terms)]);
  const known = best.flatMap((each): Best[] => {
    const [counts, text] = [held.get(each.id), texts.get(each.id)];
    return counts && text ? [{ ...each, ...text, counts }] : [];
  });
  return [...reorder(known, asked, corpus, model), ...ranked.slice(REORDERED)];
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
