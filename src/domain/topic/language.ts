/** The topic language: its version, fields, limits and the tree a query becomes. */

/** Stored with every canonical query; rises when an old canonical would mean something else. */
export const LANGUAGE_VERSION = 1;

/** Of a typed query. Stored canonicals are parsed without them (a scope clause is added after typing). */
export const LIMITS = {
  characters: 1000,
  terms: 64,
  depth: 8,
  prefixLetters: 3,
  distance: 20,
  distanceWords: 8,
} as const;

export type Field = "ti" | "abs" | "au" | "cat" | "primary" | "org" | "id" | "source" | "upvotes" | "like";

/** Every spelling of a field, in any case, and the field it names. */
export const FIELDS: Readonly<Record<string, Field>> = {
  ti: "ti",
  title: "ti",
  abs: "abs",
  au: "au",
  author: "au",
  cat: "cat",
  primary: "primary",
  org: "org",
  id: "id",
  source: "source",
  upvotes: "upvotes",
  like: "like",
};

/** One word to look up. `text` is folded and unstemmed: lower case, or as typed where `smart` (two or more capitals). */
export interface Word {
  text: string;
  smart: boolean;
}

/** A word, or `a-b`: its parts side by side, or written as one word. */
export type Element = { kind: "word"; word: Word } | { kind: "compound"; parts: Word[]; joined: Word };

/** Words of title and abstract: one, a phrase, or a phrase with a distance; `prefix` only with one element. */
export interface TextLeaf {
  kind: "text";
  /** null means title and abstract. */
  field: "ti" | "abs" | null;
  elements: Element[];
  /** Words allowed between, in any order; null means adjacent and in order. */
  distance: number | null;
  prefix: boolean;
}

/** `family` and `given` are folded, lower case; `written` is the name as typed. */
export interface AuthorLeaf {
  kind: "author";
  family: string[];
  given: string[];
  prefix: boolean;
  written: string;
}

export type Leaf =
  | TextLeaf
  | AuthorLeaf
  /** arXiv's spelling: `cs.CL`, `cs.*`. */
  | { kind: "category"; category: string; primary: boolean }
  | { kind: "organisation"; words: string[]; prefix: boolean }
  | { kind: "id"; value: string }
  | { kind: "source"; value: string }
  | { kind: "upvotes"; atLeast: number }
  /** The key of a library: papers that stand for a topic. */
  | { kind: "like"; key: string }
  | { kind: "everything" };

/** `and` and `or` hold two parts or more, never their own kind. */
export type Node = Leaf | { kind: "and"; parts: Node[] } | { kind: "or"; parts: Node[] } | { kind: "not"; part: Node };

export type TopicErrorCode =
  | "empty"
  | "too-long"
  | "too-many-terms"
  | "too-deep"
  | "unclosed-quote"
  | "empty-quote"
  | "unopened-parenthesis"
  | "unclosed-parenthesis"
  | "empty-parentheses"
  | "missing-side"
  | "missing-term"
  | "stray-minus"
  | "double-exclusion"
  | "only-exclusions"
  | "unknown-field"
  | "nested-field"
  | "missing-value"
  | "unknown-category"
  | "bad-number"
  | "no-word"
  | "common-word"
  | "short-wildcard"
  | "misplaced-wildcard"
  | "bad-distance"
  | "misplaced-distance";

export interface TopicError {
  code: TopicErrorCode;
  /** A sentence that names the column and what to type: `column 8: this quote is never closed. Close it: "a b"`. */
  message: string;
  /** 1-based, in characters (code points). */
  column: number;
  /** Characters it spans, at least 1. */
  length: number;
  /** What to type in place of these characters; null where only the reader can know. */
  repair: string | null;
}

export interface TopicWarning {
  code: "small-operator" | "unquoted-name" | "star-in-quotes";
  message: string;
  column: number;
  length: number;
}

export interface ParsedTopic {
  ast: Node;
  /** Unstemmed and sorted: equal topics have equal canonicals. Parses to itself. */
  canonical: string;
  /** In the order typed, with parentheses and AND, OR, NOT spelled out. */
  reading: string;
  warnings: TopicWarning[];
}
