/** What each reading of a source's day brought, for the operator's desk. */
import type { Kysely, Selectable } from "kysely";
import type { Database } from "./schema.ts";

export type IntakeRow = Selectable<Database["intake"]>;

/** The latest first. */
export function listIntakesOf(db: Kysely<Database>, source: string, on: string, limit: number): Promise<IntakeRow[]> {
  return db
    .selectFrom("intake")
    .selectAll()
    .where("source", "=", source)
    .where("listed_on", "=", on)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}
