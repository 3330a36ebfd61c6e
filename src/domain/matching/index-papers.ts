/** Analyses the day's papers once, so that any number of topics can stream past them. */
import type { Searchable } from "../paper/paper.ts";
import type { Corpus } from "../similarity/vector.ts";
import type { Library } from "../subscription/library.ts";
import { type FormCase, isShouted } from "../topic/forms.ts";
import { type Bitset, createBitsetPool, makeBitset, makeFullBitset } from "./bitset.ts";
import { addFacts } from "./index-facts.ts";
import { createReader, type Groups, groupForms, readText } from "./index-text.ts";
import { fillForms, RowStore, type Sums } from "./postings.ts";
import { TermTable } from "./term-table.ts";
import { createAbsent, type Term } from "./terms.ts";
import { TextTable } from "./text-table.ts";
import type { Starts, WordHits } from "./word-hits.ts";

export const TITLE = 0;
export const ABSTRACT = 1;
export type TextField = typeof TITLE | typeof ABSTRACT;

/** One spelling. It stands at `places[from..to)` of the index and in the papers of its rows `[first, last)`. */
export interface Form {
  lower: string;
  case: FormCase;
  /** Number of `lower` in the index's spellings. */
  spelling: number;
  from: number;
  to: number;
  first: number;
  last: number;
}

/** Forms that one word finds, and what it finds once it was looked up. */
export interface WordGroup {
  forms: Form[];
  hits: WordHits | null;
}

/** An author of a paper: given names, then the family name. */
export interface AuthorRow {
  paper: number;
  tokens: string[];
}

/**
 * Papers are named by their place in `papers`; tokens by one count over all fields, with a free one after each field, so
 * that nothing is adjacent across fields. Opaque to callers: ask it with matchTopic, findBest, scoreHits and explainHit.
 */
export interface PaperIndex {
  papers: readonly Searchable[];
  all: Bitset;
  /** No paper; shared, never written. */
  none: Bitset;
  /** Position of a field's first token: entry paper * 2 + field, and one entry more for the end. */
  bases: Int32Array;
  /** paper * 2 + field of each position. */
  fieldOf: Int32Array;
  forms: Form[];
  /** By form, each position * 16 + length in tokens; those of a form rise. */
  places: Int32Array;
  /** Rows (see Postings) by form. */
  cells: Int32Array;
  /** Rows of words with several forms and of phrases. */
  store: RowStore;
  sums: Sums;
  /** Of the forms, in lower case. */
  spellings: TextTable;
  /** The group of a spelling's stem: most words that are asked are spelled as a paper spells them. */
  bySpelling: WordGroup[];
  /** By spelling: the term that asks for it, once one has. */
  spelled: (Term | null)[];
  byStem: Groups;
  bySmartKey: Groups;
  /** `forms` by so many of their first letters, for wildcards; made when first asked for. */
  byStart: Map<number, Starts>;
  /** By the last token of the family name. */
  byFamily: Map<string, AuthorRow[]>;
  /** By the name's first letter, a space, and the last token of the family name. */
  byInitial: Map<string, AuthorRow[]>;
  /** Keys as foldCategory makes them, and `cs.*`. */
  byCategory: Map<string, Bitset>;
  byPrimary: Map<string, Bitset>;
  bySource: Map<string, Bitset>;
  byId: Map<string, Bitset>;
  /** Display name and slug, as tokens; papers of the same organisation share one. */
  organisations: Map<string, { names: string[][]; papers: Bitset }>;
  /** Wildcards already looked up. */
  prefixes: Map<string, WordHits>;
  /** Terms already met, by their canonical text. */
  terms: TermTable;
  /** The last term met that every paper matches and that counts no words. */
  limit: Term | null;
  /** The term of every text that no paper holds. */
  absent: Term;
  /** For words, which are never forgotten. */
  takeWordSet: () => Bitset;
  /** Sets to work in, one for each depth of a topic. */
  scratch: Bitset[];
  /** What is stored besides these papers, which says how rare a word is; null: these papers say it. See useCorpus. */
  corpus: Corpus | null;
  /** What `like:` can name; see likeness.ts. */
  libraries: Map<string, Library>;
  /** Length of each paper as a vector of its terms; made when first asked for. */
  lengths: Float64Array | null;
  /** Robertson's idf by how many papers hold a word, with one added, so that it is never negative. */
  rarities: Float64Array;
}

/** 1,000 papers of Hugging Face's size take about half a second. */
export function indexPapers(papers: readonly Searchable[]): PaperIndex {
  const index: PaperIndex = {
    papers,
    all: makeFullBitset(papers.length),
    none: makeBitset(papers.length),
    bases: new Int32Array(papers.length * 2 + 1),
    fieldOf: new Int32Array(),
    forms: [],
    places: new Int32Array(),
    cells: new Int32Array(),
    store: new RowStore(),
    sums: {
      held: makeBitset(papers.length),
      titles: new Int32Array(papers.length),
      abstracts: new Int32Array(papers.length),
    },
    spellings: new TextTable(),
    bySpelling: [],
    spelled: [],
    byStem: { keys: new TextTable(), groups: [] },
    bySmartKey: { keys: new TextTable(), groups: [] },
    byStart: new Map(),
    byFamily: new Map(),
    byInitial: new Map(),
    byCategory: new Map(),
    byPrimary: new Map(),
    bySource: new Map(),
    byId: new Map(),
    organisations: new Map(),
    prefixes: new Map(),
    terms: new TermTable(),
    limit: null,
    absent: createAbsent(makeBitset(papers.length)),
    takeWordSet: createBitsetPool(papers.length),
    scratch: [],
    corpus: null,
    libraries: new Map(),
    lengths: null,
    rarities: makeRarities(papers.length),
  };
  const reader = createReader(index);
  papers.forEach((paper, position) => {
    readText(reader, paper.title, position * 2 + TITLE, isShouted(paper.title));
    readText(reader, paper.abstract ?? "", position * 2 + ABSTRACT, false);
    addFacts(index, paper, position);
  });
  index.fieldOf = new Int32Array(index.bases[papers.length * 2] as number);
  for (let field = 0; field < papers.length * 2; field += 1) {
    index.fieldOf.fill(field, index.bases[field], index.bases[field + 1]);
  }
  fillForms(index, reader.stream);
  groupForms(index);
  index.spelled = Array.from({ length: index.spellings.size }, () => null);
  return index;
}

function makeRarities(papers: number): Float64Array {
  return Float64Array.from({ length: papers + 1 }, (_, held) => Math.log(1 + (papers - held + 0.5) / (held + 0.5)));
}
