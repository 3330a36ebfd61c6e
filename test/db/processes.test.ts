/** What must hold when several processes start at once, or one is killed: real processes, real databases. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdFolder } from "../../src/db/folder-lock.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createPostgresDatabase, listMigrations } from "../support/databases.ts";
import { type Child, startChild } from "../support/processes.ts";

const CHILD = join(import.meta.dirname, "child.ts");
const BIN = join(import.meta.dirname, "../../bin/paperboy.js");

let folder: string;
let children: Child[] = [];
const start = (file: string, args: string[], env?: Record<string, string>) => {
  const child = startChild(file, args, env);
  children.push(child);
  return child;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "paperboy-processes-"));
});
afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map((child) => child.ended));
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

describe("twenty processes that start at once on a new Postgres database", () => {
  it("all succeed, and the schema is applied once", async () => {
    const url = await createPostgresDatabase("empty");
    const starting = Array.from({ length: 20 }, () => start(CHILD, ["open", url]));
    const codes = await Promise.all(starting.map((child) => child.ended));
    expect(starting.map((child) => child.errors()).join("")).toBe("");
    expect(codes).toEqual(Array(20).fill(0));
    const database = await openDatabase({ kind: "postgres", url });
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database.db);
    const locks =
      await sql`select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`.execute(
        database.db,
      );
    await database.close();
    expect(rows.map((row) => row.name)).toEqual(listMigrations());
    expect(locks.rows).toEqual([]);
  }, 60_000);
});

describe("the data folder", () => {
  it("is refused to a second process, in words that name the holder and the ways out, with exit code 1", async () => {
    const first = start(CHILD, ["lock", join(folder, "db")]);
    await first.untilSaid((line) => line === "held");
    const second = start(BIN, ["subscribers"], { PAPERBOY_DATA: folder });
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain(`in use by process ${first.process.pid}`);
    for (const way of ["stop it", "PAPERBOY_DATA", "DATABASE_URL=postgres://"]) expect(second.errors()).toContain(way);
    expect(second.errors()).not.toMatch(/^\s+at /m);
  });

  it("is free again as soon as its holder was killed", async () => {
    const first = start(CHILD, ["lock", folder]);
    await first.untilSaid((line) => line === "held");
    expect(() => holdFolder(folder)).toThrow(/in use by process/);
    first.process.kill("SIGKILL");
    expect(await first.ended).toBe("SIGKILL");
    const lock = holdFolder(folder);
    expect(() => holdFolder(folder)).toThrow(/in use/);
    lock.release();
    holdFolder(folder).release();
  });

  it("keeps every row that was committed when its process was killed in the middle of writing", async () => {
    const writer = start(CHILD, ["write", folder]);
    await writer.untilSaid((line) => line === "s75");
    writer.process.kill("SIGKILL");
    await writer.ended;
    const database = await openDatabase({ kind: "folder", path: folder });
    const kept = new Set((await database.db.selectFrom("source").select("name").execute()).map((row) => row.name));
    await database.close();
    expect(writer.lines.filter((name) => !kept.has(name))).toEqual([]);
    expect(writer.lines.length).toBeGreaterThan(75);
  }, 60_000);
});
