/** Related words: papers in a few dimensions that their common terms span (latent semantic indexing, Deerwester 1990). */
import { findSvd, type SparseMatrix } from "./svd.ts";
import type { TermCounts } from "./terms.ts";
import { type Corpus, isCompared, type Vector, weighTerms } from "./vector.ts";

/** Of fewer papers than this the dimensions are chance. */
export const LSI_LEAST = 2_000;

/** Terms that fewer papers hold than this relate to nothing. */
const HOLDERS_LEAST = 3;
/** The terms that most papers hold; at 100 dimensions 8 MB. */
const TERMS_MOST = 20_000;

export interface LsiModel {
  /** Dimensions: as many as asked for, or fewer if the papers have not so many. */
  rank: number;
  /** How many papers it was fitted to. */
  papers: number;
  /** Row i of the basis belongs to term i. */
  terms: readonly string[];
  /** terms x rank, row by row; the columns are orthonormal, by falling share in the papers. */
  basis: Float32Array;
}

/** The same for the same papers and random numbers (0 to below 1). */
export function fitLsi(
  papers: readonly TermCounts[],
  corpus: Corpus,
  { rank, random }: { rank: number; random: () => number },
): LsiModel {
  const terms = listTerms(papers);
  const svd = findSvd(makeMatrix(papers, terms, corpus), rank, random);
  return { rank: svd.rank, papers: papers.length, terms, basis: Float32Array.from(svd.right) };
}

function listTerms(papers: readonly TermCounts[]): string[] {
  const holders = new Map<string, number>();
  for (const { terms } of papers) {
    for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  }
  return [...holders]
    .filter(([term, count]) => count >= HOLDERS_LEAST && isCompared(term))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, TERMS_MOST)
    .map(([term]) => term);
}

/** Papers x terms. One paper's vector at a time: all of them as maps would be ten times as large. */
function makeMatrix(papers: readonly TermCounts[], terms: readonly string[], corpus: Corpus): SparseMatrix {
  const columns = new Map(terms.map((term, i) => [term, i]));
  const from = new Int32Array(papers.length + 1);
  const most = papers.reduce((sum, counts) => sum + counts.terms.length, 0);
  const at = new Int32Array(most);
  const values = new Float32Array(most);
  let entries = 0;
  papers.forEach((counts, row) => {
    for (const [term, weight] of weighTerms(counts, corpus)) {
      const column = columns.get(term);
      if (column === undefined) continue;
      at[entries] = column;
      values[entries] = weight;
      entries += 1;
    }
    from[row + 1] = entries;
  });
  return { rows: papers.length, columns: terms.length, from, at, values };
}

const rowsOf = new WeakMap<LsiModel, Map<string, number>>();

/** Where each term stands, listed once a model. */
function findRows(model: LsiModel): Map<string, number> {
  let rows = rowsOf.get(model);
  if (rows === undefined) {
    rows = new Map(model.terms.map((term, i) => [term, i]));
    rowsOf.set(model, rows);
  }
  return rows;
}

/**
 * A paper, query or centroid in the model's dimensions: of unit length, or all 0 if the model knows none of its terms.
 */
export function project(model: LsiModel, vector: Vector): Float32Array {
  const { rank, basis } = model;
  const rows = findRows(model);
  const sums = new Float64Array(rank);
  for (const [term, weight] of vector) {
    const start = (rows.get(term) ?? -1) * rank;
    if (start < 0) continue;
    for (let i = 0; i < rank; i += 1) sums[i] = (sums[i] as number) + weight * (basis[start + i] as number);
  }
  const length = Math.sqrt(sums.reduce((total, x) => total + x * x, 0));
  return Float32Array.from(sums, (x) => (length === 0 ? 0 : x / length));
}

/** Of two of unit length: from -1 to 1. */
export function cosineDense(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return Math.max(-1, Math.min(1, sum));
}
