/**
 * Rows as Postgres writes them as text, `(7,"A title",…)`: what a copy reads, what it writes, and what is summed up to
 * prove that two tables are equal. The same on a server and embedded, since both are Postgres.
 */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";
import type { Table } from "./tables.ts";

type Db = Kysely<Database>;

/** What rows look like as text must not depend on whose session writes it. And a copy waits for its other side. */
const SETTINGS = {
  timezone: "UTC",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  idle_in_transaction_session_timeout: "0",
  statement_timeout: "0",
};

async function settle(tx: Db): Promise<void> {
  for (const [name, value] of Object.entries(SETTINGS))
    await sql`select set_config(${name}::text, ${value}::text, true)`.execute(tx);
}

/** All that `work` reads is of one moment. */
export function readAtOnce<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const transaction = db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
  return transaction.execute(async (tx) => {
    await settle(tx);
    return work(tx);
  });
}

export function writeAtOnce<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await settle(tx);
    return work(tx);
  });
}

export interface Sum {
  rows: number;
  /** Of all rows, whatever their order: two sums of 64 bits each of their MD5. */
  sum: string;
}

/** In `readAtOnce` or `writeAtOnce`: the text depends on their settings. */
export async function sumUp(tx: Db, { name }: Pick<Table, "name">): Promise<Sum> {
  const { rows } = await sql<{ rows: string; first: string; second: string }>`
    select count(*)::text as rows,
      coalesce(sum(('x' || substr(hash, 1, 16))::bit(64)::bigint), 0)::text as first,
      coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint), 0)::text as second
    from (select md5(whole_row::text) as hash from ${sql.table(name)} as whole_row) as hashed`.execute(tx);
  const [found] = rows;
  if (!found) throw new Error(`${name} has no sum`);
  const short = (text: string) => BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, "0");
  return { rows: Number(found.rows), sum: `${short(found.first)}${short(found.second)}` };
}

/** Characters of a batch that reading aims at. */
const BATCH_CHARACTERS = 2_000_000;
const ROWS_MOST = 5_000;

/**
 * The rows of a table in batches of some two million characters, in the order they lie in, which indexes that summarise
 * stretches of a table live on; where rows point at each other, those that point at none come first.
 */
export async function* readRows(tx: Db, { name, ownReference }: Table): AsyncGenerator<string[]> {
  const order = ownReference === null ? sql`` : sql`order by ${sql.ref(ownReference)} nulls first`;
  await sql`declare copying no scroll cursor for
    select whole_row::text as line from ${sql.table(name)} as whole_row ${order}`.execute(tx);
  let fetch = 50;
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(fetch)} from copying`.execute(tx);
    if (rows.length === 0) break;
    const lines = rows.map(({ line }) => line);
    yield lines;
    const characters = lines.reduce((sum, line) => sum + line.length, 0);
    const fits = Math.floor((BATCH_CHARACTERS * rows.length) / Math.max(characters, 1));
    fetch = Math.max(1, Math.min(ROWS_MOST, fits, fetch * 4));
  }
  await sql`close copying`.execute(tx);
}

/** With the ids they have. */
export async function writeRows(tx: Db, { name, columns }: Table, lines: string[]): Promise<void> {
  const ours = sql.join(columns.map((column) => sql.ref(column.name)));
  const read = sql.join(columns.map((column) => sql`(parsed.a_row).${sql.ref(column.name)}`));
  await sql`insert into ${sql.table(name)} (${ours}) overriding system value select ${read} from (
      select x.line::${sql.table(name)} as a_row from ${recordset(
        lines.map((line) => ({ line })),
        "line text",
      )} offset 0
    ) as parsed`.execute(tx);
}

export async function emptyTables(tx: Db, tables: readonly Pick<Table, "name">[]): Promise<void> {
  await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))} restart identity`.execute(tx);
}
