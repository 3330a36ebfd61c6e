import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findEigen } from "../../../src/domain/similarity/eigen.ts";
import { findSvd, type SparseMatrix, type Svd } from "../../../src/domain/similarity/svd.ts";
import { createRandom } from "../../support/random.ts";

type Dense = number[][];

function makeSparse(dense: Dense): SparseMatrix {
  const entries = dense.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  const from = Int32Array.from([0, ...entries.map((_, i) => entries.slice(0, i + 1).flat().length)]);
  const [at, values] = [entries.flat().map(([j]) => j), entries.flat().map(([, value]) => value)];
  const [rows, columns] = [dense.length, dense[0]?.length ?? 0];
  return { rows, columns, from, at: Int32Array.from(at), values: Float32Array.from(values) };
}

/** All squares of the singular values, falling: the eigenvalues of the matrix' product with itself. */
function findExact(dense: Dense, columns: number): number[] {
  const product = new Float64Array(columns * columns);
  for (const row of dense) {
    row.forEach((x, i) => {
      row.forEach((y, j) => {
        product[i * columns + j] = (product[i * columns + j] as number) + x * y;
      });
    });
  }
  return [...findEigen(product, columns).values].map((value) => Math.max(0, value));
}

/** The square of what the matrix loses when it is seen in the right singular vectors alone. */
function measureLoss(dense: Dense, { rank, right }: Svd): number {
  const squares = (row: number[]) => row.reduce((sum, x) => sum + x * x, 0);
  const seen = (row: number[]) =>
    Array.from({ length: rank }, (_, k) => row.reduce((sum, x, j) => sum + x * (right[j * rank + k] as number), 0));
  return dense.reduce((sum, row) => sum + squares(row) - squares(seen(row)), 0);
}

const size = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.nat());
const dense = size.map(([rows, columns, seed]) => {
  const random = createRandom(seed);
  const draw = () => (random() < 0.5 ? 0 : Math.fround(random() - 0.3));
  return Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
});

describe("the randomised decomposition", () => {
  test("has the singular values and loses no more than the exact one does, with orthonormal vectors", () => {
    fc.assert(
      fc.property(dense, fc.integer({ min: 1, max: 6 }), (matrix, rank) => {
        const columns = (matrix[0] as number[]).length;
        const svd = findSvd(makeSparse(matrix), rank, createRandom(1));
        const exact = findExact(matrix, columns);
        // Exact with all directions drawn; else near, for it draws ten more than asked for.
        const near = rank + 10 >= Math.min(matrix.length, columns) ? 1e-8 : 1e-4 * (exact[0] as number);
        svd.values.forEach((value, i) => {
          expect(Math.abs(value ** 2 - (exact[i] as number))).toBeLessThanOrEqual(near);
        });
        const least = exact.slice(svd.rank).reduce((sum, square) => sum + square, 0);
        expect(measureLoss(matrix, svd)).toBeLessThanOrEqual(least + near * svd.rank);
        for (let k = 0; k < svd.rank; k += 1) {
          for (let l = 0; l <= k; l += 1) {
            let product = 0;
            for (let j = 0; j < columns; j += 1) {
              product += (svd.right[j * svd.rank + k] as number) * (svd.right[j * svd.rank + l] as number);
            }
            expect(product).toBeCloseTo(k === l ? 1 : 0, 8);
          }
        }
      }),
    );
  });

  test("loses at most a hundredth more than the exact one, of a larger matrix with a slow decline", () => {
    const random = createRandom(7);
    const matrix = Array.from({ length: 120 }, () =>
      Array.from({ length: 80 }, (_, j) => (random() < 0.2 ? random() / Math.sqrt(1 + j) : 0)),
    );
    const least = findExact(matrix, 80)
      .slice(10)
      .reduce((sum, square) => sum + square, 0);
    const svd = findSvd(makeSparse(matrix), 10, createRandom(1));
    expect(svd.rank).toBe(10);
    expect(measureLoss(matrix, svd)).toBeLessThanOrEqual(1.01 * least);
  });

  test("of nothing is of rank 0, and of one line of rank 1, whatever rank is asked for", () => {
    expect(findSvd(makeSparse([[0, 0]]), 5, createRandom(1)).rank).toBe(0);
    expect(findSvd(makeSparse([]), 5, createRandom(1)).rank).toBe(0);
    const line = findSvd(
      makeSparse([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
      2,
      createRandom(1),
    );
    expect(line.rank).toBe(1);
    expect(line.values[0]).toBeCloseTo(Math.sqrt(70), 8);
  });
});

test("eigenvectors turn a symmetric matrix into its eigenvalues, falling", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (n, seed) => {
      const random = createRandom(seed);
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j <= i; j += 1) {
          matrix[i * n + j] = random() - 0.5;
          matrix[j * n + i] = matrix[i * n + j] as number;
        }
      }
      const { values, vectors } = findEigen(matrix, n);
      expect([...values].sort((a, b) => b - a)).toEqual([...values]);
      for (let k = 0; k < n; k += 1) {
        for (let i = 0; i < n; i += 1) {
          let product = 0;
          for (let j = 0; j < n; j += 1) product += (matrix[i * n + j] as number) * (vectors[j * n + k] as number);
          expect(product).toBeCloseTo((values[k] as number) * (vectors[i * n + k] as number), 10);
        }
      }
    }),
  );
});
