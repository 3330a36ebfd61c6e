/** Looks up one word or wildcard: which papers hold it, and where. */
import { findStem, hasPlural } from "../topic/forms.ts";
import type { Word } from "../topic/language.ts";
import { addBit, type Bitset, countBits } from "./bitset.ts";
import type { Form, PaperIndex, TextField } from "./index-papers.ts";
import { mergeForms, NOWHERE, type Occurrences } from "./occurrences.ts";

export interface WordHits {
  /** Papers that hold it in title or abstract. */
  either: Bitset;
  /** How many these are. */
  papers: number;
  places: Occurrences;
  /** By field; made when first asked for. */
  fields: [title: Bitset, abstract: Bitset] | null;
}

/** Smart case: only forms with capitals; else any form with the same stem. Prefixes are compared unstemmed. */
export function findWord(index: PaperIndex, word: Word, prefix: boolean): WordHits {
  const key = prefix ? `${word.text}*` : word.text;
  const known = index.words.get(key);
  if (known !== undefined) return known;
  const forms = prefix ? listPrefixed(index, word) : listEqual(index, word);
  const hits = forms.length === 0 ? findNothing(index) : collectHits(index, forms);
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

/** Words that no paper holds share their empty sets: of a million topics' words most are such. */
function findNothing({ none }: PaperIndex): WordHits {
  return { either: none, papers: 0, places: NOWHERE, fields: [none, none] };
}

function collectHits(index: PaperIndex, forms: Form[]): WordHits {
  const places = mergeForms(forms);
  const either = index.takeBitset();
  for (const start of places.starts) addBit(either, (index.fieldOf[start] as number) >>> 1);
  return { either, papers: countBits(either), places, fields: null };
}

/** The set of papers that hold the word in a field; null asks for title or abstract. Never to be written. */
export function listFieldHits(index: PaperIndex, hits: WordHits, field: TextField | null): Bitset {
  if (field === null) return hits.either;
  hits.fields ??= splitFields(index, hits);
  return hits.fields[field];
}

function splitFields(index: PaperIndex, { places }: WordHits): [Bitset, Bitset] {
  const sets: [Bitset, Bitset] = [index.takeBitset(), index.takeBitset()];
  for (const start of places.starts) {
    const field = index.fieldOf[start] as number;
    addBit(sets[(field % 2) as TextField], field >>> 1);
  }
  return sets;
}
