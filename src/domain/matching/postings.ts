/** Which papers hold a word and how often, as rows of shared arrays: what scoring reads, and what bitsets are made of. */
import { addBit, type Bitset } from "./bitset.ts";
import type { Form, PaperIndex } from "./index-papers.ts";

/**
 * Rows of ROW numbers, which stand together because most words have one row or a few: a paper, and how many times it holds
 * the word in the title and in the abstract. The first begins at `from`, the last ends at `to`; papers rise.
 */
export interface Postings {
  cells: Int32Array;
  from: number;
  to: number;
}

export const ROW = 3;
export const NO_POSTINGS: Postings = { cells: new Int32Array(), from: 0, to: 0 };

export function countRows({ from, to }: Postings): number {
  return (to - from) / ROW;
}

/** The form's number and the packed place (see Form) of everything that stands in the texts, in their order. */
export interface Stream {
  forms: number[];
  places: number[];
}

/** Sorts the places by form, and counts them by paper; forms of a paper's text follow each other in the stream. */
export function fillForms(index: PaperIndex, { forms, places }: Stream): void {
  const sizes = new Int32Array(index.forms.length);
  for (const form of forms) sizes[form] = (sizes[form] as number) + 1;
  let end = 0;
  index.forms.forEach((form, number) => {
    form.from = end;
    form.to = end;
    end += sizes[number] as number;
  });
  index.places = new Int32Array(end);
  forms.forEach((number, i) => {
    const form = index.forms[number] as Form;
    index.places[form.to] = places[i] as number;
    form.to += 1;
  });
  index.cells = new Int32Array(end * ROW);
  let to = 0;
  for (const form of index.forms) {
    form.first = to;
    to = countPlaces(index, index.places, form.from, form.to, 4, index.cells, to);
    form.last = to;
  }
}

/** Writes a row from `at` on for each paper that holds one of the places `[from, to)`, which rise; gives the end. */
function countPlaces(
  index: PaperIndex,
  places: Int32Array,
  from: number,
  to: number,
  /** Makes a place a position. */
  shift: number,
  cells: Int32Array,
  at: number,
): number {
  let before = -1;
  let end = at;
  for (let i = from; i < to; i += 1) {
    const field = index.fieldOf[(places[i] as number) >>> shift] as number;
    const paper = field >>> 1;
    if (paper !== before) {
      cells[end] = paper;
      end += ROW;
      before = paper;
    }
    const count = end - 2 + (field & 1);
    cells[count] = (cells[count] as number) + 1;
  }
  return end;
}

/** Cells for rows that are made while topics are asked: an array of its own for each would cost more than to fill it. */
export class RowStore {
  cells = new Int32Array();
  #end = 0;

  /** Where room for so many cells begins in `cells`; all are 0. */
  take(size: number): number {
    if (this.#end + size > this.cells.length) {
      this.cells = new Int32Array(Math.max(size, Math.min(this.cells.length * 2 + 64, LARGEST_STORE)));
      this.#end = 0;
    }
    const from = this.#end;
    this.#end += size;
    return from;
  }

  /** Gives back what was taken last, from `end` on: it must not have been written. */
  keep(from: number, end: number): Postings {
    this.#end = end;
    return from === end ? NO_POSTINGS : { cells: this.cells, from, to: end };
  }
}

/** A store is freed when no term holds rows of it any more. */
const LARGEST_STORE = 16 * 1_024;

/** Of tokens in rising order, as those of a phrase. */
export function countStarts(index: PaperIndex, starts: Int32Array): Postings {
  const { store } = index;
  const from = store.take(starts.length * ROW);
  return store.keep(from, countPlaces(index, starts, 0, starts.length, 0, store.cells, from));
}

/** Of all the forms together: the index's own rows where there is one. */
export function uniteForms(index: PaperIndex, forms: readonly Form[]): Postings {
  const { cells, sums, store } = index;
  const [only] = forms;
  if (only === undefined) return NO_POSTINGS;
  if (forms.length === 1) return { cells, from: only.first, to: only.last };
  let most = 0;
  for (let i = 0; i < forms.length; i += 1) {
    const { first, last } = forms[i] as Form;
    most += last - first;
    for (let at = first; at < last; at += ROW) {
      const paper = cells[at] as number;
      addBit(sums.held, paper);
      sums.titles[paper] = (sums.titles[paper] as number) + (cells[at + 1] as number);
      sums.abstracts[paper] = (sums.abstracts[paper] as number) + (cells[at + 2] as number);
    }
  }
  const from = store.take(most);
  return store.keep(from, takeSums(sums, store.cells, from));
}

/** Numbers for each paper to add up in; all 0 between uses. */
export interface Sums {
  held: Bitset;
  titles: Int32Array;
  abstracts: Int32Array;
}

function takeSums({ held, titles, abstracts }: Sums, cells: Int32Array, from: number): number {
  let to = from;
  for (let i = 0; i < held.length; i += 1) {
    for (let left = held[i] as number; left !== 0; left &= left - 1) {
      const paper = i * 32 + 31 - Math.clz32(left & -left);
      cells[to] = paper;
      cells[to + 1] = titles[paper] as number;
      cells[to + 2] = abstracts[paper] as number;
      titles[paper] = 0;
      abstracts[paper] = 0;
      to += ROW;
    }
    held[i] = 0;
  }
  return to;
}

/** The rows with a count in one field, and nothing of the other. */
export function keepField({ store }: PaperIndex, { cells, from, to }: Postings, field: "ti" | "abs"): Postings {
  const column = field === "ti" ? 1 : 2;
  const start = store.take(to - from);
  let end = start;
  for (let at = from; at < to; at += ROW) {
    if (cells[at + column] === 0) continue;
    store.cells[end] = cells[at] as number;
    store.cells[end + column] = cells[at + column] as number;
    end += ROW;
  }
  return store.keep(start, end);
}

/** Adds the papers to a set. */
export function addPapers({ cells, from, to }: Postings, bits: Bitset): Bitset {
  for (let at = from; at < to; at += ROW) addBit(bits, cells[at] as number);
  return bits;
}
