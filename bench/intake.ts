/** Intake beside the plain way: milliseconds, listings a second, ratios, second pass, memory and growth. */
import pg from "pg";
import { type OpenDatabase, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { makeOrder } from "../test/support/listings.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { benchMonth } from "./intake-bulk.ts";
import { makeBenchListings } from "./listings.ts";
import { type Transactions, upsertRowByRow } from "./row-by-row.ts";

const LISTINGS = 5_000;
const ROUNDS = 3;

export async function benchIntake(): Promise<void> {
  const server = await startPostgres([]);
  try {
    const admin = new pg.Client({ connectionString: `${server.url}postgres` });
    await admin.connect();
    const makeDatabase = async () => {
      await admin.query("drop database if exists bench");
      await admin.query("create database bench");
      return `${server.url}bench`;
    };
    await benchPostgres(makeDatabase);
    await admin.end();
  } finally {
    await server.stop();
  }
  await benchPGlite();
  await benchMonth();
}

interface Passes {
  first: number;
  second: number;
  heapMb: number;
}

/** Rounds in turn, so that a slow minute of the machine is everybody's; the median round counts. */
async function benchPostgres(makeDatabase: () => Promise<string>): Promise<void> {
  const listings = makeBenchListings(LISTINGS);
  const onPostgres = async (some: Listing[]) =>
    openDatabase({ kind: "postgres", url: await makeDatabase() }).then((open) => timeOurs(open, some));
  const theirs = async (transactions: Transactions) => timeTheirs(await makeDatabase(), listings, transactions);
  await onPostgres(listings.slice(0, 500)); // warms the compiler up
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++)
    rounds.push({
      ours: await onPostgres(listings),
      one: await theirs("one"),
      listing: await theirs("listing"),
      upsert: await theirs("upsert"),
    });
  console.log(`Postgres, ${LISTINGS} listings, median of ${ROUNDS} rounds`);
  report("ours, all identity rules", median(rounds.map((round) => round.ours.first)));
  report("ours again, all seen", median(rounds.map((round) => round.ours.second)));
  report("row by row, one transaction", median(rounds.map((round) => round.one)));
  report("row by row, one for each listing", median(rounds.map((round) => round.listing)));
  report("row by row, single transactions", median(rounds.map((round) => round.upsert)));
  const faster = (of: (round: Round) => number) => median(rounds.map((round) => of(round) / round.ours.first));
  console.log(`  faster than one transaction    ${faster((round) => round.one).toFixed(1)} times (bar 2)`);
  console.log(`  faster than single ones        ${faster((round) => round.upsert).toFixed(1)} times (bar 10)`);
  console.log(`  faster than one a listing      ${faster((round) => round.listing).toFixed(1)} times (no bar)`);
  const commit = median(rounds.map((round) => (round.listing - round.one) / LISTINGS));
  console.log(
    `    (a transaction costs ${commit.toFixed(2)} ms more here: on disks that flush slowly this ratio is larger)`,
  );
  const again = median(rounds.map((round) => round.ours.first / round.ours.second));
  console.log(`  second pass beside the first   ${again.toFixed(1)} times faster (bar 1)`);
  console.log(
    `  heap                           +${Math.max(...rounds.map((round) => round.ours.heapMb)).toFixed(0)} MB`,
  );
  const small = await onPostgres(listings.slice(0, 1_000));
  const large = median(rounds.map((round) => round.ours.first));
  const perListing = (ms: number, count: number) => `${((ms / count) * 1_000).toFixed(0)} µs`;
  console.log(
    `  growth: ${perListing(small.first, 1_000)} a listing at 1,000, ${perListing(large, LISTINGS)} at ${LISTINGS}`,
  );
}

interface Round {
  ours: Passes;
  one: number;
  listing: number;
  upsert: number;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function benchPGlite(): Promise<void> {
  const ours = await timeOurs(await openDatabase({ kind: "memory" }), makeBenchListings(LISTINGS));
  console.log(`PGlite in memory, ${LISTINGS} listings`);
  report("ours, all identity rules", ours.first);
  report("ours again, all seen", ours.second);
}

async function timeOurs(open: OpenDatabase, listings: Listing[]): Promise<Passes> {
  await saveSources(open.db, ["huggingface", "page"], "2026-05-14T12:00:00Z");
  const before = process.memoryUsage().heapUsed;
  const first = await time(() => takeIn(open.db, makeOrder(listings)));
  const heapMb = (process.memoryUsage().heapUsed - before) / 1e6;
  const second = await time(() => takeIn(open.db, makeOrder(listings)));
  await open.close();
  return { first, second, heapMb };
}

async function timeTheirs(url: string, listings: Listing[], transactions: Transactions): Promise<number> {
  const open = await openDatabase({ kind: "postgres", url });
  await saveSources(open.db, ["huggingface", "page"], "2026-05-14T12:00:00Z");
  await open.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const taken = await time(() => upsertRowByRow(client, listings, transactions));
  await client.end();
  return taken;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function report(what: string, ms: number): void {
  const rate = Math.round(LISTINGS / (ms / 1_000)).toLocaleString("en");
  console.log(`  ${what.padEnd(32)}${ms.toFixed(0).padStart(6)} ms, ${rate.padStart(7)}/s`);
}
