/** Matching beside Postgres: time a topic, memory and growth to a million subscriptions, broad topics, previews of a month. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { type Db, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import { internTopics, listTopics } from "../src/db/topics.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import type { Searchable } from "../src/domain/paper/paper.ts";
import { LANGUAGE_VERSION } from "../src/domain/topic/language.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { DAY, makeListing, makeOrder, NOON } from "../test/support/listings.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { type Measured, MONTH, PAPERS, SEED } from "./match-child.ts";
import { createMix } from "./match-mix.ts";
import { type Asked, askIndex, askNested, fillPapers, fillTopics } from "./match-postgres.ts";

/** `npm run bench -- match 100000` stops at that size. */
const SIZES = [10_000, 100_000, 1_000_000].filter((size) => size <= Number(process.argv[3] ?? 1_000_000));
const COMPARED = 100_000;
const NESTED = 2_000;
const ROUNDS = 3;
const DRAWN_AT_ONCE = 10_000;
const BARS = { nested: 100, index: 2, seconds: 8, megabytes: 512, broad: 3, preview: 100 };

export async function benchMatch(): Promise<void> {
  const server = await startPostgres([]);
  try {
    const admin = new pg.Client({ connectionString: `${server.url}postgres` });
    await admin.connect();
    await admin.query("create database bench");
    await admin.end();
    await benchOn(`${server.url}bench`);
  } finally {
    await server.stop();
  }
}

async function benchOn(url: string): Promise<void> {
  const { db, close } = await openDatabase({ kind: "postgres", url });
  const lastIds = await subscribe(db);
  console.log(
    `Matching, Postgres: ${PAPERS.toLocaleString("en")} papers of a day; the mix is told in bench/match-mix.ts`,
  );
  const passes: { subscriptions: number; measured: Measured }[] = [];
  for (const [i, subscriptions] of SIZES.entries()) {
    const measured = await repeat(subscriptions === COMPARED ? ROUNDS : 1, () =>
      inChild("pass", url, String(lastIds[i])),
    );
    reportPass(subscriptions, measured);
    passes.push({ subscriptions, measured });
  }
  reportGrowth(passes);
  const compared = passes.find(({ subscriptions }) => subscriptions === COMPARED)?.measured;
  if (compared) await comparePostgres(db, url, compared, lastIds[SIZES.indexOf(COMPARED)] as number);
  reportBroad(await inChild("broad"));
  reportPreviews(await inChild("preview"));
  await takeInMonth(db);
  await close();
  const cold = await inChild("cold", url);
  console.log(
    `    cold, as the command line: ${seconds(cold.matching)} from the process' start to the answer (no bar)`,
  );
}

/** The fastest round, as of Postgres' (match-postgres.ts): what else the machine does only adds. */
async function repeat(rounds: number, measure: () => Promise<Measured>): Promise<Measured> {
  let best = await measure();
  for (let round = 1; round < rounds; round += 1) {
    const next = await measure();
    if (next.cpu.topics < best.cpu.topics) best = next;
  }
  return best;
}

/** Interns what subscribers ask; gives, for each size, the last topic's id. */
async function subscribe(db: Db): Promise<number[]> {
  const mix = createMix(SEED);
  mix.makePapers(PAPERS);
  const lastIds: number[] = [];
  let last = 0;
  for (let drawn = 0; drawn < (SIZES.at(-1) as number); drawn += DRAWN_AT_ONCE) {
    const canonicals = Array.from({ length: DRAWN_AT_ONCE }, mix.drawTopic);
    const ids = await internTopics(db, LANGUAGE_VERSION, canonicals, NOON.toString());
    for (const id of ids.values()) last = Math.max(last, id);
    if (SIZES.includes(drawn + DRAWN_AT_ONCE)) lastIds.push(last);
  }
  await sql`analyze topic`.execute(db); // as Postgres itself does within a minute
  return lastIds;
}

async function inChild(...args: string[]): Promise<Measured> {
  const child = fork(join(import.meta.dirname, "match-child.ts"), args, { stdio: "inherit" });
  const message = once(child, "message");
  const exit = once(child, "exit");
  const first = await Promise.race([message, exit.then(() => null)]);
  if (first === null) throw new Error(`the child for ${args[0]} ended without an answer`);
  await exit;
  return (first as [Measured])[0];
}

/** All that a pass takes but for writing: indexing the day, reading the topics, planning and matching them. */
const sum = ({ indexing, reading, planning, matching }: Measured) => indexing + reading + planning + matching;
const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const whole = (value: number) => Math.round(value).toLocaleString("en");

