/** The terms of topics as an index knows them: each distinct one is looked up once, however many topics ask it. */

import type { Library } from "../subscription/library.ts";
import type { Leaf, TextLeaf } from "../topic/language.ts";
import { printCanonical } from "../topic/print.ts";
import { readTerm } from "../topic/read-term.ts";
import { addBit, type Bitset, countBits, listBits, makeBitset } from "./bitset.ts";
import { ABSTRACT, type PaperIndex, TITLE } from "./index-papers.ts";
import { findLeafHits, isUnknownAuthor } from "./leaf-hits.ts";
import { measureLikeness } from "./likeness.ts";
import { addPapers, countStarts, keepField, NO_POSTINGS, type Postings } from "./postings.ts";
import { estimateText, findPhrase, isSingleWord, listTextSpans, listWordSets } from "./text-hits.ts";
import { hashText } from "./text-table.ts";
import { findPlainWord, findWord, listFieldHits, type WordHits } from "./word-hits.ts";

/** Most of a million topics' terms are plain words, so a term is small, and its leaf is read only when it is asked for. */
export class Term {
  readonly kind = "term";
  readonly text: string;
  #leaf: Leaf | null;
  /** At most how many papers match: the order of evaluation. */
  readonly estimate: number;
  /** How many words the score counts; 0 for terms that say nothing about the text. Names count as one. */
  readonly words: number;
  /** The papers that match, with what the score counts; null until asked for (phrases), and for distances and facts. */
  rows: Postings | null;
  /** The same as bits, if asked for; always of facts. Never to be written. */
  hits: Bitset | null;
  /** Of a word in title and abstract: what it shares with its other spellings. */
  readonly word: WordHits | null;
  near: Near | null = null;
  /** Of likeness: what it adds to the score of each paper, which no counts say. */
  given: Float64Array | null = null;
  /** See measureRarity; below 0 until asked for. */
  rarity = -1;
  /** What the term adds to the score of each paper, by counted places and by presence alone; see ranking/weights.ts. */
  counted: Float64Array | null = null;
  present: Weights | null = null;

  constructor(
    text: string,
    leaf: Leaf | null,
    estimate: number,
    words: number,
    rows: Postings | null,
    hits: Bitset | null,
    word: WordHits | null,
  ) {
    this.text = text;
    this.#leaf = leaf;
    this.estimate = estimate;
    this.words = words;
    this.rows = rows;
    this.hits = hits;
    this.word = word;
  }

  get leaf(): Leaf {
    this.#leaf ??= readTerm(this.text);
    return this.#leaf;
  }
}

/** `values[i]` belongs to paper `papers[i]`, rising, others weigh 0; a table holds a value for every paper. */
export type Weights = { papers: number[]; values: number[]; table: null } | { table: Float64Array };

/** Windows are costly to look for, so they are looked for only in papers that all other terms left over. */
interface Near {
  checked: Bitset;
  found: Bitset;
}

export function createAbsent(none: Bitset): Term {
  return new Term("", { kind: "id", value: "" }, 0, 0, NO_POSTINGS, none, null);
}

/** The term that printCanonical printed as `text.slice(from, to)`, whose hash it is. */
export function findTerm(index: PaperIndex, text: string, from: number, to: number, hash: number): Term {
  const known = findSpelled(index, text, from, to, hash) ?? index.terms.find(text, from, to, hash);
  if (known !== undefined) return known;
  // Names are asked once each mostly: to keep them would only push out what is asked again.
  if (isUnknownAuthor(index, text, from, to)) return index.absent;
  const own = text.slice(from, to);
  const term = makeWordTerm(index, own) ?? makeTerm(index, own, readTerm(own));
  index.terms.add(own, hash, term);
  return term;
}

/** A plain word that a paper spells the same: its term is kept with the spelling, and found at once. */
function findSpelled(index: PaperIndex, text: string, from: number, to: number, hash: number): Term | undefined {
  const spelling = index.spellings.find(text, from, to, hash);
  if (spelling < 0) return undefined;
  return index.spelled[spelling] ?? addSpelled(index, spelling);
}

function addSpelled(index: PaperIndex, spelling: number): Term | undefined {
  const text = index.spellings.texts[spelling] as string;
  const word = findPlainWord(index, text);
  if (word === null) return undefined;
  const term = createWordTerm(index, text, null, word, null);
  index.spelled[spelling] = term;
  return term;
}

/** The term of a leaf that was parsed already. */
export function internLeaf(index: PaperIndex, leaf: Leaf): Term {
  const text = printCanonical(leaf);
  const hash = hashText(text);
  const known = findSpelled(index, text, 0, text.length, hash) ?? index.terms.find(text, 0, text.length, hash);
  if (known !== undefined) return known;
  const term = makeTerm(index, text, leaf);
  index.terms.add(text, hash, term);
  return term;
}

