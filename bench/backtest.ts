/** Trying topics on 30 days: what is recorded of May 2026 from arXiv and Hugging Face, read cold and asked warm. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { createClock } from "../src/clock.ts";
import { type Db, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { takeInListings } from "../src/pipeline/intake.ts";
import { readRecorded } from "../src/pipeline/read-sources.ts";
import { type Ground, readGround, tryTopic, tryTyped } from "../src/reading/backtest.ts";
import { createWarmGround } from "../src/reading/warm-ground.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { readBulk } from "./bulk-listings.ts";

const RECORDED = join(import.meta.dirname, "../../shared/recorded/hf-daily");
const TODAY = "2026-05-29";
const CLOCK = createClock(Temporal.Instant.from(`${TODAY}T20:00:00Z`));
/** Milliseconds: of a live preview, with the ground at hand. */
const BAR = 100;
const ROUNDS = 5;

/** One of each kind: rare and common, with each kind of suggestion, and everything. */
const QUERIES = [
  "GRPO",
  'MoE OR "mixture of experts"',
  "RLHF",
  '"retrieval augmented generation"',
  "diffusion -video",
  "cat:cs.CL",
  "au:lecun",
  "agents",
  "LLM",
  "model",
  "*",
  "reenforcement learning",
  "difusion transfomer",
  '"graph neural diffusion networks"',
  '"tool use"~5 agents -survey',
];

export async function benchBacktest(): Promise<void> {
  const server = await startPostgres([]);
  try {
    const admin = new pg.Client({ connectionString: `${server.url}postgres` });
    await admin.connect();
    await admin.query("create database bench");
    await admin.end();
    const { db, close } = await openDatabase({ kind: "postgres", url: `${server.url}bench` });
    await takeInMonth(db);
    const cold = await measure(() => readGround(db, TODAY));
    const papers = cold.result.papers.toLocaleString("en");
    console.log(`Back-test, Postgres: ${papers} papers of 30 days to ${TODAY}`);
    console.log(`  cold: ${tell(cold)} to read and index them, as the command line does each time`);
    console.log("  in this process:");
    await askAll(db, cold.result);
    const warm = createWarmGround(db, { today: () => TODAY });
    const started = await measure(() => tryTyped(db, warm, "bees", 10));
    console.log(`  in the running server's thread: ${tell(started)} to the first answer, then`);
    await askAll(db, warm);
    await warm.close();
    await close();
  } finally {
    await server.stop();
  }
}

async function takeInMonth(db: Db): Promise<void> {
  const names = new Set<string>();
  const at = CLOCK.now();
  for await (const page of readBulk(1)) {
    for (const { source } of page) names.add(source);
    await saveSources(db, ["huggingface", ...names], at.toString());
    await takeInListings(db, { parsed: { listings: page, unread: [] }, live: true, at });
  }
  if (existsSync(RECORDED)) await readRecorded(db, RECORDED, {}, { clock: CLOCK, live: true });
  else console.log("Without ../shared/recorded: generated papers of arXiv alone.");
}

interface Measured<T> {
  result: T;
  ms: number;
  /** Of this process, its garbage collection in other threads counted. */
  cpuMs: number;
}

async function measure<T>(work: () => Promise<T>): Promise<Measured<T>> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - from, cpuMs: (user + system) / 1_000 };
}

const tell = ({ ms, cpuMs }: { ms: number; cpuMs: number }): string =>
  `${Math.round(ms).toLocaleString("en")} ms (${Math.round(cpuMs).toLocaleString("en")} ms of processor time)`;

async function askAll(db: Db, ground: Ground): Promise<void> {
  const slowest: number[] = [];
  for (const query of QUERIES) {
    const parsed = parseTopic(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const ask = () => measure(() => tryTopic(db, ground, parsed.topic.ast, { limit: 10 }));
    const first = await ask();
    const again: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) again.push((await ask()).ms);
    const median = again.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
    slowest.push(median);
    const { hits, suggestions } = first.result;
    console.log(
      `    ${query.padEnd(36)} ${String(hits).padStart(5)} hits, ${suggestions.length} suggested: first ${tell(first)}, then ${median.toFixed(0)} ms`,
    );
  }
  const most = Math.max(...slowest);
  console.log(`  warm: the slowest topic in ${most.toFixed(0)} ms (bar ${BAR}): ${most <= BAR ? "holds" : "MISSED"}`);
  if (most > BAR) process.exitCode = 1;
}