function reportPass(subscriptions: number, measured: Measured): void {
  const { topics, hits, indexing, reading, planning, matching, cpu, megabytes } = measured;
  console.log(
    `  ${whole(subscriptions).padStart(9)} subscriptions, ${whole(topics)} topics, ${(hits / topics).toFixed(0)} hits a topic: ` +
      `${seconds(sum(measured))}; at most ${whole(megabytes)} MB`,
  );
  console.log(
    `    index of the day ${seconds(indexing)}; reading ${seconds(reading)} and planning ${seconds(planning)}; ` +
      `matching and scoring ${seconds(matching)}; of a processor ${seconds(cpu.indexing)} and ${seconds(cpu.topics)}`,
  );
}

function reportGrowth(passes: { subscriptions: number; measured: Measured }[]): void {
  const costs = passes.map(({ subscriptions, measured: { cpu, topics } }) => {
    const all = cpu.topics * 1_000;
    return `${(all / subscriptions).toFixed(1)} µs a subscription (${(all / topics).toFixed(1)} a topic)`;
  });
  console.log(`    processor time without index and reading: ${costs.join(", ")} (bar: flat)`);
  const largest = passes.at(-1)?.measured as Measured;
  console.log(
    `    the largest: ${seconds(sum(largest))} (bar ${BARS.seconds} s), ${whole(largest.megabytes)} MB (bar ${BARS.megabytes})`,
  );
}

async function comparePostgres(db: Db, url: string, ours: Measured, last: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await fillPapers(client, createMix(SEED).makePapers(PAPERS));
  for (let after = 0; after < last; ) {
    const page = (await listTopics(db, after, 20_000, true)).filter(({ id }) => id <= last);
    await fillTopics(client, page);
    after = page.at(-1)?.id ?? last;
  }
  const nested = await askNested(client, NESTED);
  const index = await askIndex(client);
  await client.end();
  console.log(`    Postgres, nested @@, ${describe(nested)}; with GIN on papers, ${describe(index)}`);
  const { planning, matching, cpu } = ours;
  const compare = (what: string, mine: number, theirs: { nested: number; index: number }, told: string) => {
    const each = mine / ours.topics;
    const pairs = theirs.nested / nested.topics / each;
    const topics = theirs.index / index.topics / each;
    const a_pair = ((each / PAPERS) * 1_000_000).toFixed(1);
    console.log(
      `    ${what}: ours ${a_pair} ns a pair, ${pairs.toFixed(0)} times nested, ${topics.toFixed(1)} times GIN${told}`,
    );
  };
  const bars = ` (bars ${BARS.nested} and ${BARS.index})`;
  const busy = { nested: nested.cpu, index: index.cpu };
  compare("planning, matching, scoring, processor time", cpu.topics, busy, bars);
  const waited = { nested: nested.ms, index: index.ms };
  compare("the same by the clock", planning + matching, waited, "");
  compare("with indexing the day and reading topics", sum(ours), waited, "");
}

const describe = ({ ms, cpu, topics, hits }: Asked) =>
  `${whole(topics)} topics, ${(hits / topics).toFixed(0)} hits each: ${seconds(ms)} (${seconds(cpu)} of a processor)`;

function reportBroad({ topics, hits, planning, matching, cpu }: Measured): void {
  console.log(
    `  ${whole(topics)} topics of 12 common words joined by OR, ${whole(hits / topics)} hits each: ` +
      `planning ${seconds(planning)}, matching and scoring ${seconds(matching)} (bar ${BARS.broad} s); of a processor ${seconds(cpu.topics)}`,
  );
}

function reportPreviews({ topics, indexing, each }: Measured): void {
  const at = (share: number) => (each[Math.min(each.length - 1, Math.floor(each.length * share))] as number).toFixed(1);
  console.log(`  Live preview over ${whole(MONTH)} papers, ${topics} topics, every eighth broad`);
  console.log(
    `    warm: median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, the slowest ${at(1)} ms (bar ${BARS.preview}); ` +
      `the index once ${seconds(indexing)}`,
  );
}

async function takeInMonth(db: Db): Promise<void> {
  await saveSources(db, ["huggingface"], NOON.toString());
  const papers = createMix(SEED).makePapers(MONTH);
  for (let from = 0; from < papers.length; from += 1_000) {
    await takeIn(db, makeOrder(papers.slice(from, from + 1_000).map(toListing)));
  }
}

const toListing = ({ arxivId, title, abstract, authors, organisation, categories, upvotes }: Searchable): Listing =>
  makeListing({
    arxiv: arxivId as string,
    ...{ title, abstract, authors, organisation, categories, upvotes, listedOn: DAY, authorCount: authors.length },
  });
