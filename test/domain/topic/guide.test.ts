/** The help page says the truth: every example finds and misses what it shows, every mistake is one and can be mended. */
import { describe, expect, it } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { repairTopic } from "../../../src/domain/topic/errors.ts";
import { GUIDE, MISTAKES, printSample, readSample, type Sample } from "../../../src/domain/topic/guide.ts";
import { FIELDS } from "../../../src/domain/topic/language.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { makePaper } from "../matching/paper-sample.ts";

const EXAMPLES = GUIDE.flatMap(({ examples }) => examples);

function listFound(query: string, samples: Sample[]): string[] {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect(parsed.topic.warnings).toEqual([]);
  const index = indexPapers(samples.map((sample, id) => makePaper({ id, ...readSample(sample) })));
  index.libraries.set("k7r2m", { key: "k7r2m", least: 0.2, centroid: new Map([["fold", 1]]) });
  return listHits(index, parsed.topic.ast).map((position) => printSample(samples[position] as Sample));
}

describe("the guide", () => {
  it.each(EXAMPLES)("$query finds what it shows and nothing else", ({ query, finds, misses }) => {
    expect(listFound(query, [...finds, ...misses])).toEqual(finds.map(printSample));
    expect(finds.length).toBeGreaterThan(0);
    expect([...finds, ...misses].map(printSample).filter((text) => text === "")).toEqual([]);
  });

  it("shows every field", () => {
    const shown = EXAMPLES.map(({ query }) => query.split(":")[0]);
    expect([...new Set(Object.values(FIELDS))].filter((field) => !shown.includes(field))).toEqual([]);
  });

  it.each(MISTAKES)("answers %s with a column, and its repair parses", (query) => {
    const parsed = parseTopic(query);
    if (parsed.ok) throw new Error(`read as ${parsed.topic.reading}`);
    expect(parsed.error.message).toMatch(/^column \d+: /);
    const repaired = repairTopic(query, parsed.error);
    if (repaired !== null) expect(parseTopic(repaired).ok).toBe(true);
  });
});
