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

/** Memory must not grow with the number of topics: a million of them name more terms than a day needs to keep. */
const KEPT = 64 * 1_024;

/** Open addressing: a slot holds an entry's number and one, and 0 where it is free. Half of the slots stay free. */
class Generation {
  readonly texts: string[] = [];
  readonly terms: Term[] = [];
  #hashes = new Int32Array(32);
  #slots = new Int32Array(64);

  get size(): number {
    return this.terms.length;
  }

  /** The number of the entry of `text.slice(from, to)`, or -1. */
  find(text: string, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] as number) - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] !== hash) continue;
      const known = this.texts[entry] as string;
      if (known.length === to - from && text.startsWith(known, from)) return entry;
    }
  }

  add(text: string, hash: number, term: Term): void {
    const entry = this.size;
    if (entry === this.#hashes.length) this.#grow();
    this.#hashes[entry] = hash;
    this.texts.push(text);
    this.terms.push(term);
    this.#place(entry);
  }

  clear(): void {
    this.#slots.fill(0);
    this.texts.length = 0;
    this.terms.length = 0;
  }

  #grow(): void {
    const hashes = new Int32Array(this.size * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(this.size * 4);
    for (let entry = 0; entry < this.size; entry += 1) this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes[entry] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15);

/** Two generations: what was not asked while as many others came is forgotten, what was asked stays. */
export class TermTable {
  #young = new Generation();
  #old = new Generation();

  /** The term of `text.slice(from, to)`, whose hash it is. */
  find(text: string, from: number, to: number, hash: number): Term | undefined {
    const young = this.#young.find(text, from, to, hash);
    if (young >= 0) return this.#young.terms[young];
    const old = this.#old.size === 0 ? -1 : this.#old.find(text, from, to, hash);
    if (old < 0) return undefined;
    const term = this.#old.terms[old] as Term;
    this.add(this.#old.texts[old] as string, hash, term);
    return term;
  }

  /** The text must not be there yet. */
  add(text: string, hash: number, term: Term): void {
    if (this.#young.size === KEPT) {
      [this.#old, this.#young] = [this.#young, this.#old];
      this.#young.clear();
    }
    this.#young.add(text, hash, term);
  }
}
