/** One measured pass in a process of its own, so that its memory is its own: `pass`, `preview`, `broad` or `cold`. */

import { type Db, openDatabase } from "../src/db/open.ts";
import { listTopics } from "../src/db/topics.ts";
import { indexPapers } from "../src/domain/matching/index-papers.ts";
import { planCanonical } from "../src/domain/matching/plan.ts";
import { createFinder } from "../src/domain/ranking/best.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { readGround, tryTopic } from "../src/reading/backtest.ts";
import { DAY } from "../test/support/listings.ts";
import { createClock } from "./clock.ts";
import { createMix } from "./match-mix.ts";

export const SEED = 7;
export const PAPERS = 1_000;
export const MONTH = 10_000;
const PAGE = 20_000;
const PREVIEWS = 400;
const BROAD = 100_000;

/** Milliseconds of each part; `megabytes` is the process' largest resident size. */
export interface Measured {
  topics: number;
  hits: number;
  indexing: number;
  reading: number;
  planning: number;
  matching: number;
  /** Milliseconds of the main thread, which other work on the machine changes least: of the index, and of all topics. */
  cpu: { indexing: number; topics: number };
  /** Each topic's planning and matching, in rising order; only of previews. */
  each: number[];
  megabytes: number;
}

const none: Omit<Measured, "megabytes"> = {
  topics: 0,
  hits: 0,
  indexing: 0,
  reading: 0,
  planning: 0,
  matching: 0,
  cpu: { indexing: 0, topics: 0 },
  each: [],
};

/** What a match pass does with the topics up to an id, but for writing what it found. */
async function measurePass(url: string, last: number): Promise<Omit<Measured, "megabytes">> {
  const papers = createMix(SEED).makePapers(PAPERS);
  const { db, close } = await openDatabase({ kind: "postgres", url }, { migrate: false });
  const measured = await runPass(papers, (after) => listTopics(db, after, PAGE, true), last);
  await close();
  return measured;
}

type Page = { id: number; canonical: string }[];

async function runPass(
  papers: Parameters<typeof indexPapers>[0],
  listPage: (after: number) => Promise<Page>,
  last: number,
): Promise<Omit<Measured, "megabytes">> {
  const measured = { ...none, cpu: { ...none.cpu } };
  const clock = createClock();
  const cpu = createCpuClock();
  const index = indexPapers(papers);
  const find = createFinder(index);
  measured.indexing = clock();
  measured.cpu.indexing = cpu();
  for (let after = 0; after < last; ) {
    const page = (await listPage(after)).filter(({ id }) => id <= last);
    after = page.at(-1)?.id ?? last;
    measured.reading += clock();
    cpu();
    for (const { canonical } of page) {
      const plan = planCanonical(index, canonical);
      measured.planning += clock();
      measured.hits += find(plan).count;
      measured.matching += clock();
    }
    measured.cpu.topics += cpu();
    measured.topics += page.length;
  }
  return measured;
}

/** Topics that are broad on purpose; they were stored before, so drawing them is not measured. */
function measureBroad(): Promise<Omit<Measured, "megabytes">> {
  const mix = createMix(SEED);
  const papers = mix.makePapers(PAPERS);
  const topics = Array.from({ length: BROAD }, (_, i) => ({ id: i + 1, canonical: mix.drawBroadTopic() }));
  return runPass(papers, async (after) => topics.slice(after, after + PAGE), BROAD);
}

/** Topics that nobody asked before, one by one, of a month's papers; every eighth is broad. */
async function measurePreviews(): Promise<Omit<Measured, "megabytes">> {
  const mix = createMix(SEED);
  const papers = mix.makePapers(MONTH);
  const clock = createClock();
  const index = indexPapers(papers);
  const find = createFinder(index);
  const indexing = clock();
  const each: number[] = [];
  let hits = 0;
  for (let i = 0; i < PREVIEWS; i += 1) {
    const canonical = i % 8 === 7 ? mix.drawBroadTopic() : mix.drawTopic();
    clock();
    hits += find(planCanonical(index, canonical)).count;
    each.push(clock());
  }
  return { ...none, topics: PREVIEWS, hits, indexing, each: each.sort((a, b) => a - b) };
}

/** What the command line does: opens the database, reads and indexes a month's papers, answers, ends. */
async function measureCold(url: string): Promise<Omit<Measured, "megabytes">> {
  const { db, close } = await openDatabase({ kind: "postgres", url });
  const hits = await searchOnce(db);
  await close();
  return { ...none, topics: 1, hits, matching: performance.now() };
}

async function searchOnce(db: Db): Promise<number> {
  const parsed = parseTopic("learning OR models");
  if (!parsed.ok) throw new Error(parsed.error.message);
  return (await tryTopic(db, await readGround(db, DAY), parsed.topic.ast, { limit: 10 })).hits;
}

function createCpuClock(): () => number {
  let last = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
}

if (import.meta.main) {
  const [kind, url = "", last = "0"] = process.argv.slice(2);
  const measured =
    kind === "pass"
      ? await measurePass(url, Number(last))
      : kind === "cold"
        ? await measureCold(url)
        : kind === "broad"
          ? await measureBroad()
          : await measurePreviews();
  process.send?.({ ...measured, megabytes: process.resourceUsage().maxRSS / 1_024 } satisfies Measured);
  process.disconnect?.();
}
