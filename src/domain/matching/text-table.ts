/** Numbers texts as they come, and finds them by a stretch of a longer text: no piece of it is cut out to look it up. */

/** FNV's, on UTF-16 units; start with SEED. */
export const SEED = 0x811c9dc5 | 0;
export const addToHash = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

export function hashText(text: string): number {
  return hashStretch(text, 0, text.length);
}

export function hashStretch(text: string, from: number, to: number): number {
  let hash = SEED;
  for (let i = from; i < to; i += 1) hash = addToHash(hash, text.charCodeAt(i));
  return hash;
}

/** Open addressing: a slot holds a text's number and one, and 0 where it is free. Half of the slots stay free. */
export class TextTable {
  readonly texts: string[] = [];
  #hashes = new Int32Array(32);
  #slots = new Int32Array(64);

  get size(): number {
    return this.texts.length;
  }

  /** The number of `text.slice(from, to)`, whose hash it is; or -1. */
  find(text: string, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return -1;
      if (this.#hashes[number] !== hash) continue;
      const known = this.texts[number] as string;
      if (known.length === to - from && text.startsWith(known, from)) return number;
    }
  }

  /** Gives its number. The text must not be there yet. */
  add(text: string, hash: number): number {
    const number = this.size;
    if (number === this.#hashes.length) this.#grow();
    this.#hashes[number] = hash;
    this.texts.push(text);
    this.#place(number);
    return number;
  }

  clear(): void {
    this.#slots.fill(0);
    this.texts.length = 0;
  }

  #grow(): void {
    const hashes = new Int32Array(this.size * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(this.size * 4);
    for (let number = 0; number < this.size; number += 1) this.#place(number);
  }

  #place(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes[number] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15);
