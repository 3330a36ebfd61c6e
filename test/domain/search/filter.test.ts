/** What the index can say of a topic: it loses no paper, and where it claims to be exact it adds none. */
import { describe, expect, it, test } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { canBegin, makeFilter } from "../../../src/domain/search/filter.ts";
import { findStem } from "../../../src/domain/topic/forms.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { createRandom } from "../../support/random.ts";
import { samplePapers, sampleTopics } from "../matching/random-topics.ts";
import { passes } from "./passes.ts";

const parse = (query: string) => {
  const parsed = parseTopic(query);
  return parsed.ok ? parsed.topic.ast : null;
};

it("passes every paper that matches, and of exact filters no other", () => {
  const papers = samplePapers(60, 5);
  const index = indexPapers(papers);
  let exactOnes = 0;
  for (const query of sampleTopics(600, 6)) {
    const ast = parse(query);
    if (ast === null) continue;
    const { filter, exact } = makeFilter(ast);
    const hits = listHits(index, ast);
    const passing = papers.flatMap((paper, position) => (passes(filter, paper) ? [position] : []));
    if (exact) exactOnes += 1;
    const [found, wanted] = exact ? [passing, hits] : [hits.filter((hit) => !passing.includes(hit)), []];
    expect(found, query).toEqual(wanted);
  }
  expect(exactOnes).toBeGreaterThan(50);
});

describe("a wildcard", () => {
  test.each([
    ["happi", "happy", true],
    ["relat", "relation", true],
    ["general", "generaliz", true],
    ["die", "dyi", true],
    ["train", "transf", false],
    ["model", "mode", true],
  ])("%s may be the stem of %s…: %s", (stem, letters, can) => {
    expect(canBegin(stem, letters)).toBe(can);
  });

  it("reaches the stem of every word that begins so", () => {
    const random = createRandom(3);
    const pick = (list: string[]) => list[Math.floor(random() * list.length)] as string;
    const [starts, ends] = [
      "re tra lo gen hap con mul ab ski ug ear on pro".split(" "),
      "ational ization fulness iveness biliti ing ied ies y ly able ogi ology al ism ance ment e s ed".split(" "),
    ];
    for (let i = 0; i < 20_000; i += 1) {
      const word = pick(starts) + pick("n t v l s p bb".split(" ")) + pick(ends) + (random() < 0.5 ? pick(ends) : "");
      for (let letters = 3; letters <= word.length; letters += 1) {
        const start = word.slice(0, letters);
        if (!canBegin(findStem(word), start))
          throw new Error(`${findStem(word)} of ${word} is not reached by ${start}*`);
      }
    }
  });
});
