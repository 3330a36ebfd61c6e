import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listWords, scoreNearness } from "../../../src/domain/similarity/nearness.ts";
import { makeCorpus } from "./corpus.ts";

const { corpus } = makeCorpus(["Robot hand", "Robot map", "Protein map", "Map of hands"]);
const score = (query: string, title: string, abstract = "") =>
  scoreNearness(listWords(query), { title: listWords(title), abstract: listWords(abstract) }, corpus);

describe("the nearness of a query's words", () => {
  test("is 0 for one word, and where no two of them stand near", () => {
    expect(score("robot", "Robot robot")).toBe(0);
    expect(score("robot map", "Robot", "Maps")).toBe(0);
  });

  test("is highest side by side in order, then reversed, then apart", () => {
    const [ordered, reversed, apart] = ["robot map", "map robot", "map of a robot"].map((text) =>
      score("robot map", text),
    );
    expect(ordered).toBeGreaterThan(reversed as number);
    expect(reversed).toBeGreaterThan(apart as number);
    expect(apart).toBeGreaterThan(0);
  });

  test("counts a part of the query that stands side by side, and more of it more", () => {
    const [one, both] = ["robot hand and protein", "robot hand map"].map((text) => score("robot hand map", text));
    expect(one).toBeGreaterThan(0);
    expect(both).toBeGreaterThan(one as number);
  });

  test("finds words by their stems and compounds by their parts", () => {
    expect(score("robot-hands", "A robotic hand")).toBe(score("robot hand", "robot's hand"));
    expect(score("robots map", "Robot mapping")).toBeGreaterThan(0);
  });

  test("is finite, 0 or more, and never less with the same words once more", () => {
    const words = fc.array(fc.constantFrom("robot", "hand", "map", "protein", "of"), { maxLength: 9 });
    fc.assert(
      fc.property(words, words, (title, abstract) => {
        const once = score("robot hand map", title.join(" "), abstract.join(" "));
        expect(once >= 0 && Number.isFinite(once)).toBe(true);
        const again = score("robot hand map", title.join(" "), [...abstract, "robot", "hand", "map"].join(" "));
        expect(again).toBeGreaterThan(once);
      }),
    );
  });
});
