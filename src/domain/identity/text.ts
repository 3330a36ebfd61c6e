/** How alike two abstracts are: Jaccard over word 5-grams, and a small sketch to find candidates for it. */

const SHINGLE_WORDS = 5;
const SKETCH_BINS = 32;
const EMPTY_BIN = 0xffffffff;

/** Hashes (32 bit) of all runs of five words, letters and digits only; of all its words where there are fewer. */
export const shinglesOf = (text: string): Set<number> => new Set(listShingles(text));

/** The same in the order of the text, with repeats: half the cost where no set is needed. */
export function listShingles(text: string): number[] {
  const hashes = hashWords(text.toLowerCase());
  const size = Math.min(SHINGLE_WORDS, hashes.length);
  const shingles: number[] = [];
  if (size === 0) return shingles;
  for (let start = 0; start + size <= hashes.length; start++) {
    let hash = 0;
    for (let i = start; i < start + size; i++) hash = Math.imul(hash ^ (hashes[i] as number), 0x9e3779b1) + 0x7f4a7c15;
    shingles.push(mix(hash));
  }
  return shingles;
}

export function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const hash of small) if (large.has(hash)) both++;
  return both / (a.size + b.size - both);
}

/**
 * One-permutation MinHash (Li, Owen, Zhang 2012): the least hash of each of 32 bins.
 * Two texts agree in a bin with about their Jaccard's probability.
 */
export function sketchOf(shingles: Iterable<number>): Uint32Array {
  const sketch = new Uint32Array(SKETCH_BINS).fill(EMPTY_BIN);
  for (const hash of shingles) {
    const bin = hash & (SKETCH_BINS - 1);
    if (hash < (sketch[bin] as number)) sketch[bin] = hash;
  }
  return sketch;
}

/** Bins in which two sketches agree, empty ones left out. */
export function agreeingBins(a: Uint32Array, b: Uint32Array): number {
  let agree = 0;
  for (let bin = 0; bin < SKETCH_BINS; bin++) if (a[bin] === b[bin] && a[bin] !== EMPTY_BIN) agree++;
  return agree;
}

/** A sketch as base64 text for a column, and back. */
export const encodeSketch = (sketch: Uint32Array): string =>
  Buffer.from(sketch.buffer, sketch.byteOffset, sketch.byteLength).toString("base64");

export function decodeSketch(text: string): Uint32Array {
  const bytes = Buffer.from(text, "base64");
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const ASCII_ONLY = /^[\0-\x7f]*$/;

/** FNV-1a over the UTF-16 units of each word. Text in ASCII, which nearly all abstracts are, takes a third of the time. */
function hashWords(text: string): number[] {
  if (!ASCII_ONLY.test(text)) return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map(hashWord);
  const hashes: number[] = [];
  let hash = FNV_BASIS;
  let inWord = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const belongs = (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);
    if (belongs) hash = Math.imul(hash ^ unit, FNV_PRIME);
    else if (inWord) {
      hashes.push(hash);
      hash = FNV_BASIS;
    }
    inWord = belongs;
  }
  if (inWord) hashes.push(hash);
  return hashes;
}

function hashWord(word: string): number {
  let hash = FNV_BASIS;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), FNV_PRIME);
  return hash;
}

/** The last step of MurmurHash3: spreads what the rolling sum left clustered. Result is unsigned. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
