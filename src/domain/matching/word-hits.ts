/** Looks up one word or wildcard: which papers hold it, and where. */
import { findStem, hasPlural } from "../topic/forms.ts";
import { LIMITS, type Word } from "../topic/language.ts";
import { addBit, type Bitset } from "./bitset.ts";
import type { Form, PaperIndex, TextField, WordGroup } from "./index-papers.ts";
import { findGroup } from "./index-text.ts";
import { mergeForms, type Occurrences } from "./occurrences.ts";
import { addPapers, countRows, NO_POSTINGS, type Postings, ROW, uniteForms } from "./postings.ts";
import { addToHash, hashText, SEED } from "./text-table.ts";

/** Its rows; the rest is made when first asked for. */
export interface WordHits extends Postings {
  forms: readonly Form[];
  /** How many papers hold it in title or abstract. */
  papers: number;
  places: Occurrences | null;
  either: Bitset | null;
  fields: [title: Bitset, abstract: Bitset] | null;
}

/** Words are kept with their forms, so as many as the papers hold; prefixes can be more. */
const KEPT_PREFIXES = 2_000;

/** Smart case: only forms with capitals; else any form with the same stem. Prefixes are compared unstemmed. */
export function findWord(index: PaperIndex, word: Word, prefix: boolean): WordHits {
  if (prefix) return findPrefix(index, word);
  return findGroupHits(index, findWordGroup(index, word));
}

export function findGroupHits(index: PaperIndex, group: WordGroup | undefined): WordHits {
  if (group === undefined) return NOTHING;
  group.hits ??= collectHits(index, group.forms);
  return group.hits;
}

/** Of a word that is letters a to z and digits, as a canonical query prints it; null for any other text. */
export function findPlainWord(index: PaperIndex, text: string): WordHits | null {
  let capitals = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) capitals += 1;
    else if ((code < 97 || code > 122) && (code < 48 || code > 57)) return null;
  }
  if (text === "") return null;
  if (capitals === 0) return findGroupHits(index, findStemGroup(index, text));
  return findWord(index, { text: capitals > 1 ? text : text.toLowerCase(), smart: capitals > 1 }, false);
}

function findWordGroup(index: PaperIndex, word: Word): WordGroup | undefined {
  if (!word.smart) return findStemGroup(index, word.text);
  const lower = word.text.toLowerCase();
  return findGroup(index.bySmartKey, hasPlural(word.text) ? lower.slice(0, -1) : lower);
}

/** By the spelling where a paper has it, which saves stemming. */
function findStemGroup(index: PaperIndex, lower: string): WordGroup | undefined {
  const spelling = index.spellings.find(lower, 0, lower.length, hashText(lower));
  return spelling < 0 ? findGroup(index.byStem, findStem(lower)) : index.bySpelling[spelling];
}

function findPrefix(index: PaperIndex, word: Word): WordHits {
  const known = index.prefixes.get(word.text);
  if (known !== undefined) return known;
  const forms = listPrefixed(index, word);
  const hits = forms.length === 0 ? NOTHING : collectHits(index, forms);
  if (index.prefixes.size >= KEPT_PREFIXES) index.prefixes.clear();
  index.prefixes.set(word.text, hits);
  return hits;
}

/** Most wildcards have as many letters, which tell a form or two from all others. */
const LONG_START = 5;

/** Chains of forms whose first letters have one hash: the numbers of each first and next form, and one; 0 ends a chain. */
export interface Starts {
  heads: Int32Array;
  next: Int32Array;
}

function listPrefixed(index: PaperIndex, word: Word): Form[] {
  const start = word.text.toLowerCase();
  const letters = start.length < LONG_START ? LIMITS.prefixLetters : LONG_START;
  let starts = index.byStart.get(letters);
  if (starts === undefined) {
    starts = chainForms(index.forms, letters);
    index.byStart.set(letters, starts);
  }
  const found: Form[] = [];
  let number = starts.heads[hashStart(start, letters)] as number;
  for (; number > 0; number = starts.next[number - 1] as number) {
    const form = index.forms[number - 1] as Form;
    if (form.lower.startsWith(start) && (!word.smart || form.case !== "plain")) found.push(form);
  }
  return found;
}

function chainForms(forms: readonly Form[], letters: number): Starts {
  const heads = new Int32Array(HASHES);
  const next = new Int32Array(forms.length);
  for (let number = forms.length; number > 0; number -= 1) {
    const hash = hashStart((forms[number - 1] as Form).lower, letters);
    next[number - 1] = heads[hash] as number;
    heads[hash] = number;
  }
  return { heads, next };
}

const HASHES = 2 ** 14;

function hashStart(lower: string, letters: number): number {
  let hash = SEED;
  for (let i = 0; i < letters && i < lower.length; i += 1) hash = addToHash(hash, lower.charCodeAt(i));
  return (hash ^ (hash >>> 15)) & (HASHES - 1);
}

function collectHits(index: PaperIndex, forms: readonly Form[]): WordHits {
  return createHits(uniteForms(index, forms), forms);
}

function createHits(rows: Postings, forms: readonly Form[]): WordHits {
  const { cells, from, to } = rows;
  return { cells, from, to, forms, papers: countRows(rows), places: null, either: null, fields: null };
}

const NOTHING = createHits(NO_POSTINGS, []);

/** Over all papers and both fields. */
export function listPlaces(index: PaperIndex, hits: WordHits): Occurrences {
  hits.places ??= mergeForms(index, hits.forms);
  return hits.places;
}

/** The set of papers that hold the word in a field; null asks for title or abstract. Never to be written. */
export function listFieldHits(index: PaperIndex, hits: WordHits, field: TextField | null): Bitset {
  if (hits.papers === 0) return index.none;
  if (field === null) {
    hits.either ??= addPapers(hits, index.takeWordSet());
    return hits.either;
  }
  hits.fields ??= splitFields(index, hits);
  return hits.fields[field];
}

function splitFields(index: PaperIndex, { cells, from, to }: Postings): [Bitset, Bitset] {
  const sets: [Bitset, Bitset] = [index.takeWordSet(), index.takeWordSet()];
  for (let at = from; at < to; at += ROW) {
    if (cells[at + 1] !== 0) addBit(sets[0], cells[at] as number);
    if (cells[at + 2] !== 0) addBit(sets[1], cells[at] as number);
  }
  return sets;
}
