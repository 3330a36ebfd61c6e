/** Terms and counts as the database holds them: the terms in one text, two bytes of counts for each. */
import type { TermCounts } from "../domain/similarity/terms.ts";

export interface PackedTerms {
  /** With spaces between: no term holds one. */
  terms: string;
  counts: Uint8Array;
}

const MOST_COUNTED = 255;

export function packTerms({ terms, titles, abstracts }: TermCounts): PackedTerms {
  const counts = new Uint8Array(terms.length * 2);
  for (let i = 0; i < terms.length; i += 1) {
    counts[i * 2] = Math.min(titles[i] as number, MOST_COUNTED);
    counts[i * 2 + 1] = Math.min(abstracts[i] as number, MOST_COUNTED);
  }
  return { terms: terms.join(" "), counts };
}

export function unpackTerms({ terms, counts }: PackedTerms): TermCounts {
  const list = splitTerms(terms);
  return {
    terms: list,
    titles: list.map((_, i) => counts[i * 2] as number),
    abstracts: list.map((_, i) => counts[i * 2 + 1] as number),
  };
}

export const splitTerms = (joined: string): string[] => (joined === "" ? [] : joined.split(" "));