/** Of `cat`, `LLM`, `ti:cat`; null for any other text, which readTerm reads. */
function makeWordTerm(index: PaperIndex, text: string): Term | null {
  const titled = text.startsWith("ti:");
  const hits = findPlainWord(index, titled ? text.slice(3) : text);
  return hits && createWordTerm(index, text, null, hits, titled ? "ti" : null);
}

function createWordTerm(
  index: PaperIndex,
  text: string,
  leaf: Leaf | null,
  word: WordHits,
  field: TextLeaf["field"],
): Term {
  // Most of a million topics' terms stand in no paper of the day.
  if (word.papers === 0) return index.absent;
  if (field === null) return new Term(text, leaf, word.papers, 1, word, null, word);
  return new Term(text, leaf, word.papers, 1, keepField(index, word, field), null, null);
}

function makeTerm(index: PaperIndex, text: string, leaf: Leaf): Term {
  if (leaf.kind !== "text") return makeFact(index, text, leaf);
  const [only] = leaf.elements;
  if (isSingleWord(leaf) && only?.kind === "word") {
    return createWordTerm(index, text, leaf, findWord(index, only.word, leaf.prefix), leaf.field);
  }
  const estimate = estimateText(index, leaf);
  if (estimate === 0) return index.absent;
  const words = leaf.elements.reduce((sum, each) => sum + (each.kind === "word" ? 1 : each.parts.length), 0);
  return new Term(text, leaf, estimate, words, null, null, null);
}

/** A followed author or organisation weighs like a word in the title. */
function makeFact(index: PaperIndex, text: string, leaf: Exclude<Leaf, TextLeaf>): Term {
  const hits = findLeafHits(index, leaf, index.all);
  const count = countBits(hits);
  if (count === 0) return index.absent;
  if (leaf.kind === "like") return makeAlike(index, text, leaf, hits, count);
  if (leaf.kind !== "author" && leaf.kind !== "organisation") return new Term(text, leaf, count, 0, null, hits, null);
  const cells = Int32Array.from(listBits(hits).flatMap((paper) => [paper, 1, 0]));
  const rows = { cells, from: 0, to: cells.length };
  return new Term(text, leaf, count, 1, rows, hits, null);
}

/** What a paper as like as can be scores: as a word that one paper in 400 holds does. */
export const ALIKE_MOST = 13;
/** Of that the least alike paper that matches: as much as a word that stands once in the abstract. */
const ALIKE_LEAST = 0.45;

function makeAlike(index: PaperIndex, text: string, leaf: Leaf & { kind: "like" }, hits: Bitset, count: number): Term {
  const { centroid, least } = index.libraries.get(leaf.key) as Library;
  const term = new Term(text, leaf, count, 1, null, hits, null);
  term.given = measureLikeness(index, centroid).map((likeness) =>
    likeness < least ? 0 : ALIKE_MOST * (1 - ((1 - ALIKE_LEAST) * least) / likeness),
  );
  return term;
}

/** The papers that match, with their counts; null for distances, and for facts that do not score. */
export function findTermRows(index: PaperIndex, term: Term): Postings | null {
  if (term.rows !== null || term.hits !== null) return term.rows;
  const leaf = term.leaf as TextLeaf;
  if (leaf.distance !== null) return null;
  const rows = countStarts(index, findPhrase(index, leaf).starts);
  term.rows = leaf.field === null ? rows : keepField(index, rows, leaf.field);
  return term.rows;
}

/** Right for the papers of `within`; says nothing of others. Never to be written. */
export function findTermHits(index: PaperIndex, term: Term, within: Bitset): Bitset {
  if (term.hits !== null) return term.hits;
  const rows = findTermRows(index, term);
  if (rows === null) return findNear(index, term, term.leaf as TextLeaf, within);
  if (term.word !== null) term.hits = listFieldHits(index, term.word, null);
  else term.hits = rows.from === rows.to ? index.none : addPapers(rows, makeBitset(index.papers.length));
  return term.hits;
}

function findNear(index: PaperIndex, term: Term, leaf: TextLeaf, within: Bitset): Bitset {
  const words = listWordSets(index, leaf);
  let { near } = term;
  for (let i = 0; i < within.length; i += 1) {
    let open = (within[i] as number) & ~(near === null ? 0 : (near.checked[i] as number));
    for (let k = 0; k < words.length && open !== 0; k += 1) open &= (words[k] as Bitset)[i] as number;
    if (open === 0) continue;
    near ??= { checked: makeBitset(index.papers.length), found: makeBitset(index.papers.length) };
    near.checked[i] = (near.checked[i] as number) | open;
    for (; open !== 0; open &= open - 1) {
      const paper = i * 32 + 31 - Math.clz32(open & -open);
      if (isNearIn(index, leaf, paper)) addBit(near.found, paper);
    }
  }
  term.near = near;
  return near === null ? index.none : near.found;
}

function isNearIn(index: PaperIndex, leaf: TextLeaf, paper: number): boolean {
  if (leaf.field !== "abs" && listTextSpans(index, leaf, paper, TITLE).length > 0) return true;
  return leaf.field !== "ti" && listTextSpans(index, leaf, paper, ABSTRACT).length > 0;
}
