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

// Chosen by mean average precision on the odd keywords of `npm run bench -- relevance like-these`, each figure with
// all else as it is. The logarithm of the count has .375, BM25's saturation .380, presence .351, the bare count .305;
// for the words of a query the logarithm is a little ahead.

/** A term in the title counts as so many in the abstract. 1, 2, 3: .385, .375, .370. Not 1, as in bm25.ts. */
const TITLE_WEIGHT = 2;

/**
 * The share of the middle of the disliked that is taken from the middle of the liked (Rocchio 1971). 0, 0.25, 0.5 after
 * 20 likes and 20 dislikes (`relevance likes`): .434, .436, .439; after 3 and 3 all .305 to .307. Those dislikes are drawn
 * at random; a reader's are nearer to what is liked, so the share stays small.
 */
const DISLIKED_SHARE = 0.25;

/** How steeply a term falls that few of the liked hold. 0, 2, 3: .294, .375, .376. */
const SHARED_POWER = 2;

/**
 * Terms of a centroid at most, and of a mean. 30, 100, 300 for a centroid: .376, .374, .375, and of one like 300 keep
 * more.
 */
const CENTROID_TERMS = 300;
const MEAN_TERMS = 30;

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
 * The middle of the liked less a share of the middle of the disliked, of unit length. What many of the liked hold
 * counts for far more than what one of them says by the way. Its weights are above 0: what only the disliked hold says
 * nothing. Without anything liked it is empty. `most` terms at most, the strongest.
 */
export function makeCentroid(liked: readonly Vector[], disliked: readonly Vector[], most = CENTROID_TERMS): Vector {
  const weights = findMean(liked, SHARED_POWER);
  for (const [term, weight] of findMean(disliked, SHARED_POWER)) {
    weights.set(term, (weights.get(term) ?? 0) - DISLIKED_SHARE * weight);
  }
  return cutToStrongest(weights, most);
}

/** The plain mean of papers of which some may be beside the point, cut to what most of them are about. */
export function makeMean(vectors: readonly Vector[], most = MEAN_TERMS): Vector {
  return cutToStrongest(findMean(vectors, 0), most);
}

function cutToStrongest(weights: ReadonlyMap<string, number>, most: number): Vector {
  const strongest = [...weights]
    .filter(([, weight]) => weight > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most);
  return scaleToUnit(new Map(strongest));
}

/** Each term times a power of the share of the vectors that hold it. */
function findMean(vectors: readonly Vector[], power: number): Map<string, number> {
  const sums = new Map<string, { weight: number; holders: number }>();
  for (const vector of vectors) {
    for (const [term, weight] of vector) {
      const sum = sums.get(term);
      if (sum === undefined) sums.set(term, { weight, holders: 1 });
      else {
        sum.weight += weight;
        sum.holders += 1;
      }
    }
  }
  const count = vectors.length;
  return new Map([...sums].map(([term, { weight, holders }]) => [term, (weight / count) * (holders / count) ** power]));
}

function scaleToUnit(weights: Map<string, number>): Vector {
  let squares = 0;
  for (const weight of weights.values()) squares += weight * weight;
  if (squares === 0) return new Map();
  const length = Math.sqrt(squares);
  for (const [term, weight] of weights) weights.set(term, weight / length);
  return weights;
}
