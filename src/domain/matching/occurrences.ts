/** Places of a word or phrase over all texts of an index, and the places where one follows another. */
import type { Form, PaperIndex } from "./index-papers.ts";

/** Tokens `[starts[i], ends[i])` in the index's positions; starts rise, no place stands twice. */
export interface Occurrences {
  starts: Int32Array;
  /** null where each is one token long, as those of most words. */
  ends: Int32Array | null;
  /** The longest of them, in tokens. */
  longest: number;
}

export const NOWHERE: Occurrences = { starts: new Int32Array(), ends: null, longest: 1 };

export function findEnd({ starts, ends }: Occurrences, i: number): number {
  return ends === null ? (starts[i] as number) + 1 : (ends[i] as number);
}

/** Where any of the forms stands. Each place has one form, so none comes twice. */
export function mergeForms(index: PaperIndex, forms: readonly Form[]): Occurrences {
  const [only] = forms;
  if (only === undefined) return NOWHERE;
  const packed = forms.length === 1 ? index.places.slice(only.from, only.to) : gatherPlaces(index, forms);
  const longest = measureLongest(packed);
  const ends = longest === 1 ? null : listEnds(packed);
  keepStarts(packed);
  return { starts: packed, ends, longest };
}

// The loops stand apart: together in one function V8 compiled one while it ran and fell back at its end, at every call.

function gatherPlaces({ places }: PaperIndex, forms: readonly Form[]): Int32Array {
  const packed = new Int32Array(forms.reduce((sum, { from, to }) => sum + to - from, 0));
  let end = 0;
  for (const { from, to } of forms) {
    packed.set(places.subarray(from, to), end);
    end += to - from;
  }
  return packed.sort();
}

function measureLongest(packed: Int32Array): number {
  let longest = 1;
  for (let i = 0; i < packed.length; i += 1) longest = Math.max(longest, (packed[i] as number) & 15);
  return longest;
}

function listEnds(packed: Int32Array): Int32Array {
  return packed.map((place) => (place >>> 4) + (place & 15));
}

function keepStarts(packed: Int32Array): void {
  for (let i = 0; i < packed.length; i += 1) packed[i] = (packed[i] as number) >>> 4;
}

/**
 * Where all stand side by side, in order. Grows from the one with the fewest places to both sides, so that a rare word
 * beside common ones costs a few searches for each of its own places.
 */
export function joinAdjacent(lists: readonly Occurrences[]): Occurrences {
  let rarest = 0;
  lists.forEach(({ starts }, i) => {
    if (starts.length < (lists[rarest] as Occurrences).starts.length) rarest = i;
  });
  let chains = lists[rarest] ?? NOWHERE;
  for (let i = rarest + 1; i < lists.length && chains.starts.length > 0; i += 1) {
    chains = extendRight(chains, lists[i] as Occurrences);
  }
  for (let i = rarest - 1; i >= 0 && chains.starts.length > 0; i -= 1) {
    chains = extendLeft(chains, lists[i] as Occurrences);
  }
  return chains;
}

/** In either; what stands in both comes once. */
export function uniteOccurrences(a: Occurrences, b: Occurrences): Occurrences {
  if (a.starts.length === 0) return b;
  if (b.starts.length === 0) return a;
  const places: number[] = [];
  for (const each of [a, b]) {
    for (let i = 0; i < each.starts.length; i += 1) places.push(packChain(each.starts[i] as number, findEnd(each, i)));
  }
  return sortChains(places);
}

/** Offset of the first occurrence that begins at or after a position. */
export function findStart(starts: Int32Array, position: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function extendRight(chains: Occurrences, next: Occurrences): Occurrences {
  const longer: number[] = [];
  for (let i = 0; i < chains.starts.length; i += 1) {
    const end = findEnd(chains, i);
    for (let j = findStart(next.starts, end); next.starts[j] === end; j += 1) {
      longer.push(packChain(chains.starts[i] as number, findEnd(next, j)));
    }
  }
  return sortChains(longer);
}

function extendLeft(chains: Occurrences, before: Occurrences): Occurrences {
  const longer: number[] = [];
  for (let i = 0; i < chains.starts.length; i += 1) {
    const start = chains.starts[i] as number;
    for (let j = findStart(before.starts, start - before.longest); (before.starts[j] ?? start) < start; j += 1) {
      if (findEnd(before, j) === start) longer.push(packChain(before.starts[j] as number, findEnd(chains, i)));
    }
  }
  return sortChains(longer);
}

/** Chains are longer than the 15 tokens of a form: a topic's 1,000 characters hold 500 words of 15 tokens at most. */
const LONGEST_CHAIN = 2 ** 14;

function packChain(start: number, end: number): number {
  return start * LONGEST_CHAIN + end - start;
}

function sortChains(packed: number[]): Occurrences {
  if (packed.length === 0) return NOWHERE;
  const sorted = Float64Array.from(packed).sort();
  const starts = new Int32Array(sorted.length);
  const ends = new Int32Array(sorted.length);
  let count = 0;
  let longest = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    const chain = sorted[i] as number;
    if (i > 0 && chain === sorted[i - 1]) continue;
    const length = chain % LONGEST_CHAIN;
    starts[count] = (chain - length) / LONGEST_CHAIN;
    ends[count] = (starts[count] as number) + length;
    if (length > longest) longest = length;
    count += 1;
  }
  return { starts: starts.subarray(0, count), ends: ends.subarray(0, count), longest };
}
