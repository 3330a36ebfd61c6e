/** Migrations: on an empty database, again, and on a server that is not there. */
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, sql } from "kysely";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { createPostgresDialect, type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { OperatorError } from "../../src/errors.ts";
import { createPostgresDatabase, listMigrations, openPGlite, openPostgres } from "../support/databases.ts";

const NAMES = listMigrations();

const EMPTY: [string, () => Promise<Kysely<unknown>>][] = [
  ["PGlite", async () => new Kysely({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) })],
  ["Postgres", async () => new Kysely({ dialect: createPostgresDialect(await createPostgresDatabase("empty")) })],
];

describe.each(EMPTY)("the migrations on an empty %s", (_, open) => {
  it("are applied in order, and a second time nothing is left to do", async () => {
    const db = await open();
    expect(await migrate(db)).toEqual(NAMES);
    expect(await migrate(db)).toEqual([]);
    await db.destroy();
  });
});

it("both databases have the same tables, columns, types and indexes", async () => {
  const databases = [await openPGlite(), await openPostgres()];
  const [lite, server] = await Promise.all(
    databases.map(async ({ db }) => {
      const columns = await sql`select table_name, column_name, data_type, is_nullable, column_default
        from information_schema.columns where table_schema = 'public' order by 1, 2`.execute(db);
      const indexes = await sql`select indexdef from pg_indexes where schemaname = 'public' order by 1`.execute(db);
      return { columns: columns.rows, indexes: indexes.rows };
    }),
  );
  for (const each of databases) await each.close();
  expect(lite).toEqual(server);
  expect(lite?.columns.length).toBeGreaterThan(100);
});

it("a server that is not there is told in words that name DATABASE_URL", async () => {
  const opening = openDatabase({ kind: "postgres", url: "postgres://nobody@127.0.0.1:1/none" });
  await expect(opening).rejects.toThrow(OperatorError);
  await expect(opening).rejects.toThrow(/DATABASE_URL/);
});

it("several processes that start at once migrate once", async () => {
  const url = await createPostgresDatabase("empty");
  const starting = Array.from({ length: 4 }, () => openDatabase({ kind: "postgres", url }));
  const [first, ...others] = await Promise.all(starting);
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    (first as OpenDatabase).db,
  );
  for (const each of [first, ...others]) await each?.close();
  expect(rows.map(({ name }) => name)).toEqual(NAMES);
});

it("an older program says that a newer one has been here, and changes nothing", async () => {
  const database = await openPostgres();
  await sql`insert into kysely_migration values ('9999-later', '2030-01-01')`.execute(database.db);
  await expect(migrate(database.db)).rejects.toThrow(/of a newer Paperboy: .*9999-later.*\nStart the newer program/);
  await database.close();
});
