/** Runs: one claimed execution of scheduled work, unique by kind and key; a digest run's key is the date its digests bear. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Run {
  id: number;
  kind: string;
  key: string;
  started_at: Date;
  finished_at: Date | null;
}

/**
 * The run of a kind and key, made when it is the first time, and open again when it was finished: there is more to do.
 * `whole`: all of the date is asked for, whatever the hour.
 */
export async function saveRun(db: Db, kind: string, key: string, now: string, whole = false): Promise<{ id: number }> {
  const found = await db
    .selectFrom("run")
    .select(["id", "whole", "finished_at"])
    .where("kind", "=", kind)
    .where("key", "=", key)
    .executeTakeFirst();
  if (found && found.finished_at === null && (found.whole || !whole)) return { id: found.id };
  const saved = await db
    .insertInto("run")
    .values({ kind, key, started_at: now, whole })
    .onConflict((conflict) =>
      conflict
        .columns(["kind", "key"])
        .doUpdateSet({ whole: sql<boolean>`run.whole or excluded.whole`, finished_at: null }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id: saved.id };
}

export async function finishRun(db: Db, id: number, now: string): Promise<void> {
  await db.updateTable("run").set({ finished_at: now }).where("id", "=", id).execute();
}

/** Finishes digest runs that nothing is open of: no delivery to come, and no reader whose due time of that date is ahead. */
export async function finishRuns(db: Db, now: string): Promise<{ id: number; key: string }[]> {
  const finished = await sql<{ id: number; key: string }>`
    update run r set finished_at = ${now}::timestamptz where r.kind = 'digest' and r.finished_at is null
      and not exists (select from subscriber s where s.confirmed_at is not null and s.next_on <= r.key::date)
      and not exists (select from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
        where g.run_id = r.id and d.state in ('pending', 'claimed', 'dotted', 'deferred'))
    returning r.id, r.key`.execute(db);
  return finished.rows;
}

/** Runs of whole dates that were started since and not finished: a crash left them. */
export async function listUnfinishedRuns(db: Db, kind: string, since: string): Promise<{ id: number; key: string }[]> {
  return db
    .selectFrom("run")
    .select(["id", "key"])
    .where("kind", "=", kind)
    .where("whole", "=", true)
    .where("finished_at", "is", null)
    .where("started_at", ">=", sql<Date>`${since}::timestamptz`)
    .orderBy("id")
    .execute();
}

/** By its number, or a digest run by its date. */
export async function findRun(db: Db, name: string): Promise<Run | null> {
  const query = db.selectFrom("run").select(["id", "kind", "key", "started_at", "finished_at"]);
  const found = /^\d{1,15}$/.test(name)
    ? await query.where("id", "=", Number(name)).executeTakeFirst()
    : await query.where("kind", "=", "digest").where("key", "=", name).executeTakeFirst();
  return found ?? null;
}

export async function listRuns(db: Db, limit: number): Promise<Run[]> {
  return db
    .selectFrom("run")
    .select(["id", "kind", "key", "started_at", "finished_at"])
    .orderBy("key", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** A run's books: digests with items, quiet notes and silent quiet days make up what was planned. */
export interface Books {
  planned: number;
  digests: number;
  items: number;
  notes: number;
  silent: number;
  /** Readers whose due time of the date passed while nothing ran. */
  missed: number;
  /** Messages, each of which has a delivery for every part. */
  messages: number;
  /** Messages whose first part has a delivery. */
  firsts: number;
  deliveries: Record<string, number>;
}

export async function getBooks(db: Db, runId: number, deliveries: Record<string, number>): Promise<Books> {
  const { rows } = await sql<Omit<Books, "deliveries">>`
    select count(*)::integer as planned,
      count(*) filter (where g.kind = 'digest')::integer as digests,
      (select coalesce(sum(jsonb_array_length(s.cards)), 0)::integer from section s join digest o on o.id = s.digest_id where o.run_id = ${runId}) as items,
      count(*) filter (where g.kind = 'quiet' and m.id is not null)::integer as notes,
      count(*) filter (where g.kind = 'quiet' and m.id is null)::integer as silent,
      (select count(*)::integer from missed where run_id = ${runId}) as missed,
      count(m.id)::integer as messages, count(d.id)::integer as firsts
    from digest g left join message m on m.digest_id = g.id and m.kind = 'digest'
    left join delivery d on d.message_id = m.id and d.part = 0 where g.run_id = ${runId}`.execute(db);
  return { ...(rows[0] as Omit<Books, "deliveries">), deliveries };
}

/** Planned = digests + quiet notes + silent quiet days, and every message that goes out has its deliveries. Empty, or a defect. */
export function findImbalance(books: Books): string[] {
  const problems: string[] = [];
  const parts = books.digests + books.notes + books.silent;
  if (parts !== books.planned) problems.push(`${books.planned} planned, but ${parts} digests, notes and silent days`);
  if (books.messages !== books.digests + books.notes)
    problems.push(`${books.digests + books.notes} digests and notes, but ${books.messages} messages`);
  if (books.firsts !== books.messages)
    problems.push(`${books.messages} messages, but ${books.firsts} of them have a delivery`);
  return problems;
}
