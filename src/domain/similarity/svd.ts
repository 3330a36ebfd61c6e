/** The strongest singular values of a large sparse matrix, by random projection (Halko, Martinsson, Tropp 2011). */
import { findEigen } from "./eigen.ts";

/** Row by row: the entries of row i are `from[i]` to before `from[i + 1]`. */
export interface SparseMatrix {
  rows: number;
  columns: number;
  from: Int32Array;
  at: Int32Array;
  values: Float32Array;
}

export interface Svd {
  /** As asked, or as many as the matrix has. */
  rank: number;
  /** Falling. */
  values: Float64Array;
  /** columns x rank, row by row: its columns are the right singular vectors, orthonormal. */
  right: Float64Array;
}

/** Directions drawn beyond the rank, so that the last ones asked for are good too. */
const SPARE = 10;
/** Times that the matrix is applied again: each sharpens what it separates. Two are enough for text. */
const ITERATIONS = 2;
/** Eigenvalues below this share of the largest are noise of the arithmetic. */
const NOISE = 1e-12;

/** The same for the same matrix and numbers. Takes about 4 (entries + rows + columns) (rank + 10) steps a iteration. */
export function findSvd(matrix: SparseMatrix, rank: number, random: () => number): Svd {
  const { rows, columns } = matrix;
  const asked = Math.min(rank + SPARE, rows, columns);
  let width = asked;
  let right: Float64Array = Float64Array.from({ length: columns * width }, () => drawNormal(random));
  let left: Basis = { width, values: new Float64Array(0) };
  for (let i = 0; i <= ITERATIONS; i += 1) {
    left = orthonormalise(multiply(matrix, right, width), rows, width);
    width = left.width;
    right = multiplyTransposed(matrix, left.values, width);
    if (i < ITERATIONS) ({ width, values: right } = orthonormalise(right, columns, width));
  }
  // The matrix is about left x right', and right's own singular vectors are the matrix'.
  const found = orthonormalise(right, columns, width);
  const kept = Math.min(rank, found.width);
  return {
    rank: kept,
    values: found.lengths.slice(0, kept),
    right: keepColumns(found.values, columns, found.width, kept),
  };
}

interface Basis {
  width: number;
  /** rows x width, row by row. */
  values: Float64Array;
}

/** Columns that span the same, orthonormal, by falling singular value (`lengths`); those of no length are left out. */
function orthonormalise(a: Float64Array, rows: number, width: number): Basis & { lengths: Float64Array } {
  const { values, vectors } = findEigen(multiplyByItself(a, rows, width), width);
  let kept = 0;
  while (kept < width && (values[kept] as number) > NOISE * (values[0] as number)) kept += 1;
  const lengths = values.slice(0, kept).map(Math.sqrt);
  const turn = new Float64Array(width * kept);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < kept; j += 1) {
      turn[i * kept + j] = (vectors[i * width + j] as number) / (lengths[j] as number);
    }
  }
  const turned = new Float64Array(rows * kept);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < width; i += 1) {
      addScaled(turned, row * kept, turn, i * kept, kept, a[row * width + i] as number);
    }
  }
  return { width: kept, values: turned, lengths };
}

/** a' a: width x width. */
function multiplyByItself(a: Float64Array, rows: number, width: number): Float64Array {
  const product = new Float64Array(width * width);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < width; i += 1) {
      const factor = a[row * width + i] as number;
      if (factor !== 0) addScaled(product, i * width + i, a, row * width + i, width - i, factor);
    }
  }
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < i; j += 1) product[i * width + j] = product[j * width + i] as number;
  }
  return product;
}

/** matrix x b: rows x width. */
function multiply({ rows, from, at, values }: SparseMatrix, b: Float64Array, width: number): Float64Array {
  const product = new Float64Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    for (let i = from[row] as number; i < (from[row + 1] as number); i += 1) {
      addScaled(product, row * width, b, (at[i] as number) * width, width, values[i] as number);
    }
  }
  return product;
}

/** matrix' x b: columns x width. */
function multiplyTransposed(matrix: SparseMatrix, b: Float64Array, width: number): Float64Array {
  const { rows, columns, from, at, values } = matrix;
  const product = new Float64Array(columns * width);
  for (let row = 0; row < rows; row += 1) {
    for (let i = from[row] as number; i < (from[row + 1] as number); i += 1) {
      addScaled(product, (at[i] as number) * width, b, row * width, width, values[i] as number);
    }
  }
  return product;
}

function addScaled(
  to: Float64Array,
  toStart: number,
  from: Float64Array,
  fromStart: number,
  length: number,
  factor: number,
): void {
  for (let i = 0; i < length; i += 1) {
    to[toStart + i] = (to[toStart + i] as number) + factor * (from[fromStart + i] as number);
  }
}

function keepColumns(a: Float64Array, rows: number, width: number, kept: number): Float64Array {
  const cut = new Float64Array(rows * kept);
  for (let row = 0; row < rows; row += 1) {
    cut.set(a.subarray(row * width, row * width + kept), row * kept);
  }
  return cut;
}

/** Box and Muller's: mean 0, variance 1. */
function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
