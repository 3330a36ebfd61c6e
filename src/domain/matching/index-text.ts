/** Reads the texts of an index: which form stands at which place, without making a string of a word met before. */
import { foldText } from "../topic/fold.ts";
import { type FormCase, findStem, isLinked, listRuns, listSmartKeys, nameCase } from "../topic/forms.ts";
import { createTokenRows, cutTokens, type TokenRows } from "../topic/tokens.ts";
import type { Form, PaperIndex, WordGroup } from "./index-papers.ts";
import type { Stream } from "./postings.ts";
import { hashStretch, hashText, type TextTable } from "./text-table.ts";

/** What is carried from one text to the next. */
export interface Reader {
  index: PaperIndex;
  stream: Stream;
  /** By spelling * 4 + case: the form's number and one, or 0. */
  numbers: number[];
  /** Of the text that is read. */
  tokens: TokenRows;
  spellings: number[];
  linked: boolean[];
}

export function createReader(index: PaperIndex): Reader {
  return {
    index,
    stream: { forms: [], places: [] },
    numbers: [],
    tokens: createTokenRows(),
    spellings: [],
    linked: [],
  };
}

/** Texts must come by rising field. */
export function readText(reader: Reader, written: string, field: number, shouted: boolean): void {
  const { index, tokens, spellings, linked } = reader;
  const text = foldText(written).text;
  cutTokens(text, tokens);
  const base = index.bases[field] as number;
  index.bases[field + 1] = base + tokens.count + 1;
  for (let i = 0; i < tokens.count; i += 1) {
    linked[i] = i > 0 && isLinked(tokens.glues[i] ?? "other", index.spellings.texts[spellings[i - 1] as number] ?? "");
    spellings[i] = findSpelling(reader, text, i);
  }
  linked[tokens.count] = false;
  for (let i = 0; i < tokens.count; i += 1) {
    const capitals = tokens.capitals[i] as number;
    const plain = capitals < 2 && !shouted;
    const form = plain ? "plain" : nameCase(text.slice(tokens.starts[i], tokens.ends[i]), capitals, shouted);
    addPlace(reader, spellings[i] as number, form, base + i, 1);
    if (linked[i + 1] === true) addRuns(reader, text, base, i, shouted);
  }
}

function findSpelling(reader: Reader, text: string, token: number): number {
  const { tokens } = reader;
  const start = tokens.starts[token] as number;
  const end = tokens.ends[token] as number;
  if (tokens.capitals[token] !== 0) return internSpelling(reader, text.slice(start, end).toLowerCase());
  const hash = hashStretch(text, start, end);
  const known = reader.index.spellings.find(text, start, end, hash);
  return known >= 0 ? known : addSpelling(reader, text.slice(start, end), hash);
}

function internSpelling(reader: Reader, lower: string): number {
  const hash = hashText(lower);
  const known = reader.index.spellings.find(lower, 0, lower.length, hash);
  return known >= 0 ? known : addSpelling(reader, lower, hash);
}

function addSpelling(reader: Reader, lower: string, hash: number): number {
  reader.numbers.push(0, 0, 0, 0);
  return reader.index.spellings.add(lower, hash);
}

/** The compounds that begin at a token. */
function addRuns(reader: Reader, text: string, base: number, start: number, shouted: boolean): void {
  const { tokens } = reader;
  for (const length of listRuns(reader.linked, start)) {
    let cased = "";
    let capitals = 0;
    for (let i = start; i < start + length; i += 1) {
      cased += text.slice(tokens.starts[i], tokens.ends[i]);
      capitals += tokens.capitals[i] as number;
    }
    const spelling = internSpelling(reader, cased.toLowerCase());
    addPlace(reader, spelling, nameCase(cased, capitals, shouted), base + start, length);
  }
}

const CASES: Record<FormCase, number> = { plain: 0, capital: 1, plural: 2, shouted: 3 };

function addPlace(reader: Reader, spelling: number, kind: FormCase, start: number, length: number): void {
  const { index, stream } = reader;
  const place = spelling * 4 + CASES[kind];
  let form = (reader.numbers[place] as number) - 1;
  if (form < 0) {
    form = index.forms.length;
    reader.numbers[place] = form + 1;
    const lower = index.spellings.texts[spelling] as string;
    index.forms.push({ lower, case: kind, spelling, from: 0, to: 0, first: 0, last: 0 });
  }
  stream.forms.push(form);
  stream.places.push(start * 16 + length);
}

/** Groups the forms by their stems and by their smart-case keys. */
export function groupForms(index: PaperIndex): void {
  for (const form of index.forms) {
    const known = index.bySpelling[form.spelling];
    if (known === undefined) index.bySpelling[form.spelling] = addToGroup(index.byStem, findStem(form.lower), form);
    else known.forms.push(form);
    for (const key of listSmartKeys(form.lower, form.case)) addToGroup(index.bySmartKey, key, form);
  }
}

/** Groups of words by a key that they share. */
export interface Groups {
  keys: TextTable;
  /** By the key's number. */
  groups: WordGroup[];
}

function addToGroup({ keys, groups }: Groups, key: string, form: Form): WordGroup {
  const hash = hashText(key);
  const known = keys.find(key, 0, key.length, hash);
  if (known >= 0) {
    const group = groups[known] as WordGroup;
    group.forms.push(form);
    return group;
  }
  const group = { forms: [form], hits: null };
  groups[keys.add(key, hash)] = group;
  return group;
}

export function findGroup({ keys, groups }: Groups, key: string): WordGroup | undefined {
  const number = keys.find(key, 0, key.length, hashText(key));
  return number < 0 ? undefined : groups[number];
}
