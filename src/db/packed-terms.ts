/** Terms and counts as the database holds them: the terms in one text, two bytes of counts for each. */
import type { TermCounts } from "../domain/similarity/terms.ts";
import type { Vector } from "../domain/similarity/vector.ts";

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

/** A vector's terms in one text and their weights as little-endian floats. */
export function packVector(vector: Vector): { terms: string; weights: Buffer } {
  const weights = Buffer.alloc(vector.size * FLOAT_BYTES);
  let at = 0;
  for (const weight of vector.values()) at = weights.writeFloatLE(weight, at);
  return { terms: [...vector.keys()].join(" "), weights };
}

export function unpackVector({ terms, weights }: { terms: string; weights: Uint8Array }): Vector {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  return new Map(splitTerms(terms).map((term, i) => [term, view.getFloat32(i * FLOAT_BYTES, true)]));
}

const FLOAT_BYTES = 4;
