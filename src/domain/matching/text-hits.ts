/** Finds phrases: elements side by side and in order, or within a distance in any order. */
import type { Element, TextLeaf, Word } from "../topic/language.ts";
import { type Bitset, intersect, unite } from "./bitset.ts";
import { ABSTRACT, type PaperIndex, type TextField, TITLE } from "./index-papers.ts";
import { findEnd, findStart, joinAdjacent, type Occurrences, uniteOccurrences } from "./occurrences.ts";
import { listNear, type TokenSpan } from "./windows.ts";
import { findWord, listFieldHits, listPlaces } from "./word-hits.ts";

/** Papers that hold every element somewhere in the field: the candidates of a phrase, the hits of a single word. */
export function listCandidates(index: PaperIndex, leaf: TextLeaf, field: TextField | null): Bitset {
  const sets = listElementSets(index, leaf, field);
  return sets.length === 1 ? (sets[0] as Bitset) : sets.reduce(intersect);
}

/** Of each element, the papers that hold it where the leaf asks. */
export function listWordSets(index: PaperIndex, leaf: TextLeaf): Bitset[] {
  return listElementSets(index, leaf, nameField(leaf));
}

function listElementSets(index: PaperIndex, leaf: TextLeaf, field: TextField | null): Bitset[] {
  return leaf.elements.map((element) => listElementHits(index, element, leaf.prefix, field));
}

/** Whether candidates are already hits: one word, no places to compare. */
export function isSingleWord(leaf: TextLeaf): boolean {
  return leaf.elements.length === 1 && leaf.elements[0]?.kind === "word";
}

export function nameField({ field }: TextLeaf): TextField | null {
  return field === null ? null : field === "ti" ? TITLE : ABSTRACT;
}

function listElementHits(index: PaperIndex, element: Element, prefix: boolean, field: TextField | null): Bitset {
  const find = (word: Word, starred: boolean): Bitset => listFieldHits(index, findWord(index, word, starred), field);
  if (element.kind === "word") return find(element.word, prefix);
  const last = element.parts.length - 1;
  const apart = element.parts.map((part, i) => find(part, prefix && i === last)).reduce(intersect);
  return unite(find(element.joined, prefix), apart);
}

/** At most how many papers can hold the leaf. */
export function estimateText(index: PaperIndex, leaf: TextLeaf): number {
  let least = index.papers.length;
  for (const element of leaf.elements) {
    if (least === 0) return 0;
    least = Math.min(least, estimateElement(index, element, leaf.prefix));
  }
  return least;
}

function estimateElement(index: PaperIndex, element: Element, prefix: boolean): number {
  if (element.kind === "word") return findWord(index, element.word, prefix).papers;
  const last = element.parts.length - 1;
  const parts = element.parts.map((part, i) => findWord(index, part, prefix && i === last).papers);
  return findWord(index, element.joined, prefix).papers + Math.min(...parts);
}

/** Where a leaf without a distance stands, over all papers and both fields. */
export function findPhrase(index: PaperIndex, leaf: TextLeaf): Occurrences {
  return joinAdjacent(leaf.elements.map((element) => findElement(index, element, leaf.prefix)));
}

function findElement(index: PaperIndex, element: Element, prefix: boolean): Occurrences {
  const find = (word: Word, starred: boolean): Occurrences => listPlaces(index, findWord(index, word, starred));
  if (element.kind === "word") return find(element.word, prefix);
  const last = element.parts.length - 1;
  const apart = joinAdjacent(element.parts.map((part, i) => find(part, prefix && i === last)));
  return uniteOccurrences(find(element.joined, prefix), apart);
}

/** Every place where the leaf stands in one field of one paper; with a distance, one list of elements per window. */
export function listTextSpans(index: PaperIndex, leaf: TextLeaf, paper: number, field: TextField): TokenSpan[] {
  const place = paper * 2 + field;
  if (leaf.distance === null) return listSpans(index, findPhrase(index, leaf), place);
  const lists: TokenSpan[][] = [];
  for (const element of leaf.elements) {
    const list = listSpans(index, findElement(index, element, leaf.prefix), place);
    if (list.length === 0) return [];
    lists.push(list);
  }
  return listNear(lists, leaf.distance);
}

/** The places within a field, counted from its first token, in order. */
function listSpans(index: PaperIndex, places: Occurrences, field: number): TokenSpan[] {
  const base = index.bases[field] as number;
  const end = index.bases[field + 1] as number;
  const spans: TokenSpan[] = [];
  for (let i = findStart(places.starts, base); (places.starts[i] ?? end) < end; i += 1) {
    spans.push({ start: (places.starts[i] as number) - base, end: findEnd(places, i) - base });
  }
  return spans;
}
