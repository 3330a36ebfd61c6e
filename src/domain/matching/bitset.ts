/** Sets of paper positions as bits: position p is bit p % 32 of word p / 32. */

/** Signed words: what JavaScript's bit operations give, without a conversion. */
export type Bitset = Int32Array;

export function makeBitset(size: number): Bitset {
  return new Int32Array(Math.ceil(size / 32));
}

const POOLED = 256;

/** Gives empty sets cut from larger pieces of memory: single ones cost more to make and to free than to fill. */
export function createBitsetPool(size: number): () => Bitset {
  const words = Math.ceil(size / 32);
  let piece = new Int32Array();
  let at = 0;
  return () => {
    if (at === piece.length) {
      piece = new Int32Array(words * POOLED);
      at = 0;
    }
    at += words;
    return piece.subarray(at - words, at);
  };
}

/** Every position below `size`. */
export function makeFullBitset(size: number): Bitset {
  const bits = makeBitset(size).fill(-1);
  if (size % 32 !== 0) bits[bits.length - 1] = 2 ** (size % 32) - 1;
  return bits;
}

export function addBit(bits: Bitset, position: number): void {
  const word = position >>> 5;
  bits[word] = (bits[word] as number) | (1 << (position & 31));
}

export function hasBit(bits: Bitset, position: number): boolean {
  return (((bits[position >>> 5] as number) >>> (position & 31)) & 1) === 1;
}

/** A new set: in both. */
export function intersect(a: Bitset, b: Bitset): Bitset {
  const both = new Int32Array(a.length);
  for (let i = 0; i < a.length; i += 1) both[i] = (a[i] as number) & (b[i] as number);
  return both;
}

/** A new set: in either. */
export function unite(a: Bitset, b: Bitset): Bitset {
  const either = new Int32Array(a.length);
  for (let i = 0; i < a.length; i += 1) either[i] = (a[i] as number) | (b[i] as number);
  return either;
}

/** A new set: in `a`, not in `b`. */
export function subtract(a: Bitset, b: Bitset): Bitset {
  const rest = new Int32Array(a.length);
  for (let i = 0; i < a.length; i += 1) rest[i] = (a[i] as number) & ~(b[i] as number);
  return rest;
}

export function isEmpty(bits: Bitset): boolean {
  for (let i = 0; i < bits.length; i += 1) if (bits[i] !== 0) return false;
  return true;
}

export function countBits(bits: Bitset): number {
  let count = 0;
  for (let i = 0; i < bits.length; i += 1) {
    for (let word = bits[i] as number; word !== 0; word &= word - 1) count += 1;
  }
  return count;
}

/** Positions in rising order. */
export function listBits(bits: Bitset): number[] {
  const positions: number[] = [];
  for (let i = 0; i < bits.length; i += 1) {
    for (let word = bits[i] as number; word !== 0; word &= word - 1) {
      positions.push(i * 32 + 31 - Math.clz32(word & -word));
    }
  }
  return positions;
}
