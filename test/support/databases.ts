/** Databases for tests: a migrated PGlite in memory and a clone of a migrated Postgres, and suites that run on both. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, type KyselyConfig, PGliteDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { createPostgresDialect, type OpenDatabase, PGLITE_TYPES } from "../../src/db/open.ts";
import type { Database } from "../../src/db/schema.ts";
import { saveSources } from "../../src/db/sources.ts";
import { TEMPLATE } from "./postgres-server.ts";

const ROOT = join(import.meta.dirname, "../..");

export interface TestDatabase extends Omit<OpenDatabase, "share"> {
  /** SQL texts of statements sent since the last call. */
  takeStatements(): string[];
}

export const SOURCES = ["huggingface", "page"];

type Kind = "PGlite" | "Postgres";
const OPEN: Record<Kind, () => Promise<TestDatabase>> = { PGlite: () => openPGlite(), Postgres: () => openPostgres() };

/**
 * Runs a suite on PGlite and on Postgres, each with one database. `open` empties it and gives it with the sources saved,
 * so call it once at the beginning of each test.
 */
export function describeOnBoth(
  name: string,
  suite: (open: () => Promise<TestDatabase>) => void,
  kinds: readonly Kind[] = ["PGlite", "Postgres"],
): void {
  describe.each(kinds.map((kind) => [kind, OPEN[kind]] as const))(`${name}, on %s`, (_, openKind) => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await openKind();
    });
    afterAll(() => database?.close());
    suite(async () => {
      await emptyDatabase(database);
      return database;
    });
  });
}

/** Names of the migrations there are, in order. */
export const listMigrations = (): string[] =>
  readdirSync(join(ROOT, "migrations"))
    .map((name) => name.replace(/\.ts$/, ""))
    .sort();

/** A migrated PGlite in memory: 0.4 s from the dump. */
export async function openPGlite(): Promise<TestDatabase> {
  const pglite = await PGlite.create({ loadDataDir: await loadDump(), ...PGLITE_TYPES });
  return open("embedded", { dialect: new PGliteDialect({ pglite }) }, () => pglite.close());
}

/** A migrated Postgres database of its own. */
export async function openPostgres(): Promise<TestDatabase> {
  const url = await createPostgresDatabase();
  return open("postgres", { dialect: createPostgresDialect(url) }, null);
}

let counter = 0;

/** The address of a new database on the run's server: a clone of the migrated template, or without any table. */
export async function createPostgresDatabase(kind: "migrated" | "empty" = "migrated"): Promise<string> {
  const name = `test_${process.pid}_${++counter}_${Math.trunc(performance.timeOrigin)}`;
  const client = new pg.Client({ connectionString: `${inject("postgresServer")}postgres` });
  await client.connect();
  try {
    await client.query(`create database ${name} template ${kind === "migrated" ? TEMPLATE : "template0"}`);
  } finally {
    await client.end();
  }
  return `${inject("postgresServer")}${name}`;
}

function open(kind: OpenDatabase["kind"], config: KyselyConfig, close: (() => Promise<void>) | null): TestDatabase {
  const statements: string[] = [];
  const db = new Kysely<Database>({
    ...config,
    log: (event) => {
      if (event.level === "query") statements.push(event.query.sql);
    },
  });
  return {
    db,
    kind,
    owner: "test",
    alone: kind === "embedded",
    living: () => (kind === "embedded" ? ["test"] : null),
    queue: {},
    close: close ?? (() => db.destroy()),
    takeStatements: () => statements.splice(0),
  };
}

async function emptyDatabase(database: TestDatabase): Promise<void> {
  const { db } = database;
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(db);
  await sql`truncate ${sql.join(tables.rows.map(({ name }) => sql.table(name)))} restart identity cascade`.execute(db);
  await saveSources(db, SOURCES, "2026-01-01T00:00:00Z");
  database.takeStatements();
}

/** PGlite starts in 3 s and from a dump in 0.4 s; the dump is made once for a set of migrations. */
async function loadDump(): Promise<Blob> {
  const folder = join(ROOT, "node_modules/.cache/paperboy");
  const file = join(folder, `pglite-${schemaHash()}.tar`);
  try {
    return new Blob([readFileSync(file)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const pglite = await PGlite.create(PGLITE_TYPES);
  await migrate(new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) }));
  const dump = await pglite.dumpDataDir("none");
  await pglite.close();
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
  renameSync(draft, file); // two workers may both come here: the last one wins, with the same content
  return dump;
}

function schemaHash(): string {
  const hash = createHash("sha256");
  const folder = join(ROOT, "migrations");
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  hash.update(readFileSync(join(ROOT, "node_modules/@electric-sql/pglite/package.json")));
  return hash.digest("hex").slice(0, 16);
}
