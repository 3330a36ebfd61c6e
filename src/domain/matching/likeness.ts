/** How like some papers of the reader's own the papers of an index are: their terms' vectors compared, from the index's rows. */
import { SMART } from "../similarity/terms.ts";
import { type Corpus, isCompared, measureRarity, type Vector, weighCount } from "../similarity/vector.ts";
import { addBit, type Bitset, makeBitset } from "./bitset.ts";
import type { PaperIndex } from "./index-papers.ts";
import { findGroup } from "./index-text.ts";
import { countRows, type Postings, ROW } from "./postings.ts";
import { findGroupHits } from "./word-hits.ts";

/** The terms of an index as they are stored: what a corpus has to know to be used. */
export function listIndexTerms({ byStem, bySmartKey }: PaperIndex): string[] {
  return [...byStem.keys.texts, ...bySmartKey.keys.texts.map((key) => SMART + key)];
}

/** Has the corpus say how rare words are, if it is no smaller than the index: before anything is asked of the index. */
export function useCorpus(index: PaperIndex, corpus: Corpus): void {
  index.corpus = corpus.papers >= index.papers.length ? corpus : null;
}

/** The papers at least as like the library as it asks; none where no library goes by the key. */
export function findAlike(index: PaperIndex, key: string): Bitset {
  const library = index.libraries.get(key);
  if (library === undefined) return index.none;
  const hits = makeBitset(index.papers.length);
  measureLikeness(index, library.centroid).forEach((likeness, paper) => {
    if (likeness >= library.least) addBit(hits, paper);
  });
  return hits;
}

/** The cosine of each paper's vector (similarity/vector.ts) and the centroid. */
export function measureLikeness(index: PaperIndex, centroid: Vector): Float64Array {
  const corpus = corpusOf(index);
  index.lengths ??= measureLengths(index, corpus);
  const sums = new Float64Array(index.papers.length);
  for (const [term, weight] of centroid) {
    const rows = findRows(index, term);
    if (rows !== null) addWeights(rows, weight * measureRarity(term, corpus), sums, (each) => each);
  }
  return sums.map((sum, paper) => (sum === 0 ? 0 : sum / (index.lengths?.[paper] as number)));
}

function measureLengths(index: PaperIndex, corpus: Corpus): Float64Array {
  const squares = new Float64Array(index.papers.length);
  for (const term of index.byStem.keys.texts) {
    if (!isCompared(term)) continue;
    addWeights(findRows(index, term) as Postings, measureRarity(term, corpus), squares, (weight) => weight * weight);
  }
  return squares.map(Math.sqrt);
}

function addWeights(
  { cells, from, to }: Postings,
  rarity: number,
  sums: Float64Array,
  change: (weight: number) => number,
): void {
  for (let row = from; row < to; row += ROW) {
    const weight = rarity * weighCount(cells[row + 1] as number, cells[row + 2] as number);
    const paper = cells[row] as number;
    sums[paper] = (sums[paper] as number) + change(weight);
  }
}

function findRows(index: PaperIndex, term: string): Postings | null {
  const group = findGroup(index.byStem, term);
  return group === undefined ? null : findGroupHits(index, group);
}

function corpusOf(index: PaperIndex): Corpus {
  if (index.corpus !== null) return index.corpus;
  return {
    papers: index.papers.length,
    holds: (term) => {
      const rows = findRows(index, term);
      return rows === null ? 0 : countRows(rows);
    },
  };
}
