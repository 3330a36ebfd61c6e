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

/** Open addressing: a slot is a hash and a text's number and one, or 0 where it is free. Half of the slots stay free. */
export class TextTable {
  readonly texts: string[] = [];
  #slots = new Int32Array(128);

  get size(): number {
    return this.texts.length;
  }

  /** The number of `text.slice(from, to)`, whose hash it is; or -1. */
  find(text: string, from: number, to: number, hash: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    for (let slot = spread(hash) & last; ; slot = (slot + 2) & last) {
      const number = (slots[slot + 1] as number) - 1;
      if (number < 0) return -1;
      if (slots[slot] === hash && isStretch(this.texts[number] as string, text, from, to)) return number;
    }
  }

  /** Gives its number. The text must not be there yet. */
  add(text: string, hash: number): number {
    const number = this.size;
    if (number * 4 === this.#slots.length) this.#grow();
    this.texts.push(text);
    place(this.#slots, hash, number + 1);
    return number;
  }

  clear(): void {
    this.#slots.fill(0);
    this.texts.length = 0;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (let slot = 0; slot < before.length; slot += 2) {
      if (before[slot + 1] !== 0) place(this.#slots, before[slot] as number, before[slot + 1] as number);
    }
  }
}

function place(slots: Int32Array, hash: number, entry: number): void {
  const last = slots.length - 2;
  let slot = spread(hash) & last;
  while (slots[slot + 1] !== 0) slot = (slot + 2) & last;
  slots[slot] = hash;
  slots[slot + 1] = entry;
}

/** Letter by letter: a call of startsWith takes longer than the few letters of a word. */
function isStretch(known: string, text: string, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i += 1) if (known.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
  return true;
}

const spread = (hash: number): number => hash ^ (hash >>> 15);
