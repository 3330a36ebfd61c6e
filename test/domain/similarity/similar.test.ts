import fc from "fast-check";
import { expect, test } from "vitest";
import { findFirst, mixScores } from "../../../src/domain/similarity/similar.ts";

const papers = fc.array(
  fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
);

test("without related words the order is that of the text", () => {
  fc.assert(
    fc.property(papers, (list) => {
      const text = list.map(([score]) => score);
      const mixed = mixScores(text, null);
      const best = Math.max(...text);
      text.forEach((score, i) => {
        expect(mixed[i]).toBeCloseTo(best > 0 ? score / best : 0, 12);
      });
    }),
  );
});

test("papers that differ in one signal only stand in its order, whatever the scale of the text", () => {
  expect([...mixScores([20, 10, 0], [0.5, 0.5, 0.5])]).toEqual([...mixScores([2, 1, 0], [0.5, 0.5, 0.5])]);
  const [a, b, c] = mixScores([3, 3, 1], [0.2, 0.1, 0.1]) as unknown as [number, number, number];
  expect([a > b, b > c]).toEqual([true, true]);
});

test("text comes first: the best in it stands before whatever is only related", () => {
  const [best, related] = mixScores([4, 0], [0, 1]) as unknown as [number, number];
  expect(best).toBeGreaterThan(related);
});

test("where no text matches, related words alone decide, and nothing is nothing", () => {
  const [a, b] = mixScores([0, 0], [0.4, 0.9]) as unknown as [number, number];
  expect(b).toBeGreaterThan(a);
  expect(mixScores([], null)).toHaveLength(0);
});

test("the first found are the ten best above 0, and likeness to them lifts a paper among equals", () => {
  expect(findFirst([0, 3, 1, 3, 0])).toEqual([1, 3, 2]);
  expect(findFirst(Array.from({ length: 30 }, (_, i) => i))).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
  const [alike, other] = mixScores([2, 2], null, [0.9, 0.1]) as unknown as [number, number];
  expect(alike).toBeGreaterThan(other);
});
