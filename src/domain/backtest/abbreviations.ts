/** Acronyms and what they stand for, as abstracts introduce them: `mixture of experts (MoE)`. */
import type { Searchable } from "../paper/paper.ts";
import type { TextLeaf } from "../topic/language.ts";
import { findLeafKey, readTextLeaf } from "./leaves.ts";

/** As written: `LLM` (a plural s dropped) and `Large language model`. */
export interface Abbreviation {
  short: string;
  long: string;
}

/** One pair, however it was spelled, and how many papers introduce it. */
export interface KnownAbbreviation {
  short: TextLeaf;
  long: TextLeaf;
  papers: number;
}

/** By the keys of findLeafKey; the most often introduced first. */
export interface Abbreviations {
  byShort: Map<string, KnownAbbreviation[]>;
  byLong: Map<string, KnownAbbreviation[]>;
}

const PARENTHESIS = /\(\s*([A-Za-z][A-Za-z0-9-]{1,9})\s*[),;]/g;
const LONGEST_SHORT = 10;

/**
 * All that a text introduces, by the rule of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
 * definitions in biomedical text" (PSB 2003), narrowed to shorts with two capitals and longs of two words or more.
 */
export function listAbbreviations(text: string): Abbreviation[] {
  const found: Abbreviation[] = [];
  for (const match of text.matchAll(PARENTHESIS)) {
    const short = (match[1] as string).replace(/(?<=[A-Z])s$/, "");
    if (short.length > LONGEST_SHORT || (short.match(/[A-Z]/g)?.length ?? 0) < 2) continue;
    const long = findLong(short, listWordsBefore(text, match.index, short.length));
    if (long !== null) found.push({ short, long });
  }
  return found;
}

/** At most min(n + 5, 2n) words of the same clause, for a short of n characters. */
function listWordsBefore(text: string, end: number, length: number): string {
  const clause =
    text
      .slice(Math.max(0, end - 200), end)
      .split(/[.:;!?,()[\]"](?:\s|$)|[()[\]"]/)
      .at(-1) ?? "";
  const words = clause.trim().split(/\s+/);
  return words.slice(-Math.min(length + 5, length * 2)).join(" ");
}

/** Reads both from the right: each character of the short stands in the long, the first one at the start of a word. */
function findLong(short: string, before: string): string | null {
  const lower = before.toLowerCase();
  let at = lower.length;
  for (let i = short.length - 1; i >= 0; i -= 1) {
    const wanted = (short[i] as string).toLowerCase();
    if (!/[a-z0-9]/.test(wanted)) continue;
    do at -= 1;
    while (at >= 0 && (lower[at] !== wanted || (i === 0 && /[a-z0-9]/.test(lower[at - 1] ?? " "))));
    if (at < 0) return null;
  }
  const long = before.slice(at).trim();
  const words = long.split(/[\s-]+/);
  if (words.length < 2 || words.some((word) => word.toLowerCase() === short.toLowerCase())) return null;
  return /^[\p{L}\p{N}' -]+$/u.test(long) ? long : null;
}

export function collectAbbreviations(papers: readonly Pick<Searchable, "abstract">[]): Abbreviations {
  const known = new Map<string, KnownAbbreviation>();
  for (const { abstract } of papers) {
    if (abstract === null || !abstract.includes("(")) continue;
    for (const [key, pair] of readPairs(abstract)) {
      const before = known.get(key);
      if (before === undefined) known.set(key, { ...pair, papers: 1 });
      else before.papers += 1;
    }
  }
  const all = [...known.values()].sort((a, b) => b.papers - a.papers);
  return {
    byShort: Map.groupBy(all, ({ short }) => findLeafKey(short)),
    byLong: Map.groupBy(all, ({ long }) => findLeafKey(long)),
  };
}

/** A paper's pairs, each once. */
function readPairs(abstract: string): Map<string, { short: TextLeaf; long: TextLeaf }> {
  const pairs = new Map<string, { short: TextLeaf; long: TextLeaf }>();
  for (const each of listAbbreviations(abstract)) {
    const short = readTextLeaf(each.short);
    const long = readTextLeaf(each.long.replaceAll("-", " ").toLowerCase());
    if (short !== null && long !== null) pairs.set(`${findLeafKey(short)} = ${findLeafKey(long)}`, { short, long });
  }
  return pairs;
}
