/** Scores how much a paper is about a topic: rare words count more, words in the title three times. */
import { type Bitset, countBits, hasBit } from "../matching/bitset.ts";
import { ABSTRACT, type PaperIndex, type TextField, TITLE } from "../matching/index-papers.ts";
import { findLeafHits } from "../matching/leaf-hits.ts";
import { estimateText, listCandidates, listTextSpans } from "../matching/text-hits.ts";
import { countPlaces, findWord } from "../matching/word-hits.ts";
import type { Leaf, Node, TextLeaf } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";

/** BM25F's: a word in the title counts as three in the abstract. */
const TITLE_WEIGHT = 3;
/** BM25's k1: the second mention adds less than the first. Abstracts are alike in length, so b is 0. */
const SATURATION = 1.2;
/** Topics that match over a fifth of the day are scored by presence alone, without counting places. */
const BROAD_SHARE = 0.2;
/** Below this many papers counting costs nothing. */
const BROAD_LEAST = 50;

/** One score per hit, 0 or more, comparable within one topic and index only. `hits` are positions. */
export function scoreHits(index: PaperIndex, ast: Node, hits: ArrayLike<number>): Float64Array {
  const scores = new Float64Array(hits.length);
  const broad = hits.length > Math.max(BROAD_LEAST, index.papers.length * BROAD_SHARE);
  for (const { leaf, excluded } of listLeaves(ast)) {
    if (excluded) continue;
    const weigh = makeWeigher(index, leaf, broad);
    if (weigh === null) continue;
    for (let i = 0; i < hits.length; i += 1) scores[i] = (scores[i] as number) + weigh(hits[i] as number);
  }
  return scores;
}

type Weigher = (paper: number) => number;

/** null for terms that say nothing about the text: categories, ids, sources, upvotes, everything. */
function makeWeigher(index: PaperIndex, leaf: Leaf, broad: boolean): Weigher | null {
  if (leaf.kind === "text") return makeTextWeigher(index, leaf, broad);
  if (leaf.kind !== "author" && leaf.kind !== "organisation") return null;
  // A followed author or organisation weighs like a word in the title.
  const found = findLeafHits(index, leaf, index.all);
  const weight = measureRarity(index, countBits(found)) * saturate(TITLE_WEIGHT);
  return (paper) => (hasBit(found, paper) ? weight : 0);
}

function makeTextWeigher(index: PaperIndex, leaf: TextLeaf, broad: boolean): Weigher {
  // A phrase is taken to be as rare as its rarest word, times its number of words.
  const rarity = measureRarity(index, estimateText(index, leaf)) * countWords(leaf);
  const [only] = leaf.elements;
  if (!broad && leaf.elements.length === 1 && only?.kind === "word") {
    return makeWordWeigher(leaf, countPlaces(index, findWord(index, only.word, leaf.prefix)), rarity);
  }
  const count = (paper: number, field: TextField, holds: Bitset): number => {
    if (!hasBit(holds, paper)) return 0;
    return broad ? 1 : listTextSpans(index, leaf, paper, field).length;
  };
  const inTitle = leaf.field === "abs" ? null : listCandidates(index, leaf, TITLE);
  const inAbstract = leaf.field === "ti" ? null : listCandidates(index, leaf, ABSTRACT);
  return (paper) => {
    const title = inTitle === null ? 0 : count(paper, TITLE, inTitle);
    const abstract = inAbstract === null ? 0 : count(paper, ABSTRACT, inAbstract);
    return rarity * saturate(TITLE_WEIGHT * title + abstract);
  };
}

/** As for phrases, with the places of one word counted for all papers at once. */
function makeWordWeigher(leaf: TextLeaf, counts: Uint16Array, rarity: number): Weigher {
  const titleWeight = leaf.field === "abs" ? 0 : TITLE_WEIGHT;
  const abstractWeight = leaf.field === "ti" ? 0 : 1;
  return (paper) => {
    const title = titleWeight * (counts[paper * 2 + TITLE] as number);
    return rarity * saturate(title + abstractWeight * (counts[paper * 2 + ABSTRACT] as number));
  };
}

function countWords(leaf: TextLeaf): number {
  return leaf.elements.reduce((sum, element) => sum + (element.kind === "word" ? 1 : element.parts.length), 0);
}

function saturate(count: number): number {
  return (count * (SATURATION + 1)) / (count + SATURATION);
}

/** Robertson's idf with one added, so that it is never negative. */
function measureRarity(index: PaperIndex, papers: number): number {
  const held = Math.min(papers, index.papers.length);
  return Math.log(1 + (index.papers.length - held + 0.5) / (held + 0.5));
}
