/**
 * Compiles topics into plans that an index evaluates. Design of matching at scale:
 *
 * - Papers are indexed once (index-papers.ts); topics stream past in pages, so memory does not grow with their number.
 * - A stored topic is its canonical text. Parsing it costs three times what matching does, so the text is only cut at its
 *   brackets, quotes and operators; each piece, a term, is a key into the terms met before (terms.ts). A million topics
 *   share their terms: stemming and looking up happen once for a term, not once for a topic. Terms not asked for long are
 *   forgotten, but for words that a paper spells the same: those stand with the spelling.
 * - A plan holds only what decides (steps.ts): no limit to sources that every paper meets, nothing beside a term that no paper
 *   holds.
 * - A form's papers are rows with counts for title and abstract (postings.ts), made with the index. One term, terms joined
 *   by AND, and OR of few papers are answered and scored from the rows (collect.ts, ranking/union.ts).
 * - For the rest a word's papers are a bitset; AND, OR and NOT are loops over 32-bit words (match.ts), rarest positive term
 *   first, exclusions last, and it ends where nothing is left.
 * - Phrases are joins of sorted places, begun at the phrase's rarest word (occurrences.ts), and only when the rarer terms
 *   left a paper over; distances are looked for in those papers alone.
 * - Scores (ranking/best.ts) add what each term weighs for a paper, from its rows, or from a table of all papers if it is
 *   common. A topic that matches over a fifth of the papers is scored by presence alone; the best 50 are found in one pass,
 *   without sorting.
 */
import type { Node } from "../topic/language.ts";
import { parseTopic } from "../topic/parse.ts";
import type { PaperIndex } from "./index-papers.ts";
import { isFull, joinAnd, joinOr, makeNot, type Step } from "./steps.ts";
import { findTerm, internLeaf, type Term } from "./terms.ts";
import { addToHash, SEED } from "./text-table.ts";

/** Good for the index it was made for. */
export interface Plan {
  step: Step;
  /** Terms that are not excluded and count words, in the topic's order: what scores. */
  scored: Term[];
}

/** Of a parsed topic. */
export function planTopic(index: PaperIndex, ast: Node): Plan {
  let scored = NO_TERMS;
  const plan = (node: Node, excluded: boolean): Step => {
    if (node.kind === "not") return makeNot(index, plan(node.part, !excluded));
    if (node.kind === "and" || node.kind === "or") {
      const steps = node.parts.map((part) => plan(part, excluded));
      return steps.reduce((left, part) => (node.kind === "and" ? joinAnd(index, left, part) : joinOr(left, part)));
    }
    const term = internLeaf(index, node);
    if (!excluded) scored = addScored(scored, term);
    return term;
  };
  return { step: plan(ast, false), scored };
}

/** Of a stored topic: the same plan as of its tree. Throws for text that is no canonical query. */
export function planCanonical(index: PaperIndex, canonical: string): Plan {
  const cursor: Cursor = { index, text: canonical, at: 0, excluded: false, scored: NO_TERMS };
  const step = readOr(cursor);
  if (step !== null && cursor.at === canonical.length) return { step, scored: cursor.scored };
  const parsed = parseTopic(canonical, { limits: false });
  if (!parsed.ok) throw new Error(`a stored topic does not parse: ${parsed.error.message}`);
  return planTopic(index, parsed.topic.ast);
}

interface Cursor {
  index: PaperIndex;
  text: string;
  at: number;
  excluded: boolean;
  scored: Term[];
}

const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const MINUS = 45;
const SPACE = 32;
const LETTER_O = 79;
const LETTER_R = 82;
/** No term: a word so spelled is printed in quotes. */
const OPERATORS = new Set(["AND", "OR", "NOT"]);

/** Each of these gives null where the text is not as printCanonical prints. */
function readOr(cursor: Cursor): Step | null {
  let left = readAnd(cursor);
  while (left !== null && meetsOr(cursor, cursor.at)) {
    cursor.at += 4;
    const part = readAnd(cursor);
    left = part === null ? null : joinOr(left, part);
  }
  return left;
}

function readAnd(cursor: Cursor): Step | null {
  let left = readNot(cursor);
  while (left !== null && continues(cursor)) {
    cursor.at += 1;
    const part = readNot(cursor);
    left = part === null ? null : joinAnd(cursor.index, left, part);
  }
  return left;
}

function continues(cursor: Cursor): boolean {
  return cursor.text.charCodeAt(cursor.at) === SPACE && !meetsOr(cursor, cursor.at);
}

/** Whether ` OR ` stands there: letter by letter, since most often the first tells. */
function meetsOr({ text }: Cursor, at: number): boolean {
  return (
    text.charCodeAt(at + 1) === LETTER_O &&
    text.charCodeAt(at + 2) === LETTER_R &&
    text.charCodeAt(at) === SPACE &&
    text.charCodeAt(at + 3) === SPACE
  );
}

function readNot(cursor: Cursor): Step | null {
  if (cursor.text.charCodeAt(cursor.at) !== MINUS) return readAtom(cursor);
  cursor.at += 1;
  cursor.excluded = !cursor.excluded;
  const part = readAtom(cursor);
  cursor.excluded = !cursor.excluded;
  return part === null ? null : makeNot(cursor.index, part);
}

function readAtom(cursor: Cursor): Step | null {
  const { text } = cursor;
  const from = cursor.at;
  if (text.charCodeAt(from) === OPEN) {
    cursor.at += 1;
    const inner = readOr(cursor);
    if (inner === null || text.charCodeAt(cursor.at) !== CLOSE) return null;
    cursor.at += 1;
    return inner;
  }
  return readTermText(cursor, text, from);
}

function readTermText(cursor: Cursor, text: string, from: number): Term | null {
  const { index } = cursor;
  const limit = findLimit(index, text, from);
  if (limit !== null) {
    cursor.at += limit.text.length;
    return limit;
  }
  let quoted = false;
  let hash = SEED;
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (!quoted && (code === SPACE || code === CLOSE)) break;
    hash = addToHash(hash, code);
  }
  if (at === from || quoted || (at - from <= 3 && OPERATORS.has(text.slice(from, at)))) return null;
  cursor.at = at;
  const term = findTerm(index, text, from, at, hash);
  if (term.words === 0 && isFull(index, term)) index.limit = term;
  if (!cursor.excluded) cursor.scored = addScored(cursor.scored, term);
  return term;
}

/** Nearly every topic has the same limit to sources, and it is the longest of its words: it is compared, not hashed. */
function findLimit({ limit }: PaperIndex, text: string, from: number): Term | null {
  if (limit === null || text.charCodeAt(from) !== limit.text.charCodeAt(0)) return null;
  const end = from + limit.text.length;
  if (end < text.length && text.charCodeAt(end) !== SPACE && text.charCodeAt(end) !== CLOSE) return null;
  return text.startsWith(limit.text, from) ? limit : null;
}

const NO_TERMS: Term[] = [];

/** A new list for the first two: pushing makes room for many more, and most topics have one or two. */
function addScored(scored: Term[], term: Term): Term[] {
  if (term.words === 0) return scored;
  const [first] = scored;
  if (first === undefined) return [term];
  if (scored.length === 1) return [first, term];
  scored.push(term);
  return scored;
}
