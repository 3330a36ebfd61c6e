/** Merging papers: pointers and never-twice rows, no item rewritten (semantics 6). */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import { saveUnanalysed } from "./paper-terms.ts";
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
  await saveUnanalysed(db, [...into.keys()]);
}
