/** Scores how much a paper is about a topic: the sum of what its terms weigh there. */
import { addBit, type Bitset, makeBitset } from "../matching/bitset.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import { planTopic } from "../matching/plan.ts";
import type { Term } from "../matching/terms.ts";
import type { Node } from "../topic/language.ts";
import { findWeights } from "./weights.ts";

/** Topics that match over a fifth of the day are scored by presence alone, without counting places. */
const BROAD_SHARE = 0.2;
/** Below this many papers counting costs nothing. */
const BROAD_LEAST = 50;

/** One score per hit, 0 or more, comparable within one topic and index only. `hits` are positions, in rising order. */
export function scoreHits(index: PaperIndex, ast: Node, hits: ArrayLike<number>): Float64Array {
  const positions = Int32Array.from(hits);
  const bits = makeBitset(index.papers.length);
  for (const position of positions) addBit(bits, position);
  const scores = new Float64Array(positions.length);
  addScores(index, planTopic(index, ast).scored, { positions, bits, count: positions.length }, scores);
  return scores;
}

/** The first `count` of `positions`, rising, and the same as bits. */
export interface Hits {
  positions: Int32Array;
  bits: Bitset;
  count: number;
}

/** Adds each term's weights, in order, to the scores of the hits. */
export function addScores(index: PaperIndex, scored: readonly Term[], hits: Hits, scores: Float64Array): void {
  const broad = hits.count > Math.max(BROAD_LEAST, index.papers.length * BROAD_SHARE);
  let tables: Float64Array[] = [];
  for (const term of scored) {
    const weights = findWeights(index, term, broad, hits.bits);
    if (weights === null) continue;
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

function addTables(tables: Float64Array[], { positions, count }: Hits, scores: Float64Array): void {
  const [a, b, c, d] = tables as [Float64Array, Float64Array, Float64Array, Float64Array];
  if (tables.length === TABLES) {
    for (let i = 0; i < count; i += 1) {
      const p = positions[i] as number;
      scores[i] = (scores[i] as number) + (a[p] as number) + (b[p] as number) + (c[p] as number) + (d[p] as number);
    }
    return;
  }
  for (const table of tables) {
    for (let i = 0; i < count; i += 1) scores[i] = (scores[i] as number) + (table[positions[i] as number] as number);
  }
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
