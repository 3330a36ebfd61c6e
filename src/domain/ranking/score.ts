/** Scores how much a paper is about a topic: the sum of what its terms weigh there. */
import { addBit, type Bitset, makeBitset } from "../matching/bitset.ts";
import type { Hits } from "../matching/collect.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import { planTopic } from "../matching/plan.ts";
import { type Postings, ROW } from "../matching/postings.ts";
import { findTermRows, type Term } from "../matching/terms.ts";
import type { Node } from "../topic/language.ts";
import { findPresence, findTable, measureRarity, weighRow, weighWindows } from "./weights.ts";

/** Topics that match over a fifth of the day are scored by presence alone, without counting places. */
const BROAD_SHARE = 0.2;
/** Below this many papers counting costs nothing. */
const BROAD_LEAST = 50;

export function isBroad({ papers }: PaperIndex, hits: number): boolean {
  return hits > BROAD_LEAST && hits > papers.length * BROAD_SHARE;
}

/** One score per hit, 0 or more, comparable within one topic and index only. `hits` are positions, in rising order. */
export function scoreHits(index: PaperIndex, ast: Node, hits: ArrayLike<number>): Float64Array {
  const positions = Int32Array.from(hits);
  const scores = new Float64Array(positions.length);
  addScores(
    index,
    planTopic(index, ast).scored,
    { positions, count: positions.length, bits: null, rows: null },
    scores,
  );
  return scores;
}

/** Adds each term's weights, in order, to the scores of the hits. */
export function addScores(index: PaperIndex, scored: readonly Term[], hits: Hits, scores: Float64Array): void {
  if (isBroad(index, hits.count)) addPresence(index, scored, hits, scores);
  else addCounted(index, scored, hits, scores);
}

function addCounted(index: PaperIndex, scored: readonly Term[], hits: Hits, scores: Float64Array): void {
  for (let k = 0; k < scored.length; k += 1) {
    const term = scored[k] as Term;
    const rows = findTermRows(index, term);
    if (term.given !== null) addTable(term.given, hits, scores);
    else if (rows === null) {
      const { papers, values } = weighWindows(index, term, findBits(index, hits));
      addList(papers, values, hits, scores);
    } else if (rows === hits.rows) {
      const rarity = measureRarity(index, term);
      for (let i = 0; i < hits.count; i += 1) {
        scores[i] = (scores[i] as number) + weighRow(rarity, rows, rows.from + i * ROW);
      }
    } else {
      const table = findTable(index, term, rows);
      if (table === null) addRows(rows, measureRarity(index, term), hits, scores);
      else addTable(table, hits, scores);
    }
  }
}

function findBits(index: PaperIndex, hits: Hits): Bitset {
  if (hits.bits === null) {
    hits.bits = makeBitset(index.papers.length);
    for (let i = 0; i < hits.count; i += 1) addBit(hits.bits, hits.positions[i] as number);
  }
  return hits.bits;
}

function addRows(rows: Postings, rarity: number, { positions, count }: Hits, scores: Float64Array): void {
  const { cells, to } = rows;
  let row = rows.from;
  for (let i = 0; i < count; i += 1) {
    const paper = positions[i] as number;
    while (row < to && (cells[row] as number) < paper) row += ROW;
    if (row === to) return;
    if (cells[row] === paper) scores[i] = (scores[i] as number) + weighRow(rarity, rows, row);
  }
}

function addPresence(index: PaperIndex, scored: readonly Term[], hits: Hits, scores: Float64Array): void {
  let tables: Float64Array[] = [];
  for (const term of scored) {
    const weights = findPresence(index, term);
    if (weights.table !== null) tables.push(weights.table);
    if (weights.table === null || tables.length === TABLES) {
      addTables(tables, hits, scores);
      tables = [];
    }
    if (weights.table === null) addList(weights.papers, weights.values, hits, scores);
  }
  addTables(tables, hits, scores);
}

/** Tables read in one round: a third of the time of reading them one by one. */
const TABLES = 4;

function addTables(tables: Float64Array[], hits: Hits, scores: Float64Array): void {
  if (tables.length < TABLES) {
    for (const table of tables) addTable(table, hits, scores);
    return;
  }
  const { positions, count } = hits;
  const [a, b, c, d] = tables as [Float64Array, Float64Array, Float64Array, Float64Array];
  const all = count === a.length;
  for (let i = 0; i < count; i += 1) {
    const p = all ? i : (positions[i] as number);
    scores[i] = (scores[i] as number) + (a[p] as number) + (b[p] as number) + (c[p] as number) + (d[p] as number);
  }
}

function addTable(table: Float64Array, { positions, count }: Hits, scores: Float64Array): void {
  for (let i = 0; i < count; i += 1) scores[i] = (scores[i] as number) + (table[positions[i] as number] as number);
}

function addList(papers: number[], values: number[], { positions, count }: Hits, scores: Float64Array): void {
  let i = 0;
  for (let j = 0; j < papers.length; j += 1) {
    const paper = papers[j] as number;
    while (i < count && (positions[i] as number) < paper) i += 1;
    if (i === count) return;
    if (positions[i] === paper) scores[i] = (scores[i] as number) + (values[j] as number);
  }
}
