/** The mark on a database that is being filled: while it stands, nothing but the copy may work there. */
import { type Kysely, sql } from "kysely";
import { OperatorError } from "../errors.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface UnfinishedCopy {
  /** What it is filled from, in words that tell it from others. */
  origin: string;
  begun_at: Date;
}

export async function findUnfinished<T>(db: Kysely<T>): Promise<UnfinishedCopy | null> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('public.unfinished_copy') is not null as there`.execute(db);
  if (!rows[0]?.there) return null;
  return (await sql<UnfinishedCopy>`select origin, begun_at from unfinished_copy`.execute(db)).rows[0] ?? null;
}

export async function markUnfinished(tx: Db, origin: string): Promise<void> {
  await sql`drop table if exists unfinished_copy`.execute(tx);
  await sql`create table unfinished_copy (origin text not null, begun_at timestamptz not null)`.execute(tx);
  await sql`insert into unfinished_copy values (${origin}, clock_timestamp())`.execute(tx);
}

export async function unmarkUnfinished(tx: Db): Promise<void> {
  await sql`drop table unfinished_copy`.execute(tx);
}

/** @throws OperatorError where a copy into this database has not ended: half of what readers had would come twice. */
export async function refuseUnfinished<T>(db: Kysely<T>): Promise<void> {
  const unfinished = await findUnfinished(db);
  if (unfinished === null) return;
  throw new OperatorError(
    `This database is only half filled: a copy of ${unfinished.origin} began ${unfinished.begun_at.toISOString()} and has not ended.\n` +
      "Run the same paperboy move or restore again: it goes on where it stopped (with --again it begins anew).",
  );
}
