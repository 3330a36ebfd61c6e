/** Lists a topic's papers: from the rows of its terms where it is that plain, as most are, else from bitsets. */
import { type Bitset, hasBit } from "./bitset.ts";
import type { PaperIndex } from "./index-papers.ts";
import { evaluateStep } from "./match.ts";
import { countRows, type Postings, ROW } from "./postings.ts";
import type { Group, Step } from "./steps.ts";
import { findTermHits, findTermRows, type Term } from "./terms.ts";

/** The first `count` positions, rising. */
export interface Hits {
  positions: Int32Array;
  count: number;
  /** The same as bits, if evaluating gave them. */
  bits: Bitset | null;
  /** Where the positions are one term's: its rows. */
  rows: Postings | null;
}

/** Writes the step's papers into `hits`. */
export function collectHits(index: PaperIndex, step: Step, hits: Hits): void {
  hits.count = 0;
  if (step.estimate === 0) return;
  const rows = step.kind === "term" ? findTermRows(index, step) : null;
  if (rows !== null) listRows(rows, hits);
  else if (step.kind !== "and" || !narrow(index, step, hits)) listSet(evaluateStep(index, step), hits);
}

function listRows(rows: Postings, hits: Hits): void {
  const { cells, from, to } = rows;
  let count = 0;
  for (let at = from; at < to; at += ROW) hits.positions[count++] = cells[at] as number;
  hits.count = count;
  hits.bits = null;
  hits.rows = rows;
}

function listSet(bits: Bitset, hits: Hits): void {
  const { positions } = hits;
  let count = 0;
  for (let i = 0; i < bits.length; i += 1) {
    if (bits[i] === -1) {
      for (let bit = 0; bit < 32; bit += 1) positions[count + bit] = i * 32 + bit;
      count += 32;
      continue;
    }
    for (let word = bits[i] as number; word !== 0; word &= word - 1) {
      positions[count] = i * 32 + 31 - Math.clz32(word & -word);
      count += 1;
    }
  }
  hits.count = count;
  hits.bits = bits;
  hits.rows = null;
}

/** Begins with the rarest term's papers and drops what other terms exclude; false where a part is more than a term. */
function narrow(index: PaperIndex, { parts }: Group, hits: Hits): boolean {
  const first = parts[0] as Step;
  const rows = first.kind === "term" ? findTermRows(index, first) : null;
  if (rows === null) return false;
  listRows(rows, hits);
  hits.rows = null;
  for (let i = 1; i < parts.length && hits.count > 0; i += 1) {
    const part = parts[i] as Step;
    const term = part.kind === "not" ? part.part : part;
    if (term.kind !== "term") return false;
    if (!keep(index, term, part.kind !== "not", hits)) return false;
  }
  return true;
}

/** Rows as few as these are compared one by one; longer ones are worth a bitset, which is kept. */
const FEW = 48;

/** Keeps the papers that the term holds, or the others; false for distances. */
function keep(index: PaperIndex, term: Term, held: boolean, hits: Hits): boolean {
  const rows = findTermRows(index, term);
  if (rows === null && term.hits === null) return false;
  const { positions } = hits;
  let kept = 0;
  if (rows !== null && countRows(rows) <= FEW) {
    const { cells, to } = rows;
    let row = rows.from;
    for (let i = 0; i < hits.count; i += 1) {
      const paper = positions[i] as number;
      while (row < to && (cells[row] as number) < paper) row += ROW;
      if ((row < to && cells[row] === paper) === held) positions[kept++] = paper;
    }
  } else {
    const bits = findTermHits(index, term, index.all);
    for (let i = 0; i < hits.count; i += 1) {
      const paper = positions[i] as number;
      if (hasBit(bits, paper) === held) positions[kept++] = paper;
    }
  }
  hits.count = kept;
  return true;
}
