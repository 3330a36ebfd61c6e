/** Reads an author's name, on both sides: family name, given names, and whether two can be one person. */
import { foldText } from "./fold.ts";

/** Folded, lower case. A hyphenated family name is one token (`lopezpaz`), given names are split (`jean`, `baptiste`). */
export interface AuthorName {
  family: string[];
  given: string[];
}

/** Begin a family name when a given name stands before; `aaron van den oord`. */
const PARTICLES = new Set("van von der den de del della di da dos du la le ter ten bin ibn al el".split(" "));
/** Begin a family name even at the front: few given names are spelled like them. */
const LEADING = new Set("van von der den de del della dos ter ten ibn".split(" "));
export const SUFFIXES: ReadonlySet<string> = new Set("jr sr ii iii iv".split(" "));

/** `Yann LeCun`, `Y. LeCun`, `LeCun, Yann`, `van den Oord`. Family is empty only when there is no letter. */
export function parseAuthorName(text: string): AuthorName {
  const folded = foldText(text).text.toLowerCase().replaceAll("'", "");
  const comma = folded.indexOf(",");
  const before = splitName(comma < 0 ? folded : folded.slice(0, comma));
  if (comma >= 0) {
    const given = splitHyphens(splitName(folded.slice(comma + 1)));
    if (before.length > 0 && !isSuffixOnly(given)) return { family: joinHyphens(before), given };
  }
  const start = findFamilyStart(before);
  return { family: joinHyphens(before.slice(start)), given: splitHyphens(before.slice(0, start)) };
}

/** A paper's author as one row of tokens, given names first. */
export function listNameTokens(text: string): string[] {
  const name = parseAuthorName(text);
  return [...name.given, ...name.family];
}

/** Family name equal (the row's last tokens) and given names compatible by initial; names not given are no obstacle. */
export function isSameAuthor(asked: AuthorName, row: string[]): boolean {
  const { family, given } = asked;
  const start = row.length - family.length;
  if (start < 0) return false;
  for (let i = 0; i < family.length; i += 1) if (row[start + i] !== family[i]) return false;
  for (let i = 0; i < given.length && i < start; i += 1) {
    if (!isSameGiven(given[i] as string, row[i] as string)) return isSpelledApart(given, row, start);
  }
  return true;
}

/** `Jean Paul` and `Jeanpaul`. */
function isSpelledApart(given: string[], row: string[], start: number): boolean {
  if (given.length === 1 && start === 1) return false;
  return given.join("") === row.slice(0, start).join("");
}

function isSameGiven(a: string, b: string): boolean {
  return a === b || ((a.length === 1 || b.length === 1) && a[0] === b[0]);
}

function splitName(text: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (isNameUnit(text.charCodeAt(at))) continue;
    // Other alphabets are few: a regular expression for each name took a tenth of indexing a day.
    if (text.charCodeAt(at) >= 128) return dropSuffixes(text.split(/[^\p{L}\p{N}-]+/u).filter(holdsLetter));
    if (at > start && holdsLetter(text.slice(start, at))) tokens.push(text.slice(start, at));
    start = at + 1;
  }
  return dropSuffixes(tokens);
}

/** a to z, digits and the hyphen. */
function isNameUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || unit === 45 || (unit >= 48 && unit <= 57);
}

function holdsLetter(token: string): boolean {
  return (token !== "" && !token.startsWith("-")) || /[\p{L}\p{N}]/u.test(token);
}

function dropSuffixes(tokens: string[]): string[] {
  while (tokens.length > 1 && SUFFIXES.has(tokens.at(-1) as string)) tokens.pop();
  return tokens;
}

function findFamilyStart(tokens: string[]): number {
  const last = tokens.length - 1;
  if (LEADING.has(tokens[0] ?? "")) return 0;
  const particle = tokens.findIndex((token, i) => i > 0 && i < last && PARTICLES.has(token));
  return particle > 0 ? particle : Math.max(last, 0);
}

function isSuffixOnly(given: string[]): boolean {
  return given.length === 1 && SUFFIXES.has(given[0] as string);
}

function splitHyphens(tokens: string[]): string[] {
  if (!tokens.some(holdsHyphen)) return tokens;
  return tokens.flatMap((token) => token.split("-").filter((part) => part !== ""));
}

function joinHyphens(tokens: string[]): string[] {
  return tokens.some(holdsHyphen) ? tokens.map((token) => token.replaceAll("-", "")) : tokens;
}

const holdsHyphen = (token: string): boolean => token.includes("-");
