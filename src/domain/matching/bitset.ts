/** Sets of paper positions as bits: position p is bit p % 32 of word p / 32. */

export type Bitset = Uint32Array;

export function makeBitset(size: number): Bitset {
  return new Uint32Array(Math.ceil(size / 32));
}

/** Every position below `size`. */
export function makeFullBitset(size: number): Bitset {
  const bits = makeBitset(size).fill(0xffffffff);
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
  const both = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i += 1) both[i] = (a[i] as number) & (b[i] as number);
  return both;
}

/** A new set: in either. */
export function unite(a: Bitset, b: Bitset): Bitset {
  const either = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i += 1) either[i] = (a[i] as number) | (b[i] as number);
  return either;
}

/** A new set: in `a`, not in `b`. */
export function subtract(a: Bitset, b: Bitset): Bitset {
  const rest = new Uint32Array(a.length);
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
