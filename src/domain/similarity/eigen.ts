/** Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub, Van Loan: 8.5). */

export interface Eigen {
  /** Falling. */
  values: Float64Array;
  /** size x size, row by row; column j belongs to value j, and the columns are orthonormal. */
  vectors: Float64Array;
}

/** Off the diagonal nothing is left above this share of the matrix' norm. */
const PRECISION = 1e-14;
/** Rounds over all pairs; some ten are enough for a few hundred rows. */
const ROUNDS = 40;

/** `matrix`: size x size, row by row; it is not changed. */
export function findEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix);
  const turned = new Float64Array(size * size); // row j becomes vector j: rows are faster to turn than columns
  for (let i = 0; i < size; i += 1) turned[i * size + i] = 1;
  const small = PRECISION * Math.hypot(Math.sqrt(a.reduce((sum, x) => sum + x * x, 0)), Number.MIN_VALUE);
  for (let round = 0; round < ROUNDS; round += 1) {
    let largest = 0;
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const off = Math.abs(a[p * size + q] as number);
        largest = Math.max(largest, off);
        if (off > small / size) rotate(a, turned, size, p, q);
      }
    }
    if (largest <= small) break;
  }
  return sortFalling(a, turned, size);
}

/** Turns rows and columns p and q so that the element they share becomes 0. */
function rotate(a: Float64Array, turned: Float64Array, size: number, p: number, q: number): void {
  const [app, aqq, apq] = [a[p * size + p], a[q * size + q], a[p * size + q]] as [number, number, number];
  const theta = (aqq - app) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  turnRows(a, size, p, q, c, s);
  for (let i = 0; i < size; i += 1) {
    const x = a[i * size + p] as number;
    const y = a[i * size + q] as number;
    a[i * size + p] = c * x - s * y;
    a[i * size + q] = s * x + c * y;
  }
  turnRows(turned, size, p, q, c, s);
}

function turnRows(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < size; i += 1) {
    const x = a[p * size + i] as number;
    const y = a[q * size + i] as number;
    a[p * size + i] = c * x - s * y;
    a[q * size + i] = s * x + c * y;
  }
}

function sortFalling(a: Float64Array, turned: Float64Array, size: number): Eigen {
  const at = (i: number) => a[i * size + i] as number;
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => at(j) - at(i) || i - j);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let i = 0; i < size; i += 1) vectors[i * size + to] = turned[from * size + i] as number;
  });
  return { values: Float64Array.from(order, at), vectors };
}
