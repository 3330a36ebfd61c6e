/** A month of 10,000 readers and 50,000 papers (a tenth of each unless PAPERBOY_TEST_LONG=1) there and back again, sum by sum. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { backup, checkBackup, restore } from "../../src/keeping/backup.ts";
import { type Moved, move } from "../../src/keeping/move.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { fillLedger } from "../support/ledger.ts";

const SIZE =
  process.env.PAPERBOY_TEST_LONG === "1"
    ? { papers: 50_000, subscribers: 10_000, days: 30 }
    : { papers: 5_000, subscribers: 500, days: 10 };
/** Above what the program holds before: one table's rows alone are ten times as much in the long form. */
const ROOM_MB = 700;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openFolder(): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-far-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return opened(openDatabase({ kind: "folder", path: folder }));
}

async function opened(opening: Promise<OpenDatabase>): Promise<OpenDatabase> {
  const database = await opening;
  closing.push(() => database.close());
  return database;
}

async function measure(name: string, source: OpenDatabase, target: OpenDatabase): Promise<Moved> {
  const begun = performance.now();
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss() / 1e6);
  };
  const before = process.memoryUsage.rss() / 1e6;
  const moved = await move(source, target, { from: name, again: false, onProgress: look });
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `${name}: ${moved.rows} rows in ${seconds.toFixed(1)} s, ${Math.round(moved.rows / seconds)} rows/s, RSS ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`,
  );
  expect(most - before).toBeLessThan(ROOM_MB);
  return moved;
}

it("into one file and out of it: every table has the sums that it had", { timeout: 30 * 60_000 }, async () => {
  const source = await openFolder();
  await fillLedger(source.db, SIZE);
  const folder = await mkdtemp(join(tmpdir(), "paperboy-far-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "far.backup");
  const begun = performance.now();
  const order = { file, secret: null, now: Temporal.Instant.from("2026-06-01T00:00:00Z"), onProgress: () => {} };
  const { rows } = await backup(source, "the source", order);
  const backed = performance.now();
  const target = await openFolder();
  const again = { again: false, holdAt: null, onProgress: () => {} };
  const restored = await restore(target, file, await checkBackup(file), again);
  const seconds = [backed - begun, performance.now() - backed].map((ms) => (ms / 1_000).toFixed(1));
  console.log(
    `backup: ${rows} rows in ${seconds[0]} s, ${((await stat(file)).size / 1e6).toFixed(0)} MB; restore in ${seconds[1]} s`,
  );
  expect(restored.compared.filter(({ equal }) => !equal)).toEqual([]);
  expect(restored.compared.find(({ table }) => table === "delivery")?.to.rows).toBe(SIZE.subscribers * SIZE.days);
});

it("embedded to Postgres and back: every table has the sums that it had", { timeout: 30 * 60_000 }, async () => {
  const source = await openFolder();
  await fillLedger(source.db, SIZE);
  const server = await opened(
    openDatabase({ kind: "postgres", url: await createPostgresDatabase("empty") }, { unfinished: true }),
  );
  const there = await measure("embedded to Postgres", source, server);
  const back = await openFolder();
  const again = await measure("Postgres to embedded", server, back);
  expect([there.equal, again.equal]).toEqual([true, true]);
  expect(again.compared.map(({ table, to }) => [table, to])).toEqual(
    there.compared.map(({ table, from }) => [table, from]),
  );
  expect(again.compared.find(({ table }) => table === "delivery")?.to.rows).toBe(SIZE.subscribers * SIZE.days);
});
