import { expect, test } from "vitest";
import { countTerms } from "../../../src/domain/similarity/terms.ts";

const count = (title: string, abstract: string) => {
  const { terms, titles, abstracts } = countTerms({ title, abstract });
  return Object.fromEntries(terms.map((term, i) => [term, [titles[i], abstracts[i]]]));
};

test("a word counts by its stem, a compound also as one word, capitals also by their own key", () => {
  expect(count("Pre-training CLIP", "Pretrained models and a clip; LLMs are models.")).toEqual({
    pre: [1, 0],
    train: [1, 0],
    pretrain: [1, 1],
    clip: [1, 1],
    "^clip": [1, 0],
    model: [0, 2],
    and: [0, 1],
    a: [0, 1],
    llm: [0, 1],
    "^llm": [0, 1],
    are: [0, 1],
  });
});

test("a paper without an abstract has the terms of its title", () => {
  expect(countTerms({ title: "Ab", abstract: null })).toEqual({ terms: ["ab"], titles: [1], abstracts: [0] });
});
