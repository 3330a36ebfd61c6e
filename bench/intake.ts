/** Intake beside the plain way: milliseconds, listings a second, ratios, second pass, memory and growth. */
import pg from "pg";
import { saveSources } from "../src/db/intakes.ts";
import { type OpenDatabase, openDatabase } from "../src/db/open.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { makeOrder } from "../test/support/listings.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { makeBenchListings } from "./listings.ts";
import { upsertRowByRow } from "./row-by-row.ts";

const LISTINGS = 5_000;
const REPEATS = 3;

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
}

interface Passes {
  first: number;
  second: number;
  heapMb: number;
}

async function benchPostgres(makeDatabase: () => Promise<string>): Promise<void> {
  const listings = makeBenchListings(LISTINGS);
  const onPostgres = async (some: Listing[]) =>
    openDatabase({ kind: "postgres", url: await makeDatabase() }).then((open) => timeOurs(open, some));
  await onPostgres(listings.slice(0, 500)); // warms the compiler up
  const ours = await best(() => onPostgres(listings));
  const one = await best(async () => timeTheirs(await makeDatabase(), listings, false));
  const many = await timeTheirs(await makeDatabase(), listings, true);
  console.log(`Postgres, ${LISTINGS} listings, best of ${REPEATS}`);
  report("ours, all identity rules", ours);
  report("row by row, one transaction", one);
  report("row by row, a transaction each", many);
  console.log(`  faster than one transaction   ${ratio(one.first, ours.first)} (bar 2)`);
  console.log(`  faster than a transaction each ${ratio(many.first, ours.first)} (bar 10)`);
  console.log(`  second pass beside first       ${ratio(ours.first, ours.second)} faster (bar 1)`);
  const small = await best(() => onPostgres(listings.slice(0, 1_000)));
  const perListing = (ms: number, count: number) => `${((ms / count) * 1_000).toFixed(0)} µs`;
  console.log(
    `  growth: ${perListing(small.first, 1_000)} a listing at 1,000, ${perListing(ours.first, LISTINGS)} at ${LISTINGS}`,
  );
}

async function benchPGlite(): Promise<void> {
  const ours = await timeOurs(await openDatabase({ kind: "memory" }), makeBenchListings(LISTINGS));
  console.log(`PGlite in memory, ${LISTINGS} listings`);
  report("ours, all identity rules", ours);
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

async function timeTheirs(url: string, listings: Listing[], each: boolean): Promise<Passes> {
  const open = await openDatabase({ kind: "postgres", url });
  await saveSources(open.db, ["huggingface", "page"], "2026-05-14T12:00:00Z");
  await open.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const first = await time(() => upsertRowByRow(client, listings, each));
  const second = await time(() => upsertRowByRow(client, listings, each));
  await client.end();
  return { first, second, heapMb: 0 };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function best(work: () => Promise<Passes>): Promise<Passes> {
  const passes: Passes[] = [];
  for (let i = 0; i < REPEATS; i++) passes.push(await work());
  return {
    first: Math.min(...passes.map((each) => each.first)),
    second: Math.min(...passes.map((each) => each.second)),
    heapMb: Math.max(...passes.map((each) => each.heapMb)),
  };
}

const ratio = (slow: number, fast: number): string => `${(slow / fast).toFixed(1)} times`;

function report(what: string, { first, second, heapMb }: Passes): void {
  const rate = Math.round(LISTINGS / (first / 1_000)).toLocaleString("en");
  const heap = heapMb > 0 ? `, heap +${heapMb.toFixed(0)} MB` : "";
  console.log(
    `  ${what.padEnd(32)}${first.toFixed(0).padStart(6)} ms, ${rate.padStart(7)}/s; again ${second.toFixed(0).padStart(5)} ms${heap}`,
  );
}
