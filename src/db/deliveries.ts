/** The ledger of deliveries: claimed, marked, settled; every write after the claim is fenced by owner and attempt. */
import { type Kysely, sql } from "kysely";
import { type DeliveryState, releasesPapers } from "../domain/delivery/state.ts";
import { releaseDigests } from "./delivery-closing.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Claim {
  id: number;
  message_id: number;
  part: number;
  attempt: number;
  digest_id: number;
  channel: "email" | "slack";
  address: string;
  address_key: string;
  created_at: string;
  /** Receipt of part 0 for the parts of a thread. */
  parent: string | null;
}

/** Short, because a claim that outlives its lease is only taken up by another: the fence keeps the first from handing it over. */
const LEASE_SECONDS = 60;
/** From the mark to the answer: longer than any answer is waited for. */
const MARKED_LEASE_SECONDS = 120;

/**
 * Takes up to `limit` due deliveries of a channel, in one short statement. Replies of a thread wait for part 0's receipt.
 * Leases run on the database's clock, which all processes share; what is due is asked at the program's instant.
 */
export async function claimDeliveries(
  db: Db,
  channel: string,
  owner: string,
  now: string,
  limit: number,
): Promise<Claim[]> {
  const claimed = await sql<Claim>`
    with due as (
      select d.id from delivery d join message m on m.id = d.message_id
      where d.state in ('pending', 'deferred') and d.due_at <= ${now}::timestamptz and m.expires_at > ${now}::timestamptz and m.channel = ${channel}
        and (d.part = 0 or exists (select from delivery f where f.message_id = d.message_id and f.part = 0 and f.state = 'accepted'))
        and not exists (select from delivery f where f.message_id = d.message_id and f.part < d.part and f.state in ('pending', 'claimed', 'dotted', 'deferred'))
        and not exists (select from suppression u where u.channel = m.channel and u.address_key = m.address_key)
      order by d.id limit ${limit}::integer for update of d skip locked
    )
    update delivery d set state = 'claimed', owner = ${owner}, attempt = d.attempt + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), updated_at = ${now}::timestamptz
    from due, message m where d.id = due.id and m.id = d.message_id
    returning d.id, d.message_id, d.part, d.attempt, m.digest_id, m.channel, m.address, m.address_key, m.created_at,
      (select f.receipt from delivery f where f.message_id = d.message_id and f.part = 0 and d.part > 0) as parent`.execute(
    db,
  );
  return claimed.rows.sort((a, b) => a.id - b.id);
}

/** The point of no return. False when the claim is no longer ours or the address was suppressed meanwhile: then nothing may be handed over. */
export async function markDotted(db: Db, claim: Claim, owner: string, now: string): Promise<boolean> {
  const marked = await sql`
    update delivery d set state = 'dotted', lease_until = clock_timestamp() + make_interval(secs => ${MARKED_LEASE_SECONDS}), updated_at = ${now}::timestamptz
    where d.id = ${claim.id} and d.owner = ${owner} and d.attempt = ${claim.attempt} and d.state = 'claimed'
      and not exists (select from suppression u where u.channel = ${claim.channel} and u.address_key = ${claim.address_key})`.execute(
    db,
  );
  return Number(marked.numAffectedRows ?? 0) === 1;
}

export interface Settlement {
  state: DeliveryState;
  via: string;
  receipt?: string;
  reason?: string;
  /** When a deferred one is due again. */
  dueAt?: string;
}

/** Records how an attempt ended; releases the digest's papers where it ended for good without them (semantics 5). */
export async function settleDelivery(
  db: Db,
  claim: Claim,
  owner: string,
  settlement: Settlement,
  now: string,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const settled = await tx
      .updateTable("delivery")
      .set({
        state: settlement.state,
        via: settlement.via,
        receipt: settlement.receipt ?? null,
        reason: settlement.reason ?? null,
        lease_until: null,
        updated_at: now,
        ...(settlement.dueAt ? { due_at: settlement.dueAt } : {}),
      })
      .where("id", "=", claim.id)
      .where("owner", "=", owner)
      .where("attempt", "=", claim.attempt)
      .where("state", "in", ["claimed", "dotted", "unknown"]) // a late answer of the same attempt settles an unknown
      .executeTakeFirst();
    if (Number(settled.numUpdatedRows) !== 1) return false;
    if (releasesPapers(settlement.state) && claim.part === 0) await releaseDigests(tx, [claim.digest_id], now);
    return true;
  });
}

/** Leaves all that is due on a channel that cannot be used for the next run. Returns how many that were pending. */
export async function deferDeliveries(db: Db, channel: string, reason: string, now: string): Promise<number> {
  const deferred =
    await sql`update delivery d set state = 'deferred', reason = ${reason}, updated_at = ${now}::timestamptz
    from message m where m.id = d.message_id and m.channel = ${channel} and d.state = 'pending'`.execute(db);
  return Number(deferred.numAffectedRows ?? 0);
}

export async function saveSuppression(
  db: Db,
  channel: string,
  addressKey: string,
  reason: string,
  now: string,
): Promise<void> {
  await db
    .insertInto("suppression")
    .values({ channel, address_key: addressKey, reason, created_at: now })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Deliveries that some process holds, whatever their run. */
export async function countHeld(db: Db): Promise<number> {
  const row = await db
    .selectFrom("delivery")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "in", ["claimed", "dotted"])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Deliveries of a run by state. */
export async function countDeliveries(db: Db, runId: number): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; count: number }>`
    select d.state, count(*)::integer as count from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
    where g.run_id = ${runId} group by 1`.execute(db);
  return Object.fromEntries(rows.rows.map((row) => [row.state, row.count]));
}
