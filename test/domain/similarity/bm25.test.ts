import fc from "fast-check";
import { expect, test } from "vitest";
import { scoreBm25 } from "../../../src/domain/similarity/bm25.ts";
import { countTerms } from "../../../src/domain/similarity/terms.ts";
import { makeCorpus } from "./corpus.ts";

const { corpus } = makeCorpus(["Sparse attention", "Sparse codes", "Attention maps", "Robot hands", "Protein maps"]);
const count = (title: string, abstract: string | null = null) => countTerms({ title, abstract });

test("a paper without any term of the query scores 0, one with scores more, never less for another term", () => {
  expect(scoreBm25(["robot"], count("Sparse attention"), corpus)).toBe(0);
  const words = fc.subarray(["hand", "map", "robot", "protein", "unheard"], { minLength: 1 });
  fc.assert(
    fc.property(words, words, (query, held) => {
      const score = scoreBm25(query, count(held.join(" ")), corpus);
      expect(score > 0).toBe(query.some((term) => held.includes(term)));
      expect(scoreBm25([...query, "robot"], count(held.join(" ")), corpus)).toBeGreaterThanOrEqual(score);
    }),
  );
});

test("a rare word counts more than a common one", () => {
  const paper = count("Map protein");
  expect(scoreBm25(["protein"], paper, corpus)).toBeGreaterThan(scoreBm25(["map"], paper, corpus));
});

test("a word counts more in the title than in the abstract", () => {
  const inTitle = scoreBm25(["robot"], count("Robot", "Protein folds"), corpus);
  expect(inTitle).toBeGreaterThan(scoreBm25(["robot"], count("Protein", "Robot folds"), corpus));
});

test("each further mention adds, and adds less than the one before", () => {
  const mentions = [0, 1, 2, 3].map((times) =>
    scoreBm25(["robot"], count("Hands", `${"robot ".repeat(times)}${"filler ".repeat(9 - times)}`), corpus),
  );
  const steps = mentions.slice(1).map((score, i) => score - (mentions[i] as number));
  expect(steps.every((step, i) => step > 0 && step < (steps[i - 1] ?? Infinity))).toBe(true);
});

test("a weighted query weighs its terms", () => {
  const paper = count("Robot hands");
  const once = scoreBm25(["robot"], paper, corpus);
  expect(scoreBm25(new Map([["robot", 3]]), paper, corpus)).toBeCloseTo(3 * once, 12);
});
