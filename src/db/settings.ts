/** What a subscriber set: hour, zone, pause, waiting and quiet notes; and the due time that follows from them. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Settings {
  hour: string;
  zone: string;
  /** The first local date that gets a digest again; null: no pause. */
  paused_until: string | null;
  waits: boolean;
  quiet_notes: "some" | "never" | "always";
}

export interface SettledSubscriber extends Settings {
  id: number;
  /** Running subscriptions. */
  topics: number;
  next_on: string | null;
  next_due_at: Date | null;
  /** The latest local date that a digest bears, of those not made ahead of a day; null before the first. */
  last_on: string | null;
}

/** Locked until the transaction ends. */
export async function findSettings(
  tx: Db,
  who: { channel: Channel; key: string },
  now: string,
): Promise<SettledSubscriber | null> {
  const { rows } = await sql<SettledSubscriber>`
    select s.id, s.hour, s.zone, s.paused_until, s.waits, s.quiet_notes, s.next_on, s.next_due_at,
      (select count(*)::integer from subscription p where p.subscriber_id = s.id and p.ended_at is null) as topics,
      (select max(d.local_on) from digest d where d.subscriber_id = s.id and d.local_on <= ${now.slice(0, 10)}::date + 1) as last_on
    from subscriber s where s.channel = ${who.channel} and s.address_key = ${who.key} for update of s`.execute(tx);
  return rows[0] ?? null;
}

export async function saveSettings(
  tx: Db,
  id: number,
  settings: Settings,
  next: { on: string; dueAt: string } | null,
): Promise<void> {
  const { hour, zone, paused_until, waits, quiet_notes } = settings;
  await tx
    .updateTable("subscriber")
    .set({
      hour,
      zone,
      paused_until,
      waits,
      quiet_notes,
      ...(next ? { next_on: next.on, next_due_at: next.dueAt } : {}),
    })
    .where("id", "=", id)
    .execute();
}
