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

const SIZES = [10_000, 100_000, 1_000_000];
const COMPARED = 100_000;
const NESTED = 2_000;
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
    const measured = await inChild("pass", url, String(lastIds[i]));
    reportPass(subscriptions, measured);
    passes.push({ subscriptions, measured });
  }
  reportGrowth(passes);
  const compared = passes.find(({ subscriptions }) => subscriptions === COMPARED)?.measured as Measured;
  await comparePostgres(db, url, compared, lastIds[SIZES.indexOf(COMPARED)] as number);
  reportBroad(await inChild("broad"));
  reportPreviews(await inChild("preview"));
  await takeInMonth(db);
  await close();
  const cold = await inChild("cold", url);
  console.log(
    `    cold, as the command line: ${seconds(cold.matching)} from the process' start to the answer (no bar)`,
  );
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
  const { topics, hits, indexing, reading, planning, matching, megabytes } = measured;
  console.log(
    `  ${whole(subscriptions).padStart(9)} subscriptions, ${whole(topics)} topics, ${(hits / topics).toFixed(0)} hits a topic: ` +
      `${seconds(sum(measured))}; at most ${whole(megabytes)} MB`,
  );
  console.log(
    `    index of the day ${seconds(indexing)}; reading ${seconds(reading)} and planning ${seconds(planning)}; ` +
      `matching and scoring ${seconds(matching)}`,
  );
}

function reportGrowth(passes: { subscriptions: number; measured: Measured }[]): void {
  const costs = passes.map(({ subscriptions, measured }) => {
    const { reading, planning, matching, topics } = measured;
    const all = (reading + planning + matching) * 1_000;
    return `${(all / subscriptions).toFixed(1)} µs a subscription (${(all / topics).toFixed(1)} a topic)`;
  });
  console.log(`    without the index: ${costs.join(", ")} (bar: flat)`);
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
  const perPair = (ms: number, topics: number) => (ms / topics / PAPERS) * 1_000_000;
  const theirs = perPair(nested.ms, nested.topics);
  const mine = perPair(sum(ours), ours.topics);
  console.log(
    `    Postgres, nested @@, ${describe(nested)}: ${theirs.toFixed(0)} ns a pair; ours ${mine.toFixed(1)} ns: ` +
      `${(theirs / mine).toFixed(0)} times (bar ${BARS.nested})`,
  );
  const perTopic = index.ms / index.topics / (sum(ours) / ours.topics);
  console.log(`    Postgres, GIN on papers, ${describe(index)}: ${perTopic.toFixed(1)} times ours (bar ${BARS.index})`);
  console.log(
    "    ours with the index of the day, reading and scoring; Postgres without making its vectors or scoring",
  );
}

const describe = ({ ms, topics, hits }: Asked) =>
  `${whole(topics)} topics, ${(hits / topics).toFixed(0)} hits each: ${seconds(ms)}`;

function reportBroad({ topics, hits, planning, matching }: Measured): void {
  console.log(
    `  ${whole(topics)} topics of 12 common words joined by OR, ${whole(hits / topics)} hits each: ` +
      `planning ${seconds(planning)}, matching and scoring ${seconds(matching)} (bar ${BARS.broad} s)`,
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
