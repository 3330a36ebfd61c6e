/** Planning a morning: due readers become digests, at 10,000 and 100,000 readers, each in a process of its own for its memory. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { SEEDS_FOLDER } from "../src/app.ts";
import { type Db, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import { LANGUAGE_VERSION } from "../src/domain/topic/language.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { printCanonical } from "../src/domain/topic/print.ts";
import { scopeToSources } from "../src/domain/topic/scope.ts";
import { compileAllDue } from "../src/pipeline/compile-all.ts";
import type { Channels } from "../src/pipeline/deliver-order.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { matchWaiting } from "../src/pipeline/match.ts";
import { parseHuggingFaceDay } from "../src/sources/huggingface/parse.ts";
import { makeOrder, NOON } from "../test/support/listings.ts";
import { startPostgres } from "../test/support/postgres-server.ts";

const SIZES = [10_000, 100_000];
const TOPICS_A_READER = 3;
const BARS = { seconds: 20, megabytes: 400, growth: 1.1 };

interface Planned {
  ms: number;
  items: number;
  digests: number;
  quiet: number;
  megabytes: number;
}

export async function benchPlan(): Promise<void> {
  const server = await startPostgres([]);
  try {
    const results: { readers: number; planned: Planned; plain: number }[] = [];
    for (const readers of SIZES) {
      const url = await makeMorning(server.url, readers);
      const planned = await planInChild(url);
      results.push({ readers, planned, plain: await insertPlain(url, planned.items) });
    }
    report(results);
  } finally {
    await server.stop();
  }
}

function report(results: { readers: number; planned: Planned; plain: number }[]): void {
  console.log(
    `Planning, Postgres: the two sample days, the catalogue's topics, ${TOPICS_A_READER} a reader, all due at once`,
  );
  for (const { readers, planned, plain } of results) {
    const seconds = planned.ms / 1_000;
    const each = (planned.ms / readers) * 1_000;
    console.log(
      `  ${readers.toLocaleString("en").padStart(7)} readers  ${seconds.toFixed(1).padStart(5)} s, ${each.toFixed(0)} µs a reader, ${planned.digests.toLocaleString("en")} digests with ${(planned.items / Math.max(1, planned.digests)).toFixed(1)} papers, ${planned.quiet.toLocaleString("en")} quiet; at most ${planned.megabytes.toFixed(0)} MB`,
    );
    console.log(
      `          beside it: one insert ... select of ${planned.items.toLocaleString("en")} rows (reader, paper) alone takes ${(plain / 1_000).toFixed(1)} s; ratio ${(planned.ms / plain).toFixed(1)}`,
    );
  }
  const [small, large] = results as [(typeof results)[number], (typeof results)[number]];
  const growth = large.planned.ms / large.readers / (small.planned.ms / small.readers);
  console.log(`  time of the larger: ${(large.planned.ms / 1_000).toFixed(1)} s (bar ${BARS.seconds})`);
  console.log(`  cost of a reader, larger beside smaller: ${growth.toFixed(2)}`);
  console.log(
    `  memory, larger beside smaller: ${(large.planned.megabytes / small.planned.megabytes).toFixed(2)} (bar ${BARS.growth}), ${large.planned.megabytes.toFixed(0)} MB (bar ${BARS.megabytes})`,
  );
}

/** A database in which so many readers are due: papers read and matched, readers and orders written by a few statements. */
async function makeMorning(server: string, readers: number): Promise<string> {
  const admin = new pg.Client({ connectionString: `${server}postgres` });
  await admin.connect();
  await admin.query(`create database plan_${readers}`);
  await admin.end();
  const url = `${server}plan_${readers}`;
  const { db, close } = await openDatabase({ kind: "postgres", url });
  await saveSources(db, ["huggingface"], NOON.toString());
  await makeReaders(db, readers);
  for (const day of ["2026-05-13", "2026-05-14"]) await takeIn(db, makeOrder(await readSampleDay(day)));
  await db.transaction().execute((tx) => matchWaiting(tx, NOON));
  await sql`vacuum analyze`.execute(db);
  await close();
  return url;
}

async function readSampleDay(day: string): Promise<Listing[]> {
  const parsed = parseHuggingFaceDay(await readFile(join(SEEDS_FOLDER, "listings", `${day}.json`), "utf8"), day);
  if (!parsed.ok) throw new Error(parsed.cause);
  return parsed.listings;
}

/** Readers choose among the topics of the catalogue as a square law has it: the first most, the last rarely. */
async function makeReaders(db: Db, readers: number): Promise<void> {
  const catalogue = JSON.parse(await readFile(join(SEEDS_FOLDER, "topics.json"), "utf8")) as { query: string }[];
  const topics = catalogue.map(({ query }) => {
    const parsed = parseTopic(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return printCanonical(scopeToSources(parsed.topic.ast, ["huggingface"]));
  });
  await sql`insert into topic (language, canonical, created_at, first_seq)
    select ${LANGUAGE_VERSION}::integer, w, ${NOON.toString()}::timestamptz, 0 from jsonb_array_elements_text(${JSON.stringify(topics)}::jsonb) as w`.execute(
    db,
  );
  await sql`insert into subscriber (channel, address, address_key, zone, hour, confirmed_at, created_at, next_due_at, next_on)
    select 'email', 'reader' || n || '@example.org', 'reader' || n || '@example.org', 'UTC', '12:00', now(), now(), ${NOON.toString()}::timestamptz, '2026-05-14'
    from generate_series(1, ${readers}::integer) as n`.execute(db);
  await sql`insert into subscription (subscriber_id, number, topic_id, name, reading, cadence, start_seq, starts_on, created_at)
    select distinct on (s.id, t.id) s.id, k, t.id, t.canonical, t.canonical, 'daily', 0, '2026-05-01'::date, now()
    from subscriber s cross join generate_series(1, ${TOPICS_A_READER}::integer) as k
    join topic t on t.id = 1 + floor(power(mod((s.id * 7919 + k * 104729)::bigint, 10007) / 10007.0, 2) * ${topics.length}::integer)`.execute(
    db,
  );
}

async function planInChild(url: string): Promise<Planned> {
  const child = fork(import.meta.filename, [url], { stdio: "inherit" });
  const [planned] = (await once(child, "message")) as [Planned];
  await once(child, "exit");
  return planned;
}

/** The least that any planner writes: one narrow row a paper and reader, with its key, in one statement. */
async function insertPlain(url: string, rows: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "create table plain (subscriber_id bigint, paper_id bigint, primary key (subscriber_id, paper_id))",
  );
  const start = performance.now();
  await client.query("insert into plain select n / 20, n % 20 from generate_series(1, $1::integer) as n", [rows]);
  const took = performance.now() - start;
  await client.end();
  return took;
}

async function plan(url: string): Promise<void> {
  const { db, close } = await openDatabase({ kind: "postgres", url });
  const clock = { now: () => NOON };
  const installation = { name: "Paperboy", operator: null, postalAddress: null, links: null, returnPath: null };
  const start = performance.now();
  const compiled = await compileAllDue({ clock, channels: {} as Channels, installation, late: [] }, (work) =>
    db.transaction().execute(work),
  );
  const ms = performance.now() - start;
  await close();
  const planned: Planned = { ms, ...compiled, megabytes: process.resourceUsage().maxRSS / 1_024 };
  process.send?.(planned);
  process.disconnect?.();
}

const url = process.argv[2];
if (import.meta.main && url) await plan(url);
