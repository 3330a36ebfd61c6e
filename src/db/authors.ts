/** Papers by the family name of an author, from the facts that papers are stored under. */
import { type Kysely, sql } from "kysely";
import type { Author, Organisation } from "../domain/paper/listing.ts";
import type { Database } from "./schema.ts";

/** Newer papers say better who writes with whom. */
const MOST = 2_000;

/** `family`: the last word of the name, folded. The newest 2,000 papers. */
export async function listAuthored(
  db: Kysely<Database>,
  family: string,
): Promise<{ authors: Author[]; organisation: Organisation | null }[]> {
  const { rows } = await sql<{ authors: Author[]; organisation: Organisation | null }>`
    select p.authors, p.organisation from paper_terms t join paper p on p.id = t.paper_id
    where t.facts @> array[${`au:${family}`}]::text[] order by p.id desc limit ${MOST}::integer`.execute(db);
  return rows;
}
