/** One subscription, found by its subscriber and number. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface SubscriptionFacts {
  number: number;
  name: string;
  reading: string;
  cadence: string;
  cap: number;
  threshold: number;
  /** Votes, comments and code count. */
  signal: boolean;
  ended: boolean;
}

/** Null leaves what stands. */
export interface SubscriptionChange {
  cap: number | null;
  threshold: number | null;
  signal: boolean | null;
  cadence: string | null;
  name: string | null;
  ended_at: string | null;
}

/** How it stands now; null where the reader has no running topic of that number. */
export async function changeSubscription(
  tx: Db,
  reader: { channel: Channel; key: string },
  number: number,
  change: SubscriptionChange,
): Promise<SubscriptionFacts | null> {
  const { rows } = await sql<SubscriptionFacts>`
    update subscription p set cap = coalesce(${change.cap}::integer, p.cap), threshold = coalesce(${change.threshold}::real, p.threshold),
      signal = coalesce(${change.signal}::boolean, p.signal), cadence = coalesce(${change.cadence}::text, p.cadence),
      name = coalesce(${change.name}::text, p.name), ended_at = ${change.ended_at}::timestamptz
    from subscriber s
    where s.id = p.subscriber_id and s.channel = ${reader.channel} and s.address_key = ${reader.key}
      and p.number = ${number}::integer and p.ended_at is null
    returning p.number, p.name, p.reading, p.cadence, p.cap, p.threshold, p.signal, p.ended_at is not null as ended`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** Starts an ended topic again as it was; its name, or null where none of that number has ended. */
export async function reopenSubscription(
  tx: Db,
  reader: { channel: Channel; key: string },
  number: number,
): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    update subscription p set ended_at = null from subscriber s
    where s.id = p.subscriber_id and s.channel = ${reader.channel} and s.address_key = ${reader.key}
      and p.number = ${number}::integer and p.ended_at is not null
    returning p.name`.execute(tx);
  return rows[0]?.name ?? null;
}
