/** Weighs a term for each paper it stands in: rare words count more, words in the title three times. */
import { type Bitset, countBits, hasBit, listBits, unite } from "../matching/bitset.ts";
import { ABSTRACT, type PaperIndex, TITLE } from "../matching/index-papers.ts";
import { findTermHits, findTermPlaces, type Term, type Weights } from "../matching/terms.ts";
import { estimateText, listCandidates, listTextSpans } from "../matching/text-hits.ts";
import type { TextLeaf } from "../topic/language.ts";

/** BM25F's: a word in the title counts as three in the abstract. */
const TITLE_WEIGHT = 3;
/** BM25's k1: the second mention adds less than the first. Abstracts are alike in length, so b is 0. */
const SATURATION = 1.2;

/**
 * What a term adds to the score of each paper, kept with the term; null for terms that say nothing about the text:
 * categories, ids, sources, upvotes, everything. `broad` weighs presence alone, without counting or comparing places.
 * Of a distance, the papers of `hits` alone are weighed and nothing is kept.
 */
export function findWeights(index: PaperIndex, term: Term, broad: boolean, hits: Bitset): Weights | null {
  const { leaf } = term;
  if (leaf.kind !== "text")
    return leaf.kind === "author" || leaf.kind === "organisation" ? weighFact(index, term) : null;
  if (broad) {
    term.weights.present ??= weighPresence(index, leaf);
    return term.weights.present;
  }
  if (leaf.distance !== null) return weighWindows(index, term, leaf, hits);
  term.weights.counted ??= weighPlaces(index, term, leaf);
  return term.weights.counted;
}

/** A followed author or organisation weighs like a word in the title. */
function weighFact(index: PaperIndex, term: Term): Weights {
  if (term.weights.counted !== null) return term.weights.counted;
  const found = findTermHits(index, term, index.all);
  const weight = measureRarity(index, countBits(found)) * saturate(TITLE_WEIGHT);
  const papers = listBits(found);
  term.weights.counted = packWeights(index, papers, new Array<number>(papers.length).fill(weight));
  return term.weights.counted;
}

function weighPresence(index: PaperIndex, leaf: TextLeaf): Weights {
  const rarity = findRarity(index, leaf);
  const inTitle = leaf.field === "abs" ? index.none : listCandidates(index, leaf, TITLE);
  const inAbstract = leaf.field === "ti" ? index.none : listCandidates(index, leaf, ABSTRACT);
  const papers = listBits(unite(inTitle, inAbstract));
  const weigh = (paper: number) =>
    rarity * saturate((hasBit(inTitle, paper) ? TITLE_WEIGHT : 0) + (hasBit(inAbstract, paper) ? 1 : 0));
  return packWeights(index, papers, papers.map(weigh));
}

/** Counts the places of each paper, which stand together. */
function weighPlaces(index: PaperIndex, term: Term, leaf: TextLeaf): Weights {
  const rarity = findRarity(index, leaf);
  const { starts } = findTermPlaces(index, term);
  const titleWeight = leaf.field === "abs" ? 0 : TITLE_WEIGHT;
  const abstractWeight = leaf.field === "ti" ? 0 : 1;
  const papers: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < starts.length; ) {
    const paper = (index.fieldOf[starts[i] as number] as number) >>> 1;
    const middle = index.bases[paper * 2 + 1] as number;
    const end = index.bases[paper * 2 + 2] as number;
    let count = 0;
    for (; (starts[i] ?? end) < end; i += 1) count += (starts[i] as number) < middle ? titleWeight : abstractWeight;
    papers.push(paper);
    values.push(rarity * saturate(count));
  }
  return packWeights(index, papers, values);
}

function weighWindows(index: PaperIndex, term: Term, leaf: TextLeaf, hits: Bitset): Weights {
  const rarity = findRarity(index, leaf);
  const found = findTermHits(index, term, hits);
  const papers = listBits(hits).filter((paper) => hasBit(found, paper));
  const count = (paper: number, field: typeof TITLE | typeof ABSTRACT) =>
    listTextSpans(index, leaf, paper, field).length;
  const values = papers.map((paper) => {
    const title = leaf.field === "abs" ? 0 : count(paper, TITLE);
    return rarity * saturate(TITLE_WEIGHT * title + (leaf.field === "ti" ? 0 : count(paper, ABSTRACT)));
  });
  return { papers, values, table: null };
}

/** A table of all papers is faster to read, and for terms of an eighth of the papers as small. */
function packWeights(index: PaperIndex, papers: number[], values: number[]): Weights {
  if (papers.length * 8 < index.papers.length) return { papers, values, table: null };
  const table = new Float64Array(index.papers.length);
  papers.forEach((paper, i) => {
    table[paper] = values[i] as number;
  });
  return { table };
}

/** A phrase is taken to be as rare as its rarest word, times its number of words. */
function findRarity(index: PaperIndex, leaf: TextLeaf): number {
  const words = leaf.elements.reduce((sum, element) => sum + (element.kind === "word" ? 1 : element.parts.length), 0);
  return measureRarity(index, estimateText(index, leaf)) * words;
}

function saturate(count: number): number {
  return (count * (SATURATION + 1)) / (count + SATURATION);
}

/** Robertson's idf with one added, so that it is never negative. */
function measureRarity(index: PaperIndex, papers: number): number {
  const held = Math.min(papers, index.papers.length);
  return Math.log(1 + (index.papers.length - held + 0.5) / (held + 0.5));
}
