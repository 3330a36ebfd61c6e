/** Finds phrases: elements side by side and in order, or within a distance in any order. */
import type { Element, TextLeaf, Word } from "../topic/language.ts";
import { type Bitset, intersect, unite } from "./bitset.ts";
import type { PaperIndex, TextField } from "./index-papers.ts";
import { findWord, listFieldHits, listSpans, type TokenSpan } from "./word-hits.ts";

/** Papers that hold every element somewhere in the field: the candidates of a phrase, the hits of a single word. */
export function listCandidates(index: PaperIndex, leaf: TextLeaf, field: TextField | null): Bitset {
  const sets = leaf.elements.map((element) => listElementHits(index, element, leaf.prefix, field));
  return sets.reduce(intersect);
}

/** Whether candidates are already hits: one word, no places to compare. */
export function isSingleWord(leaf: TextLeaf): boolean {
  return leaf.elements.length === 1 && leaf.elements[0]?.kind === "word";
}

function listElementHits(index: PaperIndex, element: Element, prefix: boolean, field: TextField | null): Bitset {
  const find = (word: Word, starred: boolean): Bitset => listFieldHits(findWord(index, word, starred), field);
  if (element.kind === "word") return find(element.word, prefix);
  const last = element.parts.length - 1;
  const apart = element.parts.map((part, i) => find(part, prefix && i === last)).reduce(intersect);
  return unite(find(element.joined, prefix), apart);
}

/** At most how many papers can hold the leaf. */
export function estimateText(index: PaperIndex, leaf: TextLeaf): number {
  const counts = leaf.elements.map((element) => {
    if (element.kind === "word") return findWord(index, element.word, leaf.prefix).papers;
    const last = element.parts.length - 1;
    const parts = element.parts.map((part, i) => findWord(index, part, leaf.prefix && i === last).papers);
    return findWord(index, element.joined, leaf.prefix).papers + Math.min(...parts);
  });
  return Math.min(...counts);
}

/** Every place where the leaf stands in one field of one paper; with a distance, one list of elements per window. */
export function listTextSpans(index: PaperIndex, leaf: TextLeaf, paper: number, field: TextField): TokenSpan[] {
  const spans: TokenSpan[][] = [];
  for (const element of leaf.elements) {
    const list = listElementSpans(index, element, leaf.prefix, paper, field);
    if (list.length === 0) return [];
    spans.push(list);
  }
  return leaf.distance === null ? listAdjacent(spans) : listNear(spans, leaf.distance);
}

function listElementSpans(
  index: PaperIndex,
  element: Element,
  prefix: boolean,
  paper: number,
  field: TextField,
): TokenSpan[] {
  const find = (word: Word, starred: boolean): TokenSpan[] => listSpans(findWord(index, word, starred), paper, field);
  if (element.kind === "word") return find(element.word, prefix);
  const last = element.parts.length - 1;
  const apart = listAdjacent(element.parts.map((part, i) => find(part, prefix && i === last)));
  const joined = find(element.joined, prefix);
  return [...joined, ...apart.filter((a) => !joined.some((j) => j.start === a.start && j.end === a.end))];
}

/** Chains one span of each list, each beginning where the one before ends; without doubles. */
function listAdjacent(lists: TokenSpan[][]): TokenSpan[] {
  let chains = lists[0] ?? [];
  for (let i = 1; i < lists.length && chains.length > 0; i += 1) {
    const longer: TokenSpan[] = [];
    for (const chain of chains) {
      for (const span of lists[i] as TokenSpan[]) {
        if (span.start !== chain.end) continue;
        if (!longer.some((other) => other.start === chain.start && other.end === span.end)) {
          longer.push({ start: chain.start, end: span.end });
        }
      }
    }
    chains = longer;
  }
  return chains;
}

/** The elements of every window, each window begun by a different first element; without doubles. */
function listNear(lists: TokenSpan[][], distance: number): TokenSpan[] {
  const found = new Map<number, TokenSpan>();
  lists.forEach((list, first) => {
    const others = lists.filter((_, i) => i !== first);
    for (const span of list) {
      const window = findWindow(others, [span], distance);
      for (const member of window ?? []) found.set(member.start * 16 + member.end - member.start, member);
    }
  });
  return [...found.values()];
}

/** `chosen[0]` begins the window; picks one span of each list after it, none overlapping. */
function findWindow(lists: TokenSpan[][], chosen: TokenSpan[], distance: number): TokenSpan[] | null {
  const first = chosen[0] as TokenSpan;
  const words = chosen.reduce((sum, span) => sum + span.end - span.start, 0);
  const end = Math.max(...chosen.map((span) => span.end));
  const [list, ...others] = lists;
  if (list === undefined) return end - first.start - words <= distance ? chosen : null;
  // No element is longer than 15 tokens (forms.ts), so a window cannot be longer than this.
  const latest = first.start + words + distance + lists.length * 15;
  for (const span of list) {
    if (span.start < first.end || span.end > latest) continue;
    if (chosen.some((other) => span.start < other.end && other.start < span.end)) continue;
    const window = findWindow(others, [...chosen, span], distance);
    if (window !== null) return window;
  }
  return null;
}
