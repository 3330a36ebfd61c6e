import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosineDense, fitLsi, project } from "../../../src/domain/similarity/lsi.ts";
import { countTerms } from "../../../src/domain/similarity/terms.ts";
import { cosine, type Vector, weighTerms } from "../../../src/domain/similarity/vector.ts";
import { createRandom } from "../../support/random.ts";
import { makeCorpus } from "./corpus.ts";

/** "Automobile" and "car" never stand in one title, but both stand beside the same words. */
const { counts, corpus } = makeCorpus([
  ...["Car engine wheel", "Car wheel brake", "Car brake engine", "Car engine road"],
  ...["Automobile engine brake", "Automobile wheel engine", "Automobile brake road", "Automobile wheel road"],
  ...["Protein folding cell", "Protein cell membrane", "Protein membrane enzyme", "Enzyme cell folding"],
  ...["Protein enzyme folding", "Membrane cell enzyme"],
]);
const fitSmall = (seed = 1, rank = 2) => fitLsi(counts, corpus, { rank, random: createRandom(seed) });
const weigh = (title: string): Vector => weighTerms(countTerms({ title, abstract: null }), corpus);

describe("a model of related words", () => {
  test("brings together words that keep the same company though never each other's", () => {
    const model = fitSmall();
    const [car, automobile, protein] = ["car", "automobile", "protein"].map(weigh) as [Vector, Vector, Vector];
    expect(cosine(car, automobile)).toBe(0);
    expect(cosineDense(project(model, car), project(model, automobile))).toBeGreaterThan(0.9);
    expect(cosineDense(project(model, car), project(model, protein))).toBeLessThan(0.2);
  });

  test("is the same for the same papers and numbers", () => {
    expect(fitSmall(3)).toEqual(fitSmall(3));
  });

  test("does not hang on the numbers drawn: papers are as alike by any", () => {
    const [one, other] = [fitSmall(1), fitSmall(2)];
    const alike = (model: typeof one, a: string, b: string) =>
      cosineDense(project(model, weigh(a)), project(model, weigh(b)));
    for (const [a, b] of [
      ["car", "engine"],
      ["car road", "cell"],
      ["enzyme", "protein"],
    ] as const) {
      expect(alike(one, a, b)).toBeCloseTo(alike(other, a, b), 4);
    }
  });

  test("says what it was fitted to, and has terms that three papers or more hold, with a row each", () => {
    const model = fitSmall();
    expect([model.papers, model.rank]).toEqual([14, 2]);
    expect(model.terms.every((term) => corpus.holds(term) >= 3)).toBe(true);
    expect(model.terms).toContain("road");
    expect(model.basis).toHaveLength(model.terms.length * model.rank);
  });

  test("has no more dimensions than its papers fill", () => {
    const few = makeCorpus(["One word", "One word", "One word", "One word"]);
    const model = fitLsi(few.counts, few.corpus, { rank: 50, random: createRandom(1) });
    expect(model.rank).toBe(1);
    expect(fitLsi([], few.corpus, { rank: 50, random: createRandom(1) })).toMatchObject({ rank: 0, terms: [] });
  });
});

describe("a projection", () => {
  const model = fitSmall();
  const word = fc.constantFrom("car", "engine", "protein", "cell", "unheard", "of");
  const vector = fc.array(word, { maxLength: 5 }).map((words) => weigh(words.join(" ")));

  test("is of unit length, or all 0 where the model knows no term", () => {
    fc.assert(
      fc.property(vector, (each) => {
        const projected = project(model, each);
        const known = [...each.keys()].some((term) => model.terms.includes(term));
        expect(Math.hypot(...projected)).toBeCloseTo(known ? 1 : 0, 5);
      }),
    );
  });

  test("has a cosine from -1 to 1, 1 with itself", () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        expect(Math.abs(cosineDense(project(model, a), project(model, b)))).toBeLessThanOrEqual(1);
        const itself = cosineDense(project(model, a), project(model, a));
        if (project(model, a).some((x) => x !== 0)) expect(itself).toBeCloseTo(1, 5);
      }),
    );
  });
});
