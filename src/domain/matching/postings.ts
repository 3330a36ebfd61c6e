/** Which papers hold a word and how often, as rows of shared arrays: what scoring reads, and what bitsets are made of. */
import { addBit, type Bitset } from "./bitset.ts";
import type { Form, PaperIndex } from "./index-papers.ts";

/** Row `i`, for `from <= i < to`: paper `papers[i]`, rising, holds it so many times in the title and in the abstract. */
export interface Postings {
  papers: Int32Array;
  titles: Int32Array;
  abstracts: Int32Array;
  from: number;
  to: number;
}

const EMPTY = new Int32Array();
export const NO_POSTINGS: Postings = { papers: EMPTY, titles: EMPTY, abstracts: EMPTY, from: 0, to: 0 };

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
  index.postings = { ...makePostings(end), to: 0 };
  for (const form of index.forms) {
    form.first = index.postings.to;
    countPlaces(index, index.places, form.from, form.to, 4, index.postings);
    form.last = index.postings.to;
  }
}

function makePostings(size: number): Postings {
  return {
    papers: new Int32Array(size),
    titles: new Int32Array(size),
    abstracts: new Int32Array(size),
    from: 0,
    to: size,
  };
}

/** Appends a row for each paper that holds one of the places `[from, to)`, which rise; a place is shifted to a position. */
function countPlaces(index: PaperIndex, places: Int32Array, from: number, to: number, shift: number, rows: Postings) {
  let before = -1;
  for (let i = from; i < to; i += 1) {
    const field = index.fieldOf[(places[i] as number) >>> shift] as number;
    const paper = field >>> 1;
    if (paper !== before) {
      rows.papers[rows.to] = paper;
      rows.to += 1;
      before = paper;
    }
    const counts = (field & 1) === 0 ? rows.titles : rows.abstracts;
    counts[rows.to - 1] = (counts[rows.to - 1] as number) + 1;
  }
}

/** Of tokens in rising order, as those of a phrase. */
export function countStarts(index: PaperIndex, starts: Int32Array): Postings {
  if (starts.length === 0) return NO_POSTINGS;
  const rows = { ...makePostings(starts.length), to: 0 };
  countPlaces(index, starts, 0, starts.length, 0, rows);
  return rows;
}

/** Of all the forms together: the index's own rows where there is one. */
export function uniteForms(index: PaperIndex, forms: readonly Form[]): Postings {
  const { papers, titles, abstracts } = index.postings;
  const [only] = forms;
  if (only === undefined) return NO_POSTINGS;
  if (forms.length === 1) return { papers, titles, abstracts, from: only.first, to: only.last };
  const sums = index.sums;
  for (const { first, last } of forms) {
    for (let i = first; i < last; i += 1) {
      const paper = papers[i] as number;
      addBit(sums.held, paper);
      sums.titles[paper] = (sums.titles[paper] as number) + (titles[i] as number);
      sums.abstracts[paper] = (sums.abstracts[paper] as number) + (abstracts[i] as number);
    }
  }
  return takeSums(sums);
}

/** Numbers for each paper to add up in; all 0 between uses. */
export interface Sums {
  held: Bitset;
  titles: Int32Array;
  abstracts: Int32Array;
}

function takeSums({ held, titles, abstracts }: Sums): Postings {
  let size = 0;
  for (const word of held) for (let left = word; left !== 0; left &= left - 1) size += 1;
  const rows = makePostings(size);
  let row = 0;
  for (let i = 0; i < held.length; i += 1) {
    for (let left = held[i] as number; left !== 0; left &= left - 1) {
      const paper = i * 32 + 31 - Math.clz32(left & -left);
      rows.papers[row] = paper;
      rows.titles[row] = titles[paper] as number;
      rows.abstracts[row] = abstracts[paper] as number;
      titles[paper] = 0;
      abstracts[paper] = 0;
      row += 1;
    }
    held[i] = 0;
  }
  return rows;
}

/** The rows with a count in one field, and nothing of the other. */
export function keepField(rows: Postings, field: "ti" | "abs"): Postings {
  const counts = field === "ti" ? rows.titles : rows.abstracts;
  let size = 0;
  for (let i = rows.from; i < rows.to; i += 1) if (counts[i] !== 0) size += 1;
  if (size === 0) return NO_POSTINGS;
  const kept = makePostings(size);
  const own = field === "ti" ? kept.titles : kept.abstracts;
  let row = 0;
  for (let i = rows.from; i < rows.to; i += 1) {
    if (counts[i] === 0) continue;
    kept.papers[row] = rows.papers[i] as number;
    own[row] = counts[i] as number;
    row += 1;
  }
  return kept;
}

/** Adds the papers to a set. */
export function addPapers({ papers, from, to }: Postings, bits: Bitset): Bitset {
  for (let i = from; i < to; i += 1) addBit(bits, papers[i] as number);
  return bits;
}
