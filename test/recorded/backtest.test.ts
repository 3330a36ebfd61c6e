/** Topics tried on the recorded days of Hugging Face, checked against counts that are made without the engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { Db } from "../../src/db/open.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { readRecorded } from "../../src/pipeline/read-sources.ts";
import { type Ground, readGround, type TriedTopic, tryTopic } from "../../src/reading/backtest.ts";
import { describeOnBoth } from "../support/databases.ts";

const DAYS = join(import.meta.dirname, "../../../shared/recorded/hf-daily");
const exists = existsSync(DAYS);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const TODAY = "2026-05-29";
const FROM = "2026-04-30";

/** The same question as a plain search in title and abstract, each searched by itself. */
const QUERIES: [query: string, holds: (title: string, abstract: string) => boolean][] = [
  ["*", () => true],
  ["GRPO", either(/\bGRPO\b/)],
  ["MoE", either(/\bMoEs?\b/i)],
  ["ti:agents", (title) => /\bagent(?:s|ic)?\b/i.test(title)],
  ['"reinforcement learning"', either(/\breinforcement[-\s]learning\b/i)],
  ["benchmarks", either(/\bbenchmark(?:s|ed|ing)?\b/i)],
  ["diffusion -video", (t, a) => either(/\bdiffusion\b/i)(t, a) && !either(/\bvideos?\b/i)(t, a)],
  ["robots OR robotics", either(/\brobot(?:s|ics?)?\b/i)],
  ["zeugmatography", () => false],
];

function either(pattern: RegExp): (title: string, abstract: string) => boolean {
  return (title, abstract) => pattern.test(title) || pattern.test(abstract);
}

interface Entry {
  paper: { id: string; title: string; summary: string };
}

/** Papers by id, with the day of their first listing, straight from the files. */
function readFirstListings(): Map<string, { day: string; title: string; abstract: string }> {
  const papers = new Map<string, { day: string; title: string; abstract: string }>();
  for (const name of readdirSync(DAYS).sort()) {
    for (const { paper } of JSON.parse(readFileSync(join(DAYS, name), "utf8")) as Entry[]) {
      const before = papers.get(paper.id);
      papers.set(paper.id, { day: before?.day ?? name.slice(0, 10), title: paper.title, abstract: paper.summary });
    }
  }
  return papers;
}

describeOnBoth("of 42 recorded days", (open) => {
  let db: Db;
  let ground: Ground;
  const tryIt = (query: string): Promise<TriedTopic> => {
    const parsed = parseTopic(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return tryTopic(db, ground, parsed.topic.ast, { limit: 10 });
  };
  beforeAll(async () => {
    if (!exists) return;
    ({ db } = await open());
    const clock = createClock(Temporal.Instant.from(`${TODAY}T20:00:00Z`));
    const outcome = await readRecorded(db, DAYS, {}, { clock, live: true });
    if (!outcome.ok) throw new Error(outcome.cause);
    ground = await readGround(db, TODAY);
  }, 300_000);

  it.skipIf(!exists).each(QUERIES)(
    "%s has the hits of each day that a plain search of the files has",
    async (query, holds) => {
      const expected = new Map<string, number>();
      for (const { day, title, abstract } of readFirstListings().values()) {
        if (day >= FROM && day <= TODAY && holds(title, abstract)) expected.set(day, (expected.get(day) ?? 0) + 1);
      }
      const tried = await tryIt(query);
      expect(tried.days.map(({ on }) => on)).toEqual(tried.days.map(({ on }) => on).sort());
      expect([tried.days.length, tried.days[0]?.on, tried.days[29]?.on]).toEqual([30, FROM, TODAY]);
      expect(new Map(tried.days.flatMap(({ on, hits }) => (hits > 0 ? [[on, hits]] : [])))).toEqual(
        new Map([...expected].sort()),
      );
      expect(tried.hits).toBe([...expected.values()].reduce((sum, hits) => sum + hits, 0));
      expect(tried.papers).toHaveLength(Math.min(10, tried.hits));
      const listed = tried.papers.map(({ firstListedOn }) => firstListedOn);
      expect(listed).toEqual(listed.toSorted().reverse());
    },
  );

  const MEANT: [query: string, suggestion: string][] = [
    ["MoE", 'MoE OR "mixture of experts"'],
    ['"mixture of experts"', '"mixture of experts" OR MoE'],
    ["RLHF", 'RLHF OR "reinforcement learning from human feedback"'],
    ['"retrieval augmented generation"', '"retrieval augmented generation" OR RAG'],
    ["reenforcement", "reinforcement"],
    ["difusion transfomer", "diffusion AND transformer"],
    ["videogeneration", '"video generation"'],
    ["RHLF", "RLHF"],
    ["agents", '"LLM agents"'],
  ];
  it.skipIf(!exists).each(MEANT)("%s is answered with %s", async (query, suggestion) => {
    expect((await tryIt(query)).suggestions.map((each) => each.query)).toContain(suggestion);
  });

  it.skipIf(!exists)("a third of the papers is too broad, and a sixth is not", async () => {
    expect(await tryIt("agents")).toMatchObject({ tooBroad: true });
    expect(await tryIt("video")).toMatchObject({ tooBroad: false });
  });
});
