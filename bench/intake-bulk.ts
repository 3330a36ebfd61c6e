/** A month of arXiv taken in with all identity rules, beside a bare COPY of the same rows on the same server: time, growth, memory. */
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type OpenDatabase, openDatabase } from "../src/db/open.ts";
import { collectGarbage } from "../src/memory.ts";
import { takeInListings } from "../src/pipeline/intake.ts";
import { hasArxivMonth } from "../test/support/arxiv-month.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { CREATE_BARE, writeCopyFile } from "./bare-copy.ts";
import { readBulk } from "./bulk-listings.ts";

const AT = Temporal.Instant.from("2026-06-01T12:00:00Z");
const TENFOLD = 10;

interface Measured {
  rows: number;
  /** Milliseconds. */
  copy: number;
  first: number;
  second: number;
  /** At most while taking in, MB: of the heap what is in use, garbage not counted. */
  heap: number;
  rss: number;
  /** Milliseconds of each page of the first pass. */
  pages: number[];
}

/** One kind of database: how to open an empty one, and how long a COPY of a file takes in it. */
interface Ground {
  name: string;
  open(): Promise<OpenDatabase>;
  copy(file: string): Promise<number>;
}

/** The month on both databases. */
export const benchMonth = (): Promise<void> => onBoth((ground) => compare(ground, [1]));

/** The month and ten times as many papers. */
export const benchBulk = (): Promise<void> => onBoth((ground) => compare(ground, [1, 1, TENFOLD, 1]));

/** Rounds of the month stand before and after the tenfold one, so that a slow minute of the machine is everybody's. */
async function compare(ground: Ground, sizes: number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-bulk-"));
  await chmod(folder, 0o755); // the server runs as another user
  await measure(ground, folder, 1); // warms up
  const results: Measured[] = [];
  for (const times of sizes) results.push(await measure(ground, folder, times));
  await rm(folder, { recursive: true });
  const [large] = results.splice(sizes.indexOf(TENFOLD), sizes.includes(TENFOLD) ? 1 : 0);
  tell(ground.name, middle(results), large);
}

/** The round with the middle ratio. */
const middle = (rounds: Measured[]): Measured =>
  rounds.toSorted((a, b) => a.first / a.copy - b.first / b.copy)[Math.floor(rounds.length / 2)] as Measured;

async function measure(ground: Ground, folder: string, times: number): Promise<Measured> {
  const file = join(folder, "listings.copy");
  const rows = await writeCopyFile(file, readBulk(times));
  const copy = await ground.copy(file);
  const open = await ground.open();
  const peak = { heap: 0, rss: 0 };
  const pages = await takeInAll(open, times, peak);
  const again = await takeInAll(open, times, peak);
  await open.close();
  return { rows, copy, first: sum(pages), second: sum(again), pages, ...peak };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Milliseconds of each page. Reading and parsing the file is not counted: COPY gets its rows ready made as well. */
async function takeInAll({ db }: OpenDatabase, times: number, peak: { heap: number; rss: number }): Promise<number[]> {
  const pages: number[] = [];
  for await (const listings of readBulk(times)) {
    const start = performance.now();
    await takeInListings(db, { parsed: { listings, unread: [] }, live: true, at: AT });
    pages.push(performance.now() - start);
    collectGarbage(); // else a longer pass would only show that V8 let more of it lie
    const { heapUsed, rss } = process.memoryUsage();
    peak.heap = Math.max(peak.heap, heapUsed / 1e6);
    peak.rss = Math.max(peak.rss, rss / 1e6);
  }
  return pages;
}

function tell(name: string, month: Measured, large: Measured | undefined): void {
  const source = hasArxivMonth
    ? "recorded papers of a month"
    : "generated papers (recorded ones are not beside the repository)";
  console.log(`${name}, ${month.rows.toLocaleString("en")} ${source}`);
  const say = (what: string, value: string) => console.log(`  ${what.padEnd(32)}${value}`);
  const ratio = (a: number, b: number, bar: string) => `${(a / b).toFixed(1)} times (${bar})`;
  const ms = (value: number) => `${value.toFixed(0).padStart(6)} ms`;
  say("bare COPY, no index", ms(month.copy));
  say("ours, all identity rules", `${ms(month.first)}, ${ratio(month.first, month.copy, "bar: at most 8")}`);
  say("ours again, all seen", `${ms(month.second)}, ${ratio(month.first, month.second, "bar: faster")} faster`);
  say("memory at most", `heap in use ${month.heap.toFixed(0)} MB, RSS ${month.rss.toFixed(0)} MB`);
  if (!large) return;
  console.log(`  ${large.rows.toLocaleString("en")} papers`);
  say("bare COPY, no index", ms(large.copy));
  say(
    "ours, all identity rules",
    `${ms(large.first)}, ${ratio(large.first, month.first, "bar: at most 12")} the month`,
  );
  const part = Math.ceil(large.pages.length / 4);
  const [early, late] = [median(large.pages.slice(0, part)), median(large.pages.slice(-part))];
  say("a page, first and last quarter", `${ms(early)} and ${ms(late)}: ${ratio(late, early, "1 is no growth")}`);
  say("ours again, all seen", `${ms(large.second)}, ${ratio(large.second, month.second, "bar: at most 12")} the month`);
  say("memory at most", `heap in use ${large.heap.toFixed(0)} MB, RSS ${large.rss.toFixed(0)} MB (bar: flat)`);
}

async function onBoth(each: (ground: Ground) => Promise<void>): Promise<void> {
  const server = await startPostgres([]);
  try {
    await each(postgresAt(server.url));
  } finally {
    await server.stop();
  }
  const folder = await mkdtemp(join(tmpdir(), "paperboy-pglite-"));
  await each(pgliteIn(folder));
  await rm(folder, { recursive: true });
}

function postgresAt(url: string): Ground {
  const anew = async (name: string) => {
    const admin = new pg.Client({ connectionString: `${url}postgres` });
    await admin.connect();
    await admin.query(`drop database if exists ${name}`);
    await admin.query(`create database ${name}`);
    await admin.end();
    return `${url}${name}`;
  };
  return {
    name: "Postgres",
    open: async () => openDatabase({ kind: "postgres", url: await anew("bench") }),
    async copy(file) {
      const client = new pg.Client({ connectionString: await anew("bare") });
      await client.connect();
      await client.query(CREATE_BARE);
      const taken = await time(() => client.query(`copy bare from '${file}'`));
      await client.end();
      return taken;
    },
  };
}

/** In folders, as the embedded database is used: in memory its data would be ours. */
function pgliteIn(folder: string): Ground {
  let count = 0;
  return {
    name: "PGlite",
    open: () => openDatabase({ kind: "folder", path: join(folder, String(count++)) }),
    async copy(file) {
      const pglite = await PGlite.create({ dataDir: join(folder, String(count++)) });
      await pglite.exec(CREATE_BARE);
      const blob = new Blob([await readFile(file)]);
      const taken = await time(() => pglite.query("copy bare from '/dev/blob'", [], { blob }));
      await pglite.close();
      return taken;
    },
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
