/** Forgets old history in batches: each a short transaction that takes whole digests or letters, so that books still balance. */
import { type Kysely, sql } from "kysely";
import { findSetting } from "./due.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** A setting: the date before which digests may be gone. */
const FORGOTTEN = "history forgotten before";

/** Of days before it nobody can tell any more who had what; null: all is there. */
export const findForgottenBefore = (db: Db): Promise<string | null> => findSetting(db, FORGOTTEN);

export async function saveForgottenBefore(db: Db, day: string): Promise<void> {
  await sql`insert into setting (name, value) values (${FORGOTTEN}, ${day})
    on conflict (name) do update set value = greatest(setting.value, excluded.value)`.execute(db);
}

const OPEN = sql`('pending', 'claimed', 'dotted', 'deferred')`;

/** In the transaction `tx`: messages with their deliveries and what came back of them. */
async function deleteMessages(tx: Db, ids: number[]): Promise<void> {
  await sql`delete from bounce b using delivery d where d.id = b.delivery_id and d.message_id = any(${ids}::bigint[])`.execute(
    tx,
  );
  await sql`delete from delivery where message_id = any(${ids}::bigint[])`.execute(tx);
  await sql`delete from message where id = any(${ids}::bigint[])`.execute(tx);
}

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

/**
 * Digests that bear a date before `before`, of finished runs, with nothing to hand over any more. A reader's last digest
 * with papers stays, and what came after it: they say how long a stretch is quiet, and what a catch-up goes back to.
 * Never-twice rows stay for ever. Returns how many were deleted; fewer than `limit`: none is left.
 */
export async function deleteDigests(db: Db, before: string, limit: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select g.id from run r join digest g on g.run_id = r.id
      where r.kind = 'digest' and r.finished_at < ${before}::date and r.key < ${before}::text and g.local_on < ${before}::date
        and exists (select from digest f where f.subscriber_id = g.subscriber_id and f.kind = 'digest' and f.local_on > g.local_on)
        and not exists (select from message m join delivery d on d.message_id = m.id where m.digest_id = g.id and d.state in ${OPEN})
      order by r.key, g.id limit ${limit}::integer for update of g skip locked`.execute(tx);
    const ids = idsOf(rows);
    if (ids.length === 0) return 0;
    const messages = await sql<{ id: number }>`select id from message where digest_id = any(${ids}::bigint[])`.execute(
      tx,
    );
    await deleteMessages(tx, idsOf(messages.rows));
    await sql`delete from section where digest_id = any(${ids}::bigint[])`.execute(tx);
    // A date that one of them made up for is as old as it is: without it, it would look as if nothing had.
    await sql`delete from missed where digest_id = any(${ids}::bigint[])`.execute(tx);
    await sql`delete from digest where id = any(${ids}::bigint[])`.execute(tx);
    return ids.length;
  });
}

/** Runs of which no digest is left, with the dates that passed without one. */
export async function deleteEmptyRuns(db: Db, before: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from run r where r.kind = 'digest' and r.finished_at < ${before}::date and r.key < ${before}::text
        and not exists (select from digest g where g.run_id = r.id) for update`.execute(tx);
    const ids = idsOf(rows);
    await sql`delete from missed where run_id = any(${ids}::bigint[])`.execute(tx);
    await sql`delete from run where id = any(${ids}::bigint[])`.execute(tx);
    return ids.length;
  });
}

/** Messages that are no digest (confirmations, letters, webhooks), once nothing of them is to be handed over. */
export async function deleteLetters(db: Db, before: string, limit: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select m.id from message m where m.digest_id is null and m.created_at < ${before}::date and m.expires_at < ${before}::date
        and not exists (select from delivery d where d.message_id = m.id and d.state in ${OPEN})
      order by m.created_at limit ${limit}::integer for update skip locked`.execute(tx);
    if (rows.length > 0) await deleteMessages(tx, idsOf(rows));
    return rows.length;
  });
}

/** What letters were written of, and sign-ups that nobody confirmed; who confirmed stays, as what their consent is. */
export async function deleteAsked(db: Db, before: string): Promise<number> {
  const letters =
    await sql`delete from letter where asked_at < ${before}::date and expires_at < ${before}::date`.execute(db);
  const signups =
    await sql`delete from signup where confirmed_at is null and asked_at < ${before}::date and expires_at < ${before}::date`.execute(
      db,
    );
  return Number(letters.numAffectedRows ?? 0) + Number(signups.numAffectedRows ?? 0);
}

/** Votes by day; a paper keeps those it has now. */
export async function deleteSignals(db: Db, before: string, limit: number): Promise<number> {
  const deleted = await sql`delete from signal where ctid = any(array(
    select ctid from signal where observed_on < ${before}::date limit ${limit}::integer))`.execute(db);
  return Number(deleted.numAffectedRows ?? 0);
}
