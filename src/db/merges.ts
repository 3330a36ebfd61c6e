/** Merging papers and taking a merge back: pointers and never-twice rows, no item rewritten (semantics 6). */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Points each `other` (and what had been merged into it) at its survivor, and gives that the never-twice rows of both. */
export async function mergePapers(db: Db, merges: { into: number; other: number }[]): Promise<void> {
  if (merges.length === 0) return;
  const into = new Map(merges.map((merge) => [merge.other, merge.into]));
  const survivorOf = (id: number): number => {
    const next = into.get(id);
    return next === undefined ? id : survivorOf(next); // in one batch a survivor may be merged in its turn
  };
  const pairs = recordset(
    merges.map(({ other }) => ({ into_id: survivorOf(other), other_id: other })),
    "into_id bigint, other_id bigint",
  );
  await sql`
    update paper p set merged_into = m.into_id
    from (select x.into_id, x.other_id as id from ${pairs}
      union select x.into_id, p.id from ${pairs} join paper p on p.merged_into = x.other_id) as m
    where p.id = m.id`.execute(db);
  await sql`
    insert into shown (subscriber_id, paper_id, digest_id)
    select s.subscriber_id, x.into_id, s.digest_id from ${pairs} join shown s on s.paper_id = x.other_id
    on conflict do nothing`.execute(db);
}

/**
 * Takes the merge of `other` back and remembers it, so that the rules do not merge the pair again. Deletes nothing.
 * Papers that had been merged into `other` before go back to it.
 */
export async function splitPaper(
  db: Db,
  other: number,
  at: string,
): Promise<{ ok: true; from: number } | { ok: false; cause: string }> {
  const paper = await db.selectFrom("paper").select(["id", "merged_into"]).where("id", "=", other).executeTakeFirst();
  if (!paper) return { ok: false, cause: `there is no paper ${other}` };
  if (paper.merged_into === null) return { ok: false, cause: `paper ${other} is not merged into another` };
  const from = paper.merged_into;
  const own = await listAbsorbedBy(db, other);
  await db.updateTable("paper").set({ merged_into: null }).where("id", "=", other).execute();
  if (own.length > 0) await db.updateTable("paper").set({ merged_into: other }).where("id", "in", own).execute();
  await db
    .updateTable("identity_log")
    .set({ undone_at: at })
    .where("decision", "=", "merged")
    .where("other_id", "=", other)
    .where("undone_at", "is", null)
    .execute();
  await db
    .insertInto("identity_log")
    .values({
      decision: "split",
      paper_id: from,
      other_id: other,
      listing_key: null,
      rule: "operator",
      detail: "split by the operator",
      decided_at: at,
    })
    .execute();
  return { ok: true, from };
}

/** Papers whose merges, followed through the log, lead into `paperId`. */
async function listAbsorbedBy(db: Db, paperId: number): Promise<number[]> {
  const found = await sql<{ id: number }>`
    with recursive into_it as (
      select other_id as id from identity_log where decision = 'merged' and undone_at is null and paper_id = ${paperId}
      union select l.other_id from identity_log l join into_it on l.paper_id = into_it.id where l.decision = 'merged' and l.undone_at is null
    ) select id from into_it`.execute(db);
  return found.rows.map((row) => row.id);
}
