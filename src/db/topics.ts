/** Topics, interned by their canonical query, and the catalogue that names some of them. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface CatalogueEntry {
  slug: string;
  name: string;
  heading: string;
  query: string;
  description: string;
  position: number;
}

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

export async function saveCatalogue(db: Db, entries: CatalogueEntry[]): Promise<void> {
  await db
    .insertInto("catalogue")
    .values(entries)
    .onConflict((conflict) =>
      conflict.column("slug").doUpdateSet((eb) => ({
        name: eb.ref("excluded.name"),
        heading: eb.ref("excluded.heading"),
        query: eb.ref("excluded.query"),
        description: eb.ref("excluded.description"),
        position: eb.ref("excluded.position"),
      })),
    )
    .execute();
}

export async function listCatalogue(db: Db): Promise<CatalogueEntry[]> {
  return db.selectFrom("catalogue").selectAll().orderBy("position").execute();
}
