/** How much a paper is about the words of a query: BM25F over title and abstract (Robertson, Zaragoza 2009). */
import type { TermCounts } from "./terms.ts";
import { type Corpus, measureRarity } from "./vector.ts";

// Chosen by mean average precision on the odd queries of `npm run bench -- relevance words`, each figure with all else
// as it is.

/**
 * A term in the title counts as so many in the abstract. 1, 1.5, 2, 3: keywords .582, .577, .572, .573. Not 1, since
 * readers expect titles first, and these keywords were drawn from abstracts.
 */
export const TITLE_WEIGHT = 1.5;
/** k1: the second mention adds far less than the first. 0.4, 0.8, 1.2, 2: keywords .577, .573, .569, .565. */
const SATURATION = 0.4;
/** b: how far a term counts less in a longer text. 0, 0.2, 0.4, 0.7: keywords .575, .577, .577, .575. */
const LENGTH_SHARE = 0.4;
/**
 * Terms of a usual title and abstract, compounds and smart case counted: means of the papers that arXiv announced in a
 * month.
 */
const TITLE_LENGTH = 14;
const ABSTRACT_LENGTH = 220;

/** Where not all terms of a paper are at hand: how long its texts are. */
export interface CountedTerms extends TermCounts {
  titleLength?: number;
  abstractLength?: number;
}

/** 0 if the paper holds no term of the query; a list is a query whose terms weigh 1 each. */
export function scoreBm25(
  query: ReadonlyMap<string, number> | readonly string[],
  counts: CountedTerms,
  corpus: Corpus,
): number {
  const title = TITLE_WEIGHT / measureLength(counts.titleLength ?? sum(counts.titles), TITLE_LENGTH);
  const abstract = 1 / measureLength(counts.abstractLength ?? sum(counts.abstracts), ABSTRACT_LENGTH);
  let score = 0;
  for (const [term, weight] of listWeights(query)) {
    const row = findRow(counts.terms, term);
    if (row === -1) continue;
    const count = title * (counts.titles[row] as number) + abstract * (counts.abstracts[row] as number);
    score += weight * measureRarity(term, corpus) * saturate(count);
  }
  return score;
}

/** From 0 to below 1.4; 1 for a single mention. */
export function saturate(count: number): number {
  return (count * (SATURATION + 1)) / (count + SATURATION);
}

/** 1 for a text of usual length, more for a longer one. */
function measureLength(length: number, usual: number): number {
  return 1 - LENGTH_SHARE + (LENGTH_SHARE * length) / usual;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

function listWeights(query: ReadonlyMap<string, number> | readonly string[]): Iterable<[string, number]> {
  return query instanceof Map ? query : (query as readonly string[]).map((term): [string, number] => [term, 1]);
}

/** Where a term stands in rising order, or -1. */
function findRow(terms: readonly string[], term: string): number {
  let [low, high] = [0, terms.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = terms[middle] as string;
    if (there === term) return middle;
    if (there < term) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
