/** The index finds exactly what trying every place finds. */
import { expect, it } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { planCanonical } from "../../../src/domain/matching/plan.ts";
import { createFinder } from "../../../src/domain/ranking/best.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { matchesPlainly } from "./brute-force.ts";
import { samplePapers, sampleTopics } from "./random-topics.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const TOPICS = LONG ? 2_000 : 500;
const PAPERS = LONG ? 1_000 : 150;

it(`finds on ${PAPERS} papers, for ${TOPICS} random topics, typed and stored, what trying every place finds`, () => {
  const papers = samplePapers(PAPERS, 7);
  const index = indexPapers(papers);
  const find = createFinder(index);
  let hits = 0;
  let asked = 0;
  for (const query of sampleTopics(TOPICS * 1.2, 11)) {
    const parsed = parseTopic(query, { limits: false });
    if (!parsed.ok || asked === TOPICS) continue;
    const { ast, canonical } = parsed.topic;
    const expected = papers.flatMap((one, position) => (matchesPlainly(one, ast) ? [position] : []));
    expect(listHits(index, ast), query).toEqual(expected);
    const { positions, count } = find(planCanonical(index, canonical));
    expect([...positions.subarray(0, count)], canonical).toEqual(expected);
    hits += expected.length;
    asked += 1;
  }
  expect(asked).toBe(TOPICS);
  expect(hits).toBeGreaterThan(TOPICS * 2);
});
