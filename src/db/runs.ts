/** Runs: one claimed execution of scheduled work, unique by kind and key. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** The run of a kind and key, made when it is the first time. */
export async function saveRun(db: Db, kind: string, key: string, now: string): Promise<{ id: number; made: boolean }> {
  const made = await db
    .insertInto("run")
    .values({ kind, key, started_at: now })
    .onConflict((conflict) => conflict.columns(["kind", "key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made) return { id: made.id, made: true };
  const run = await db
    .selectFrom("run")
    .select("id")
    .where("kind", "=", kind)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  return { id: run.id, made: false };
}

export async function finishRun(db: Db, id: number, now: string): Promise<void> {
  await db.updateTable("run").set({ finished_at: now }).where("id", "=", id).execute();
}

/** Other runs of a kind that were started since and not finished: a crash left them. */
export async function listUnfinishedRuns(db: Db, kind: string, since: string): Promise<{ id: number; key: string }[]> {
  return db
    .selectFrom("run")
    .select(["id", "key"])
    .where("kind", "=", kind)
    .where("finished_at", "is", null)
    .where("started_at", ">=", sql<Date>`${since}::timestamptz`)
    .orderBy("id")
    .execute();
}

/** A run's books: digests with items, quiet notes and silent quiet days make up what was planned. */
export interface Books {
  planned: number;
  digests: number;
  items: number;
  notes: number;
  silent: number;
  deliveries: Record<string, number>;
}

export async function getBooks(db: Db, runId: number, deliveries: Record<string, number>): Promise<Books> {
  const { rows } = await sql<Omit<Books, "deliveries">>`
    select count(*)::integer as planned,
      count(*) filter (where g.kind = 'digest')::integer as digests,
      (select count(*)::integer from item i join digest o on o.id = i.digest_id where o.run_id = ${runId}) as items,
      count(*) filter (where g.kind = 'quiet' and m.id is not null)::integer as notes,
      count(*) filter (where g.kind = 'quiet' and m.id is null)::integer as silent
    from digest g left join message m on m.digest_id = g.id and m.kind = 'digest' where g.run_id = ${runId}`.execute(
    db,
  );
  return { ...(rows[0] as Omit<Books, "deliveries">), deliveries };
}
