/** Finds a paper by one of its names, and tells the log of what was decided about it. */
import { type Kysely, sql } from "kysely";
import type { PaperId } from "../domain/paper/listing.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** `id` is the paper that holds the name, `survivor` what it was merged into, or itself. */
export async function findPaperIds(
  db: Db,
  name: PaperId | number | null,
): Promise<{ id: number; survivor: number } | null> {
  if (name === null) return null;
  const query = db
    .selectFrom("paper")
    .select(["paper.id", sql<number>`coalesce(paper.merged_into, paper.id)`.as("survivor")]);
  const found =
    typeof name === "number"
      ? query.where("paper.id", "=", name)
      : query
          .innerJoin("paper_id", "paper_id.paper_id", "paper.id")
          .where("paper_id.scheme", "=", name.scheme)
          .where("paper_id.value", "=", name.value);
  return (await found.executeTakeFirst()) ?? null;
}

export interface LoggedDecision {
  decision: string;
  paperId: number;
  otherId: number | null;
  listing: string | null;
  rule: string;
  detail: string;
  decidedAt: string;
  undoneAt: string | null;
}

/** The latest decisions, or those about one paper, the latest first. */
export async function listDecisions(db: Db, paperId: number | null, most: number): Promise<LoggedDecision[]> {
  let query = db
    .selectFrom("identity_log")
    .select(["decision", "paper_id", "other_id", "listing_key", "rule", "detail", "decided_at", "undone_at"])
    .orderBy("id", "desc")
    .limit(most);
  if (paperId !== null)
    query = query.where((eb) => eb.or([eb("paper_id", "=", paperId), eb("other_id", "=", paperId)]));
  return (await query.execute()).map((row) => ({
    decision: row.decision,
    paperId: row.paper_id,
    otherId: row.other_id,
    listing: row.listing_key,
    rule: row.rule,
    detail: row.detail,
    decidedAt: row.decided_at.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null,
  }));
}
