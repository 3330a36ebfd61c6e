/** All that a topic matches in the archive, newest first, a page at a time: an index finds who may, the engine has the last word. */
import { listLibraries } from "../db/libraries.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getCorpus } from "../db/paper-terms.ts";
import { listPublicByIds, type PublicPaper } from "../db/public-papers.ts";
import { expandFilter, listCandidates } from "../db/search.ts";
import { indexPapers } from "../domain/matching/index-papers.ts";
import { listIndexTerms, useCorpus } from "../domain/matching/likeness.ts";
import { listHits } from "../domain/matching/match.ts";
import { makeFilter } from "../domain/search/filter.ts";
import type { Node } from "../domain/topic/language.ts";
import { listLibraryKeys } from "../domain/topic/library-keys.ts";

/** Candidates verified at once, and the most for one page: what hardly matches ends a page early, which goes on from there. */
const VERIFIED = 100;
const READ = 2_000;

export interface TopicPage {
  papers: PublicPaper[];
  /** Where the next page begins; null: there is none. */
  next: number | null;
}

/** In the order in which papers came in, the latest first: papers that come meanwhile move nothing. */
export async function listTopicPapers(
  db: Db,
  ast: Node,
  { before, limit }: { before: number | null; limit: number },
): Promise<TopicPage> {
  const filter = await expandFilter(db, makeFilter(ast).filter);
  const ids: number[] = [];
  let [last, read] = [before, 0];
  for (;;) {
    const candidates = await listCandidates(db, { filter, since: null }, { terms: [], most: VERIFIED, before: last });
    read += candidates.length;
    for (const id of await verify(
      db,
      ast,
      candidates.map((each) => each.id),
    )) {
      ids.push(id);
      if (ids.length === limit) return { papers: await listPublicByIds(db, ids), next: id };
    }
    last = candidates.at(-1)?.id ?? last;
    if (candidates.length < VERIFIED) return { papers: await listPublicByIds(db, ids), next: null };
    if (read >= READ) return { papers: await listPublicByIds(db, ids), next: last };
  }
}

/** Of some papers, those that match. Where the index alone tells, no paper is read; else some at a time, so that others are answered between. */
export async function listMatching(db: Db, ast: Node, within: readonly number[]): Promise<number[]> {
  const { filter: made, exact } = makeFilter(ast);
  const filter = await expandFilter(db, made);
  const candidates = await listCandidates(
    db,
    { filter, since: null },
    { terms: [], most: within.length, few: true, within },
  );
  const ids = candidates.map(({ id }) => id);
  if (exact) return ids;
  const hits: number[] = [];
  for (let from = 0; from < ids.length; from += VERIFIED)
    hits.push(...(await verify(db, ast, ids.slice(from, from + VERIFIED))));
  return hits;
}

/** Of some papers, those that match by the engine's own word, in their order. */
export async function verify(db: Db, ast: Node, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const papers = new Map((await listSearchable(db, [...ids], false)).map((paper) => [paper.id, paper]));
  const known = ids.flatMap((id) => papers.get(id) ?? []);
  const index = indexPapers(known);
  const libraries = await listLibraries(db, listLibraryKeys(ast));
  for (const [key, library] of libraries) index.libraries.set(key, library);
  // Likeness alone asks how rare words are.
  if (libraries.size > 0) useCorpus(index, await getCorpus(db, listIndexTerms(index)));
  return listHits(index, ast).map((position) => (known[position] as { id: number }).id);
}
