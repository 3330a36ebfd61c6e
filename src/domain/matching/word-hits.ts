/** Looks up one word or wildcard: which papers hold it, and where. */
import { findStem, hasPlural } from "../topic/forms.ts";
import { LIMITS, type Word } from "../topic/language.ts";
import { addBit, type Bitset, countBits } from "./bitset.ts";
import type { Form, PaperIndex, TextField, WordGroup } from "./index-papers.ts";
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

/** Words are kept with their forms, so as many as the papers hold; prefixes can be more. */
const KEPT_PREFIXES = 2_000;

/** Smart case: only forms with capitals; else any form with the same stem. Prefixes are compared unstemmed. */
export function findWord(index: PaperIndex, word: Word, prefix: boolean): WordHits {
  if (prefix) return findPrefix(index, word);
  const group = findGroup(index, word);
  if (group === undefined) return findNothing(index);
  group.hits ??= collectHits(index, group.forms);
  return group.hits;
}

function findGroup(index: PaperIndex, word: Word): WordGroup | undefined {
  const lower = word.smart ? word.text.toLowerCase() : word.text;
  if (!word.smart) return index.byStem.get(findStem(lower));
  return index.bySmartKey.get(hasPlural(word.text) ? lower.slice(0, -1) : lower);
}

function findPrefix(index: PaperIndex, word: Word): WordHits {
  const known = index.prefixes.get(word.text);
  if (known !== undefined) return known;
  const forms = listPrefixed(index, word);
  const hits = forms.length === 0 ? findNothing(index) : collectHits(index, forms);
  if (index.prefixes.size >= KEPT_PREFIXES) index.prefixes.clear();
  index.prefixes.set(word.text, hits);
  return hits;
}

function listPrefixed(index: PaperIndex, word: Word): Form[] {
  index.byStart ??= Map.groupBy(index.forms, ({ lower }) => lower.slice(0, LIMITS.prefixLetters));
  const start = word.text.toLowerCase();
  const forms = index.byStart.get(start.slice(0, LIMITS.prefixLetters)) ?? [];
  return forms.filter((form) => form.lower.startsWith(start) && (!word.smart || form.case !== "plain"));
}

function findNothing({ none }: PaperIndex): WordHits {
  return { either: none, papers: 0, places: NOWHERE, fields: [none, none] };
}

function collectHits(index: PaperIndex, forms: Form[]): WordHits {
  const places = mergeForms(forms);
  const either = index.takeWordSet();
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
  const sets: [Bitset, Bitset] = [index.takeWordSet(), index.takeWordSet()];
  for (const start of places.starts) {
    const field = index.fieldOf[start] as number;
    addBit(sets[(field % 2) as TextField], field >>> 1);
  }
  return sets;
}
