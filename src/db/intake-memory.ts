/** What is stored of a source's listings that its next reading may need. */
import { type Kysely, sql } from "kysely";
import type { PaperId } from "../domain/paper/listing.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Day (UTC) of the last live reading of a source that did not fail. */
export async function findLastReadDay(db: Db, source: string): Promise<string | null> {
  const row = await db
    .selectFrom("intake")
    .select((eb) => eb.fn.max("taken_in_at").as("at"))
    .where("source", "=", source)
    .where("live", "=", true)
    .where("state", "<>", "failed")
    .executeTakeFirst();
  return row?.at ? new Date(row.at).toISOString().slice(0, 10) : null;
}

/** Keys of live listings on the days before one, as far back as `since`. */
export async function listKeysBetween(db: Db, source: string, since: string, before: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom("listing")
    .select("source_key")
    .distinct()
    .where("source", "=", source)
    .where("live", "=", true)
    .where("listed_on", ">=", since)
    .where("listed_on", "<", before)
    .execute();
  return new Set(rows.map((row) => row.source_key));
}

/** The first day on which each key was listed, where it was. */
export async function findListedDays(db: Db, source: string, keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await sql<{ key: string; day: string }>`
    select l.source_key as key, min(l.listed_on) as day
    from ${recordset(
      keys.map((key) => ({ key })),
      "key text",
    )} join listing l on l.source = ${source} and l.source_key = x.key
    group by l.source_key`.execute(db);
  return new Map(rows.rows.map((row) => [row.key, row.day]));
}

/** Those of some identifiers that a paper holds, as `arxiv 2605.12500`. */
export async function listKnownIds(db: Db, ids: PaperId[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await sql<PaperId>`
    select i.scheme, i.value from ${recordset(ids, "scheme text, value text")}
    join paper_id i on i.scheme = x.scheme and i.value = x.value`.execute(db);
  return new Set(rows.rows.map((row) => `${row.scheme} ${row.value}`));
}
