/** Looks up one word or wildcard: which papers hold it, and where. */
import { findStem, hasPlural } from "../topic/forms.ts";
import type { Word } from "../topic/language.ts";
import { addBit, type Bitset, countBits, makeBitset, unite } from "./bitset.ts";
import { ABSTRACT, type Form, type PaperIndex, type TextField, TITLE } from "./index-papers.ts";

export interface WordHits {
  title: Bitset;
  abstract: Bitset;
  either: Bitset;
  /** Papers in `either`. */
  papers: number;
  forms: Form[];
}

/** Tokens `[start, end)` of one field of one paper. */
export interface TokenSpan {
  start: number;
  end: number;
}

/** A million topics name more words than a day needs to keep. */
const KEPT_WORDS = 50_000;

/** Smart case: only forms with capitals; else any form with the same stem. Prefixes are compared unstemmed. */
export function findWord(index: PaperIndex, word: Word, prefix: boolean): WordHits {
  const key = prefix ? `${word.text}*` : word.text;
  const known = index.words.get(key);
  if (known !== undefined) return known;
  const hits = collectHits(index, prefix ? listPrefixed(index, word) : listEqual(index, word));
  if (index.words.size >= KEPT_WORDS) index.words.clear();
  index.words.set(key, hits);
  return hits;
}

function listEqual(index: PaperIndex, word: Word): Form[] {
  const lower = word.text.toLowerCase();
  if (!word.smart) return index.byStem.get(findStem(lower)) ?? [];
  return index.bySmartKey.get(hasPlural(word.text) ? lower.slice(0, -1) : lower) ?? [];
}

function listPrefixed(index: PaperIndex, word: Word): Form[] {
  index.sorted ??= [...index.forms].sort((a, b) => (a.lower < b.lower ? -1 : a.lower > b.lower ? 1 : 0));
  const { sorted } = index;
  const lower = word.text.toLowerCase();
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as Form).lower < lower) low = middle + 1;
    else high = middle;
  }
  const forms: Form[] = [];
  for (; low < sorted.length && (sorted[low] as Form).lower.startsWith(lower); low += 1) {
    const form = sorted[low] as Form;
    if (!word.smart || form.case !== "plain") forms.push(form);
  }
  return forms;
}

function collectHits(index: PaperIndex, forms: Form[]): WordHits {
  const title = makeBitset(index.papers.length);
  const abstract = makeBitset(index.papers.length);
  for (const { places } of forms) {
    for (let i = 0; i < places.length; i += 2) {
      const place = places[i] as number;
      addBit(place % 2 === TITLE ? title : abstract, place >>> 1);
    }
  }
  const either = unite(title, abstract);
  return { title, abstract, either, papers: countBits(either), forms };
}

/** The set of papers that hold the word in a field; null asks for title or abstract. */
export function listFieldHits(hits: WordHits, field: TextField | null): Bitset {
  if (field === null) return hits.either;
  return field === ABSTRACT ? hits.abstract : hits.title;
}

/** Where the word stands in one field of one paper, in order of position within each form. */
export function listSpans(hits: WordHits, paper: number, field: TextField): TokenSpan[] {
  const place = paper * 2 + field;
  const spans: TokenSpan[] = [];
  for (const { places } of hits.forms) {
    for (let i = findPlace(places, place); i < places.length && places[i] === place; i += 2) {
      const packed = places[i + 1] as number;
      spans.push({ start: packed >>> 4, end: (packed >>> 4) + (packed & 15) });
    }
  }
  return spans;
}

/** Offset of the first pair at or after `place`. */
function findPlace(places: number[], place: number): number {
  let low = 0;
  let high = places.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle * 2] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

/** How often the word stands in each field of each paper: entry paper * 2 + field. */
export function countPlaces(index: PaperIndex, hits: WordHits): Uint16Array {
  const counts = new Uint16Array(index.papers.length * 2);
  for (const { places } of hits.forms) {
    for (let i = 0; i < places.length; i += 2) {
      const place = places[i] as number;
      counts[place] = (counts[place] as number) + 1;
    }
  }
  return counts;
}
