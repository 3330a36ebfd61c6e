/** Topics, interned by their canonical query. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Ids of the topics with these canonical queries, made where they are new. */
export async function internTopics(
  db: Db,
  language: number,
  canonicals: string[],
  at: string,
): Promise<Map<string, number>> {
  const rows = [...new Set(canonicals)].map((canonical) => ({ canonical }));
  if (rows.length === 0) return new Map();
  await sql`
    insert into topic (language, canonical, created_at)
    select ${language}::integer, x.canonical, ${at}::timestamptz from ${recordset(rows, "canonical text")}
    on conflict (language, md5(canonical)) do nothing`.execute(db);
  const found = await sql<{ id: number; canonical: string }>`
    select t.id, t.canonical from ${recordset(rows, "canonical text")}
    join topic t on t.language = ${language}::integer and md5(t.canonical) = md5(x.canonical)`.execute(db);
  return new Map(found.rows.map((row) => [row.canonical, row.id]));
}

/** Canonical queries by id. */
export async function getCanonicals(db: Db, ids: number[]): Promise<Map<number, string>> {
  const found = await sql<{ id: number; canonical: string }>`
    select t.id, t.canonical from ${recordset(
      ids.map((id) => ({ id })),
      "id bigint",
    )} join topic t on t.id = x.id`.execute(db);
  return new Map(found.rows.map((row) => [row.id, row.canonical]));
}

/** A page of topics by rising id; `unmatched` only those no batch has evaluated. */
export async function listTopics(
  db: Db,
  after: number,
  limit: number,
  unmatched: boolean,
): Promise<{ id: number; canonical: string }[]> {
  let query = db.selectFrom("topic").select(["id", "canonical"]).where("id", ">", after).orderBy("id").limit(limit);
  query = unmatched ? query.where("first_seq", "is", null) : query.where("first_seq", "is not", null);
  return query.execute();
}
