/** Closing deliveries without handing them over: after a crash, when too old, suppressed or left; and releasing what they owned. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";
import { livingOwners } from "./workers.ts";

type Db = Kysely<Database>;

/** Lets go of what digests own that will not arrive: their papers may be shown again, their sections' spans are open again. */
export async function releaseDigests(db: Db, digestIds: number[], now: string): Promise<void> {
  if (digestIds.length === 0) return;
  const ids = recordset(
    digestIds.map((id) => ({ id })),
    "id bigint",
  );
  const released = await sql<{ id: number }>`update digest g set released_at = ${now}::timestamptz from ${ids}
    where g.id = x.id and g.released_at is null returning g.id`.execute(db);
  if (released.rows.length === 0) return;
  const these = recordset(released.rows, "id bigint");
  await sql`delete from shown s using ${these} join digest g on g.id = x.id
    where s.subscriber_id = g.subscriber_id and s.digest_id = g.id`.execute(db);
  await sql`update subscription p set covered_seq = least(p.covered_seq, s.from_seq)
    from section s join ${these} on x.id = s.digest_id where s.subscription_id = p.id`.execute(db);
}

/** What a dead owner left: unmarked claims are due again, marked ones are unknown; of webhooks both are due again, since their receivers know an id that they have had. `living`: every other owner is dead; null: those whose lease ended. */
export async function recoverDeliveries(
  db: Db,
  living: string[] | null,
  now: string,
): Promise<{ again: number; unknown: number }> {
  const dead = living ? sql`owner <> all(${living}::text[])` : sql`owner not in (${livingOwners})`;
  const unknown =
    await sql`update delivery set state = 'unknown', reason = 'stopped between handing over and the answer', updated_at = ${now}::timestamptz
    where state = 'dotted' and channel <> 'webhook' and ${dead}`.execute(db);
  const again =
    await sql`update delivery set state = 'pending', updated_at = ${now}::timestamptz where (state = 'claimed' or state = 'dotted' and channel = 'webhook') and ${dead}`.execute(
      db,
    );
  return { again: Number(again.numAffectedRows ?? 0), unknown: Number(unknown.numAffectedRows ?? 0) };
}

/**
 * Closes what will not go: too old, suppressed, or the reply to a first part that did not go or is unknown.
 * The papers of closed first parts are released. `tx` is a transaction: closed and released, or neither.
 */
export async function closeDeliveries(tx: Db, now: string): Promise<{ expired: number; cancelled: number }> {
  const expired = await sql<ClosedRow>`
      update delivery d set state = 'expired', reason = coalesce(d.reason, 'not handed over in time'), updated_at = ${now}::timestamptz
      from message m where m.id = d.message_id and d.state in ('pending', 'deferred') and m.expires_at <= ${now}::timestamptz
      returning m.digest_id, d.part`.execute(tx);
  const suppressed = await sql<ClosedRow>`
      update delivery d set state = 'cancelled', reason = 'suppressed: ' || u.reason, updated_at = ${now}::timestamptz
      from message m join suppression u on u.channel = m.channel and u.address_key = m.address_key
      where m.id = d.message_id and d.state in ('pending', 'deferred') returning m.digest_id, d.part`.execute(tx);
  const orphaned = await sql<ClosedRow>`
      update delivery d set state = 'cancelled', reason = 'the first part is ' || f.state, updated_at = ${now}::timestamptz
      from delivery f, message m where f.message_id = d.message_id and f.part = 0 and m.id = d.message_id and d.part > 0
        and d.state in ('pending', 'deferred') and f.state in ('rejected', 'expired', 'cancelled', 'unknown') returning m.digest_id, d.part`.execute(
    tx,
  );
  const first = [...expired.rows, ...suppressed.rows].filter((row) => row.part === 0);
  await releaseDigests(
    tx,
    first.flatMap((row) => row.digest_id ?? []),
    now,
  );
  return { expired: expired.rows.length, cancelled: suppressed.rows.length + orphaned.rows.length };
}

/** `digest_id` is null of messages that are no digest: they own no papers. */
type ClosedRow = { digest_id: number | null; part: number };

/** Cancels what a subscriber who left has not been handed yet; a claimed one is then refused its mark. */
export async function cancelDeliveriesOf(db: Db, subscriberId: number, reason: string, now: string): Promise<number> {
  const cancelled = await sql<{ digest_id: number; part: number }>`
    update delivery d set state = 'cancelled', reason = ${reason}, updated_at = ${now}::timestamptz
    from message m join digest g on g.id = m.digest_id
    where m.id = d.message_id and g.subscriber_id = ${subscriberId} and d.state in ('pending', 'claimed', 'deferred') returning m.digest_id, d.part`.execute(
    db,
  );
  await releaseDigests(
    db,
    cancelled.rows.filter((row) => row.part === 0).map((row) => row.digest_id),
    now,
  );
  return cancelled.rows.length;
}
