/** The terms of topics as an index knows them: each distinct one is read and looked up once, however many topics ask it. */
import type { Leaf, TextLeaf } from "../topic/language.ts";
import { printCanonical } from "../topic/print.ts";
import { readTerm } from "../topic/read-term.ts";
import { addBit, type Bitset, countBits, makeBitset } from "./bitset.ts";
import { ABSTRACT, type PaperIndex, type TextField, TITLE } from "./index-papers.ts";
import { findLeafHits } from "./leaf-hits.ts";
import type { Occurrences } from "./occurrences.ts";
import { hashText } from "./term-table.ts";
import { estimateText, findPhrase, isSingleWord, listCandidates, listTextSpans } from "./text-hits.ts";

export interface Term {
  kind: "term";
  leaf: Leaf;
  /** At most how many papers match: the order of evaluation. */
  estimate: number;
  /** The papers that match; null until asked for (phrases), and for distances: these only grow by what is asked. */
  hits: Bitset | null;
  /** Of a word or phrase without distance, once asked for. */
  places: Occurrences | null;
  near: Near | null;
  /** What the term adds to the score of each paper, by counted places and by presence alone; see ranking/weights.ts. */
  weights: { counted: Weights | null; present: Weights | null };
}

/** `values[i]` belongs to paper `papers[i]`, rising, others weigh 0; a table holds a value for every paper. */
export type Weights = { papers: number[]; values: number[]; table: null } | { table: Float64Array };

/** Windows are costly to look for, so they are looked for only in papers that all other terms left over. */
interface Near {
  candidates: Bitset;
  checked: Bitset;
  found: Bitset;
}

/** Memory must not grow with the number of topics: a million of them name more terms than a day needs to keep. */
const KEPT = 80_000;

/** The term that printCanonical printed as `text.slice(from, to)`, whose hash it is. */
export function findTerm(index: PaperIndex, text: string, from: number, to: number, hash: number): Term {
  const known = index.terms.find(text, from, to, hash);
  if (known !== undefined) return known;
  const own = text.slice(from, to);
  return keepTerm(index, own, hash, readTerm(own));
}

/** The term of a leaf that was parsed already. */
export function internLeaf(index: PaperIndex, leaf: Leaf): Term {
  const text = printCanonical(leaf);
  const hash = hashText(text);
  return index.terms.find(text, 0, text.length, hash) ?? keepTerm(index, text, hash, leaf);
}

function keepTerm(index: PaperIndex, text: string, hash: number, leaf: Leaf): Term {
  if (index.terms.size >= KEPT) index.terms.clear();
  const term = makeTerm(index, leaf);
  index.terms.add(text, hash, term);
  return term;
}

function makeTerm(index: PaperIndex, leaf: Leaf): Term {
  if (leaf.kind !== "text") {
    const hits = findLeafHits(index, leaf, index.all);
    const papers = countBits(hits);
    return papers === 0 ? index.absent : createTerm(leaf, papers, hits);
  }
  const estimate = estimateText(index, leaf);
  // Most of a million topics' terms stand in no paper of the day.
  if (estimate === 0) return index.absent;
  return createTerm(leaf, estimate, isSingleWord(leaf) ? listCandidates(index, leaf, nameField(leaf)) : null);
}

export function createTerm(leaf: Leaf, estimate: number, hits: Bitset | null): Term {
  const weights = { counted: null, present: null };
  return { kind: "term", leaf, estimate, hits, places: null, near: null, weights };
}

function nameField({ field }: TextLeaf): TextField | null {
  return field === null ? null : field === "ti" ? TITLE : ABSTRACT;
}

/** Right for the papers of `within`; says nothing of others. Never to be written. */
export function findTermHits(index: PaperIndex, term: Term, within: Bitset): Bitset {
  if (term.hits !== null) return term.hits;
  const leaf = term.leaf as TextLeaf;
  if (leaf.distance !== null) return findNear(index, term, leaf, within);
  const { starts } = findTermPlaces(index, term);
  term.hits = starts.length === 0 ? index.none : index.takeTermSet();
  const asked = nameField(leaf);
  for (const start of starts) {
    const field = index.fieldOf[start] as number;
    if (asked === null || field % 2 === asked) addBit(term.hits, field >>> 1);
  }
  return term.hits;
}

/** Of a word or phrase without distance, in both fields. */
export function findTermPlaces(index: PaperIndex, term: Term): Occurrences {
  term.places ??= findPhrase(index, term.leaf as TextLeaf);
  return term.places;
}

function findNear(index: PaperIndex, term: Term, leaf: TextLeaf, within: Bitset): Bitset {
  term.near ??= {
    candidates: listCandidates(index, leaf, nameField(leaf)),
    checked: makeBitset(index.papers.length),
    found: makeBitset(index.papers.length),
  };
  const { candidates, checked, found } = term.near;
  const fields = ([TITLE, ABSTRACT] as const).filter((field) => leaf.field !== (field === TITLE ? "abs" : "ti"));
  for (let i = 0; i < found.length; i += 1) {
    let open = (within[i] as number) & (candidates[i] as number) & ~(checked[i] as number);
    checked[i] = (checked[i] as number) | open;
    for (; open !== 0; open &= open - 1) {
      const paper = i * 32 + 31 - Math.clz32(open & -open);
      if (fields.some((field) => listTextSpans(index, leaf, paper, field).length > 0)) addBit(found, paper);
    }
  }
  return found;
}
