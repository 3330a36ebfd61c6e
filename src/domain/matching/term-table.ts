/** Keeps terms by their text, found by a stretch of a longer text: no piece of it is cut out to look it up. */
import type { Term } from "./terms.ts";

/** FNV's, on UTF-16 units; start with SEED. */
export const SEED = 0x811c9dc5 | 0;
export const addToHash = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

export function hashText(text: string): number {
  let hash = SEED;
  for (let i = 0; i < text.length; i += 1) hash = addToHash(hash, text.charCodeAt(i));
  return hash;
}

/** Open addressing: a slot holds an entry's number and one, and 0 where it is free. Half of the slots stay free. */
export class TermTable {
  #slots = new Int32Array(64);
  #hashes: number[] = [];
  #texts: string[] = [];
  #terms: Term[] = [];

  get size(): number {
    return this.#terms.length;
  }

  /** The term of `text.slice(from, to)`, whose hash it is. */
  find(text: string, from: number, to: number, hash: number): Term | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] as number) - 1;
      if (entry < 0) return undefined;
      if (this.#hashes[entry] !== hash) continue;
      const known = this.#texts[entry] as string;
      if (known.length === to - from && text.startsWith(known, from)) return this.#terms[entry];
    }
  }

  /** The text must not be there yet. */
  add(text: string, hash: number, term: Term): void {
    this.#hashes.push(hash);
    this.#texts.push(text);
    this.#terms.push(term);
    const full = this.size * 2 > this.#slots.length;
    if (full) this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = full ? 0 : this.size - 1; entry < this.size; entry += 1) this.#place(entry);
  }

  clear(): void {
    this.#slots.fill(0);
    this.#hashes = [];
    this.#texts = [];
    this.#terms = [];
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes[entry] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15);
