/** Addresses that must not be written to: why, since when, and which of them the operator released. */
import { type Kysely, sql } from "kysely";
import type { Address } from "../domain/subscription/address.ts";
import { hasErased } from "./personal-data.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Suppression {
  channel: string;
  address_key: string;
  reason: string;
  created_at: Date;
}

/**
 * False: the address was suppressed already. A complaint is written over another reason, since a reader who complained is
 * not released as lightly.
 */
export async function suppressAddress(
  tx: Db,
  key: string,
  reason: string,
  now: string,
  channel: "email" | "slack" = "email",
): Promise<boolean> {
  const saved = await sql<{ added: boolean }>`
    insert into suppression as u (channel, address_key, reason, created_at)
    values (${channel}, ${key}, ${reason}, ${now}::timestamptz)
    on conflict (channel, address_key) do update set reason = excluded.reason
      where excluded.reason = 'complaint' and u.reason <> 'complaint'
    returning xmax = 0 as added`.execute(tx);
  return saved.rows[0]?.added ?? false;
}

/** The latest first; `limit` at most. */
export function listSuppressions(db: Db, limit: number): Promise<Suppression[]> {
  return db
    .selectFrom("suppression")
    .select(["channel", "address_key", "reason", "created_at"])
    .orderBy("created_at", "desc")
    .orderBy("address_key")
    .limit(limit)
    .execute();
}

export async function findSuppression(db: Db, channel: string, key: string): Promise<Suppression | null> {
  const found = await db
    .selectFrom("suppression")
    .select(["channel", "address_key", "reason", "created_at"])
    .where("channel", "=", channel)
    .where("address_key", "=", key)
    .executeTakeFirst();
  return found ?? null;
}

/** Of an address, or of what it is known by since it was forgotten, which `hashOf` tells. */
export async function findStanding(
  db: Db,
  address: Address,
  hashOf: (address: Address) => string,
): Promise<Suppression | null> {
  const standing = await findSuppression(db, address.channel, address.key);
  if (standing || !(await hasErased(db))) return standing;
  return findSuppression(db, address.channel, hashOf(address));
}

/** Takes it back and writes down that it stood, in one statement. False: it does not stand. */
export async function releaseSuppression(
  db: Db,
  channel: string,
  key: string,
  note: string | null,
  now: string,
): Promise<boolean> {
  const released = await sql`
    with gone as (
      delete from suppression where channel = ${channel} and address_key = ${key} returning channel, address_key, reason, created_at
    )
    insert into suppression_release (channel, address_key, reason, suppressed_at, note, released_at)
    select channel, address_key, reason, created_at, ${note}, ${now}::timestamptz from gone`.execute(db);
  return Number(released.numAffectedRows ?? 0) > 0;
}
