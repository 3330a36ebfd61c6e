/** Titles as identity sees them: folded to letters and digits, with their numbers kept apart as a guard. */
import { createHash } from "node:crypto";

/** NFKD, marks dropped, lower case, letters and digits only: `"Don't Stop!"` is `dontstop`. May be empty. */
export function foldTitle(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

const KEY_LENGTH = 120;

/** The folded title, bounded so that an index can hold it: beyond 120 characters its end becomes a hash. */
export function titleKey(title: string): string {
  const folded = foldTitle(title);
  if (folded.length <= KEY_LENGTH) return folded;
  return `${folded.slice(0, KEY_LENGTH - 24)}#${createHash("sha256").update(folded).digest("hex").slice(0, 23)}`;
}

/** Words of a title: runs of letters and digits, apostrophes and hyphens inside. */
export function countWords(title: string): number {
  return title.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** Digits with decimals, and Roman numerals from II to XX in capitals (a lone I, V or X is a word too often). */
const NUMBER = /\d+(?:\.\d+)*|\b(?:XX|XI{1,3}|XI?V|XVI{0,3}|XIX|IX|VI{1,3}|IV|I{2,3})\b/g;

/** The numbers that stand in a title, sorted: ERNIE 2.0 and ERNIE 3.0 are two papers (topics.md, One paper or two, 3). */
export function numbersOf(title: string): string {
  return (title.match(NUMBER) ?? []).sort().join(" ");
}

/** Family name of the first author, folded, or null: the last word of `Yann LeCun`, the part before a comma else. */
export function familyOf(name: string | undefined): string | null {
  if (!name) return null;
  const family = name.includes(",") ? name.slice(0, name.indexOf(",")) : name.trim().split(/\s+/).at(-1);
  return foldTitle(family ?? "") || null;
}
