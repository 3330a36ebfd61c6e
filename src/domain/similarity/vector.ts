/** Papers as vectors of their terms: how alike two are, and the middle of those that a reader likes. */
import { isFunctionWord } from "./function-words.ts";
import { SMART, type TermCounts } from "./terms.ts";

/** What papers are compared within: all that are stored. */
export interface Corpus {
  papers: number;
  /** How many of the papers hold a term, in title or abstract. */
  holds(term: string): number;
}

/** Terms and their weights, none of them 0; of unit length, or empty. */
export type Vector = ReadonlyMap<string, number>;

/** A term in the title counts as so many in the abstract. */
const TITLE_WEIGHT = 3;

/** The share of the middle of the disliked that is taken from the middle of the liked (Rocchio 1971). */
const DISLIKED_SHARE = 0.25;

/** Terms of a centroid: the rest of the liked papers' terms are said once and by the way. */
const CENTROID_TERMS = 300;

/** TF-IDF: a term weighs by the logarithm of its count and of its rarity. */
export function weighTerms({ terms, titles, abstracts }: TermCounts, corpus: Corpus): Vector {
  const weights = new Map<string, number>();
  terms.forEach((term, i) => {
    if (!isCompared(term)) return;
    weights.set(term, weighCount(titles[i] as number, abstracts[i] as number) * measureRarity(term, corpus));
  });
  return scaleToUnit(weights);
}

/** What a term's counts in title and abstract add to its rarity; one of them is above 0. */
export function weighCount(title: number, abstract: number): number {
  return 1 + Math.log(TITLE_WEIGHT * title + abstract);
}

/** Smart case tells no more than the word itself does, and function words tell nothing. */
export function isCompared(term: string): boolean {
  return !term.startsWith(SMART) && !isFunctionWord(term);
}

/** Above 0, also for a term that all papers hold or none. */
export function measureRarity(term: string, corpus: Corpus): number {
  const holds = Math.max(0, Math.min(corpus.holds(term), corpus.papers));
  return Math.log((corpus.papers + 1) / (holds + 0.5));
}

/** From -1 to 1; of an empty vector 0. */
export function cosine(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/**
 * The middle of the liked less a share of the middle of the disliked, of unit length. Its weights are above 0: what only
 * the disliked hold says nothing. Without anything liked it is empty. `most` terms at most, the strongest.
 */
export function makeCentroid(liked: readonly Vector[], disliked: readonly Vector[], most = CENTROID_TERMS): Vector {
  const sums = new Map<string, number>();
  addShare(sums, liked, 1);
  addShare(sums, disliked, -DISLIKED_SHARE);
  const strongest = [...sums]
    .filter(([, weight]) => weight > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most);
  return scaleToUnit(new Map(strongest));
}

function addShare(sums: Map<string, number>, vectors: readonly Vector[], share: number): void {
  for (const vector of vectors) {
    for (const [term, weight] of vector) sums.set(term, (sums.get(term) ?? 0) + (share * weight) / vectors.length);
  }
}

function scaleToUnit(weights: Map<string, number>): Vector {
  let squares = 0;
  for (const weight of weights.values()) squares += weight * weight;
  if (squares === 0) return new Map();
  const length = Math.sqrt(squares);
  for (const [term, weight] of weights) weights.set(term, weight / length);
  return weights;
}
