/** What came back of deliveries: each event once, and what it changes in the ledger. */
import { type Kysely, sql } from "kysely";
import type { BounceKind } from "../domain/bounce/read-bounce.ts";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface BounceRow {
  provider: "mail" | "ses" | "hook";
  /** Unique within the provider. */
  eventId: string;
  deliveryId: number;
  kind: Exclude<BounceKind, "none">;
  status: string | null;
  reason: string | null;
}

export interface BouncedDelivery {
  id: number;
  part: number;
  state: DeliveryState;
  digest_id: number | null;
  address_key: string;
}

/** A mail's delivery, held until the transaction ends; null: there is none of this number. */
export async function findMailDelivery(tx: Db, id: number): Promise<BouncedDelivery | null> {
  const { rows } = await sql<BouncedDelivery>`
    select d.id, d.part, d.state, m.digest_id, m.address_key from delivery d join message m on m.id = d.message_id
    where d.id = ${id}::bigint and m.channel = 'email' for update of d`.execute(tx);
  return rows[0] ?? null;
}

/** The last mail that a subscriber was handed; null: none was. */
export async function findLastMail(db: Db, subscriberId: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select d.id from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
    where g.subscriber_id = ${subscriberId}::bigint and m.channel = 'email' and d.state in ('accepted', 'unknown')
    order by d.id desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/** False: this event was counted before. */
export async function saveBounce(tx: Db, row: BounceRow, now: string): Promise<boolean> {
  const { provider, eventId: event_id, deliveryId: delivery_id, kind, status, reason } = row;
  const saved = await tx
    .insertInto("bounce")
    .values({ provider, event_id, delivery_id, class: kind, status, reason, received_at: now })
    .onConflict((conflict) => conflict.columns(["provider", "event_id"]).doNothing())
    .executeTakeFirst();
  return Number(saved.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** What was unknown is known now. Returns whether it still was unknown. */
export async function settleUnknown(
  tx: Db,
  deliveryId: number,
  state: "accepted" | "rejected",
  reason: string,
  now: string,
): Promise<boolean> {
  const settled = await sql`update delivery set state = ${state}, reason = ${reason}, updated_at = ${now}::timestamptz
    where id = ${deliveryId}::bigint and state = 'unknown'`.execute(tx);
  return Number(settled.numAffectedRows ?? 0) > 0;
}

/** The relay took it, and that stays true: what came back stands beside it. `updated_at` stays, as rates go by it. */
export async function noteOnAccepted(tx: Db, deliveryId: number, reason: string): Promise<void> {
  await sql`update delivery set reason = ${reason} where id = ${deliveryId}::bigint and state = 'accepted'`.execute(tx);
}
