/** Cuts text into tokens: folded, with their capitals counted and their place in the text as it was written. */
import { foldText } from "./fold.ts";

export interface Token {
  /** Offsets into the text as written: `text.slice(from, to)` is the surface form. */
  from: number;
  to: number;
  /** Folded, case kept. */
  cased: string;
  /** Folded, lower case, unstemmed. */
  lower: string;
  capitals: number;
  /** What stands between it and the token before. */
  glue: "hyphen" | "space" | "other";
}

/** Tokens of a folded text as columns, to be used for one text after another: entry i of each is the i-th token's. */
export interface TokenRows {
  count: number;
  /** The token is `text.slice(starts[i], ends[i])`. */
  starts: number[];
  ends: number[];
  capitals: number[];
  glues: Token["glue"][];
}

export const createTokenRows = (): TokenRows => ({ count: 0, starts: [], ends: [], capitals: [], glues: [] });

export function tokenise(text: string): Token[] {
  const folded = foldText(text);
  const rows = createTokenRows();
  cutTokens(folded.text, rows);
  const tokens: Token[] = [];
  for (let i = 0; i < rows.count; i += 1) {
    const start = rows.starts[i] as number;
    const end = rows.ends[i] as number;
    const capitals = rows.capitals[i] as number;
    const cased = folded.text.slice(start, end);
    tokens.push({
      from: folded.from?.[start] ?? start,
      to: folded.to?.[end - 1] ?? end,
      cased,
      lower: capitals === 0 ? cased : cased.toLowerCase(),
      capitals,
      glue: rows.glues[i] as Token["glue"],
    });
  }
  return tokens;
}

/** C++ and C# are kept, `'s` is dropped, everything else that is not a letter or digit splits. */
export function cutTokens(text: string, rows: TokenRows): void {
  rows.count = 0;
  let end = 0;
  for (let at = 0; at < text.length; ) {
    const start = at;
    at = findEnd(text, start);
    if (at === start) {
      at += 1;
      continue;
    }
    if (isPossessive(text, start, at)) {
      end = at;
      continue;
    }
    rows.glues[rows.count] = rows.count === 0 ? "other" : nameGlue(text, end, start);
    end = at + measureSuffix(text, start, at);
    rows.starts[rows.count] = start;
    rows.ends[rows.count] = end;
    rows.capitals[rows.count] = countCapitals(text, start, end);
    rows.count += 1;
  }
}

const DIGIT = /\p{N}/u;
const WORD = /[\p{L}\p{N}]/u;

/** By unit, of what is ASCII: most of any text. A regular expression took a third of the time of tokenising. */
const ASCII = 128;
const IS_WORD = Uint8Array.from({ length: ASCII }, (_, unit) => Number(WORD.test(String.fromCharCode(unit))));

/** Where the letters and digits end that begin at `start`; a point between digits is kept (`3.3`). */
function findEnd(text: string, start: number): number {
  let at = start;
  for (let before = start; at < text.length; ) {
    const unit = text.charCodeAt(at);
    const length = unit < ASCII ? (IS_WORD[unit] as number) : measureCharacter(text, at, WORD);
    if (length === 0 && !(unit === POINT && at > start && isDigit(text, before) && isDigit(text, at + 1))) return at;
    before = at;
    at += length || 1;
  }
  return at;
}

const POINT = 46;

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit < ASCII ? unit >= 48 && unit <= 57 : measureCharacter(text, at, DIGIT) > 0;
}

/** Units of the character at `at`, or 0 if it is not of the kind. */
function measureCharacter(text: string, at: number, kind: RegExp): number {
  const point = text.codePointAt(at);
  if (point === undefined) return 0;
  const character = String.fromCodePoint(point);
  return kind.test(character) ? character.length : 0;
}

function isPossessive(text: string, start: number, end: number): boolean {
  if (end - start !== 1 || (text[start] !== "s" && text[start] !== "S")) return false;
  return text[start - 1] === "'" && WORD.test(text[start - 2] ?? "") && text[end] !== "'";
}

/** Of `++` and `#` after a C. */
function measureSuffix(text: string, start: number, end: number): number {
  if (end - start !== 1 || (text[start] !== "c" && text[start] !== "C")) return 0;
  return /^(\+\+|#)(?![\p{L}\p{N}+#])/u.exec(text.slice(end, end + 3))?.[1]?.length ?? 0;
}

const HYPHEN = 45;
const SPACE = 32;

function nameGlue(text: string, from: number, to: number): Token["glue"] {
  if (to - from === 1) {
    const unit = text.charCodeAt(from);
    if (unit === SPACE) return "space";
    if (unit === HYPHEN) return "hyphen";
  }
  return /^\s+$/.test(text.slice(from, to)) ? "space" : "other";
}

function countCapitals(text: string, from: number, to: number): number {
  let capitals = 0;
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= ASCII) return countAnyCapitals(text.slice(from, to));
    if (unit >= 65 && unit <= 90) capitals += 1;
  }
  return capitals;
}

function countAnyCapitals(cased: string): number {
  let capitals = 0;
  for (const c of cased) if (c !== c.toLowerCase()) capitals += 1;
  return capitals;
}
