import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countTerms } from "../../../src/domain/similarity/terms.ts";
import { cosine, makeCentroid, makeMean, type Vector, weighTerms } from "../../../src/domain/similarity/vector.ts";
import { makeCorpus } from "./corpus.ts";

const { corpus } = makeCorpus([
  "Sparse attention",
  "Sparse autoencoders",
  "Attention maps",
  "Robot hands",
  "Protein folds",
]);
const weigh = (title: string, abstract: string | null = null) => weighTerms(countTerms({ title, abstract }), corpus);
const lengthOf = (vector: Vector) => Math.hypot(...vector.values());

const text = fc.array(fc.constantFrom("sparse", "attention", "robot", "GPU", "of", "the", "folds", "new"), {
  maxLength: 8,
});
const vector = fc.tuple(text, text).map(([title, abstract]) => weigh(title.join(" "), abstract.join(" ")));
const vectors = fc.array(vector, { maxLength: 5 });

describe("a paper's vector", () => {
  test("is of unit length, or empty where nothing is said", () => {
    fc.assert(
      fc.property(vector, (each) => {
        if (each.size > 0) expect(lengthOf(each)).toBeCloseTo(1, 12);
        for (const weight of each.values()) expect(weight).toBeGreaterThan(0);
      }),
    );
    expect(weigh("Of the few, by the many")).toEqual(new Map());
  });

  test("holds neither smart case nor function words", () => {
    expect([...weigh("The GPU of a robot").keys()]).toEqual(["gpu", "robot"]);
  });

  test("weighs rare terms above common ones, and the title above the abstract", () => {
    const rare = weigh("Sparse protein");
    expect(rare.get("protein")).toBeGreaterThan(rare.get("spars") as number);
    const titled = weigh("Robot", "Protein");
    expect(titled.get("robot")).toBeGreaterThan(titled.get("protein") as number);
  });

  test("also weighs terms that no stored paper holds, or more hold than are counted", () => {
    const stale = { papers: 3, holds: () => 7 };
    const weights = [...weighTerms(countTerms({ title: "Unheard words", abstract: null }), stale).values()];
    expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
  });
});

describe("cosine", () => {
  test("is from -1 to 1, the same both ways, 1 with itself and 0 without a common term", () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        expect(Math.abs(cosine(a, b))).toBeLessThanOrEqual(1);
        expect(cosine(a, b)).toBeCloseTo(cosine(b, a), 12);
        if (a.size > 0) expect(cosine(a, a)).toBeCloseTo(1, 12);
      }),
    );
    expect(cosine(weigh("Robot hands"), weigh("Protein folds"))).toBe(0);
  });
});

describe("a centroid", () => {
  test("is of unit length with weights above 0 and no more terms than asked for", () => {
    fc.assert(
      fc.property(vectors, vectors, fc.integer({ min: 1, max: 4 }), (liked, disliked, most) => {
        const centroid = makeCentroid(liked, disliked, most);
        expect(centroid.size).toBeLessThanOrEqual(most);
        if (centroid.size > 0) expect(lengthOf(centroid)).toBeCloseTo(1, 12);
        for (const weight of centroid.values()) expect(weight).toBeGreaterThan(0);
      }),
    );
  });

  test("is nearer to what is liked than to what is not", () => {
    const centroid = makeCentroid([weigh("Sparse attention"), weigh("Attention maps")], [weigh("Sparse autoencoders")]);
    const without = makeCentroid([weigh("Sparse attention"), weigh("Attention maps")], []);
    expect(cosine(centroid, weigh("Attention"))).toBeGreaterThan(cosine(without, weigh("Attention")));
    expect(cosine(centroid, weigh("Sparse autoencoders"))).toBeLessThan(cosine(without, weigh("Sparse autoencoders")));
  });

  test("does not depend on the order of the papers, and is empty where nothing is liked", () => {
    fc.assert(
      fc.property(vectors, (liked) => {
        const [one, other] = [makeCentroid(liked, []), makeCentroid(liked.toReversed(), [])];
        expect([...one.keys()].sort()).toEqual([...other.keys()].sort());
        for (const [term, weight] of one) expect(other.get(term)).toBeCloseTo(weight, 12);
        expect(makeCentroid([], liked).size).toBe(0);
      }),
    );
  });
});

describe("a mean", () => {
  test("is of unit length and of no more terms than asked for, and keeps what one paper alone says", () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 4 }), (list, most) => {
        const mean = makeMean(list, most);
        expect(mean.size).toBeLessThanOrEqual(most);
        if (mean.size > 0) expect(lengthOf(mean)).toBeCloseTo(1, 12);
      }),
    );
    const papers = [weigh("Robot hands"), weigh("Robot folds"), weigh("Robot maps")];
    expect(makeMean(papers).get("hand")).toBeGreaterThan(makeCentroid(papers, []).get("hand") as number);
  });
});
