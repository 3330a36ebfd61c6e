/** Libraries: papers that stand for a topic, with the middle of their vectors. */
import { type Kysely, sql } from "kysely";
import type { Library, LibraryEntry } from "../domain/subscription/library.ts";
import { recordset } from "./bulk.ts";
import { packVector, unpackVector } from "./packed-terms.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** One that stands stays as it is: its key says what it holds. */
export async function saveLibrary(db: Db, library: Library, entries: LibraryEntry[], at: string): Promise<void> {
  const { terms, weights } = packVector(library.centroid);
  await db
    .insertInto("library")
    .values({
      key: library.key,
      papers: entries.length,
      entries: JSON.stringify(entries),
      least: library.least,
      terms,
      weights,
      made_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Those that are there, by their keys. */
export async function listLibraries(db: Db, keys: readonly string[]): Promise<Map<string, Library>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom("library")
    .select(["key", "least", "terms", "weights"])
    .where("key", "in", [...new Set(keys)])
    .execute();
  return new Map(rows.map(({ key, least, ...packed }) => [key, { key, least, centroid: unpackVector(packed) }]));
}

export interface StoredEntry {
  position: number;
  paper_id: number;
}

/** Of the entries those that are stored: by arXiv id, DOI, or a title key; of merged papers the survivor. */
export async function findStoredEntries(
  db: Db,
  entries: readonly { arxivId: string | null; doi: string | null; titleKey: string | null }[],
): Promise<Map<number, number>> {
  const rows = entries.map(({ arxivId, doi, titleKey }, position) => ({
    position,
    arxiv_id: arxivId,
    doi,
    title_key: titleKey,
  }));
  const found = await sql<StoredEntry>`
    select distinct on (x.position) x.position, coalesce(p.merged_into, p.id) as paper_id
    from ${recordset(rows, "position integer, arxiv_id text, doi text, title_key text")}
    join lateral (
      select i.paper_id as id, 1 as rank from paper_id i where (i.scheme = 'arxiv' and i.value = x.arxiv_id) or (i.scheme = 'doi' and i.value = x.doi)
      union all select t.id, 2 from paper t where t.title_key = x.title_key
    ) as named on true
    join paper p on p.id = named.id
    order by x.position, named.rank`.execute(db);
  return new Map(found.rows.map((row) => [row.position, row.paper_id]));
}
