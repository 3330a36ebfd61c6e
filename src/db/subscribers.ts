/** Subscribers and their subscriptions: saved in bulk, found for the command line and for a run. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import { recordset } from "./bulk.ts";
import { GONE } from "./personal-data.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface SubscriberWrite {
  channel: Channel;
  address: string;
  address_key: string;
  /** Null leaves what stands; a new subscriber gets the default. */
  zone: string | null;
  hour: string | null;
}

export interface SavedSubscriber {
  id: number;
  channel: Channel;
  address_key: string;
  zone: string;
  hour: string;
  made: boolean;
}

const DEFAULT_ZONE = "UTC";
const DEFAULT_HOUR = "08:00";

/** Makes or updates subscribers; one added on the command line counts as confirmed (semantics 13). */
export async function saveSubscribers(db: Db, writes: SubscriberWrite[], at: string): Promise<SavedSubscriber[]> {
  const saved = await sql<SavedSubscriber>`
    insert into subscriber (channel, address, address_key, zone, hour, confirmed_at, created_at)
    select x.channel, x.address, x.address_key, coalesce(x.zone, s.zone, ${DEFAULT_ZONE}), coalesce(x.hour, s.hour, ${DEFAULT_HOUR}),
      ${at}::timestamptz, ${at}::timestamptz
    from ${recordset(
      writes.map((each, position) => ({ ...each, position })),
      "channel text, address text, address_key text, zone text, hour text, position integer",
    )}
    left join subscriber s on s.channel = x.channel and s.address_key = x.address_key
    order by x.position
    on conflict (channel, address_key) do update set zone = excluded.zone, hour = excluded.hour,
      next_due_at = case when (subscriber.zone, subscriber.hour) = (excluded.zone, excluded.hour) or subscriber.next_due_at <= excluded.created_at
        then subscriber.next_due_at end,
      confirmed_at = coalesce(subscriber.confirmed_at, excluded.confirmed_at)
    returning id, channel, address_key, zone, hour, xmax = 0 as made`.execute(db);
  return saved.rows;
}

export interface SubscriptionWrite {
  subscriber_id: number;
  topic_id: number;
  name: string;
  /** The entry of the catalogue that it follows. */
  slug: string | null;
  reading: string;
  cadence: string;
}

/** Makes subscriptions, or takes up ended ones again; numbers go on from the subscriber's highest. Returns how many are new or taken up. */
export async function saveSubscriptions(
  db: Db,
  writes: SubscriptionWrite[],
  start: { seq: number; on: string },
  at: string,
): Promise<number> {
  if (writes.length === 0) return 0;
  const saved = await sql`
    insert into subscription (subscriber_id, number, topic_id, name, slug, reading, cadence, start_seq, starts_on, created_at)
    select x.subscriber_id,
      coalesce((select max(s.number) from subscription s where s.subscriber_id = x.subscriber_id), 0)
        + row_number() over (partition by x.subscriber_id order by x.position),
      x.topic_id, x.name, x.slug, x.reading, x.cadence, ${start.seq}::bigint, ${start.on}::date, ${at}::timestamptz
    from ${recordset(
      writes.map((each, position) => ({ ...each, position })),
      "subscriber_id bigint, topic_id bigint, name text, slug text, reading text, cadence text, position integer",
    )}
    on conflict (subscriber_id, topic_id) do update set
      ended_at = null, cadence = excluded.cadence, name = excluded.name, slug = excluded.slug,
      start_seq = case when subscription.ended_at is null then subscription.start_seq else excluded.start_seq end,
      starts_on = case when subscription.ended_at is null then subscription.starts_on else excluded.starts_on end
    where subscription.ended_at is not null or subscription.cadence <> excluded.cadence`.execute(db);
  return Number(saved.numAffectedRows ?? 0);
}

export interface SubscriberView {
  id: number;
  channel: Channel;
  address: string;
  zone: string;
  hour: string;
  paused_until: string | null;
  suppressed: string | null;
  topics: { number: number; name: string; reading: string; cadence: string }[];
}

/** Subscribers with their running subscriptions, without those who were forgotten; `only` narrows to one address. */
export async function listSubscribers(db: Db, only?: { channel: Channel; key: string }): Promise<SubscriberView[]> {
  const narrowed = only
    ? sql`where s.channel = ${only.channel} and s.address_key = ${only.key}`
    : sql`where s.address_key not like ${`${GONE}%`}`;
  const rows = await sql<SubscriberView>`
    select s.id, s.channel, s.address, s.zone, s.hour, s.paused_until, u.reason as suppressed,
      coalesce((select json_agg(json_build_object('number', p.number, 'name', p.name, 'reading', p.reading, 'cadence', p.cadence) order by p.number)
        from subscription p where p.subscriber_id = s.id and p.ended_at is null), '[]') as topics
    from subscriber s left join suppression u on u.channel = s.channel and u.address_key = s.address_key
    ${narrowed} order by s.id`.execute(db);
  return rows.rows;
}

/** Ends a subscriber's running subscriptions. Returns their ids. */
export async function endSubscriptions(db: Db, subscriberId: number, at: string): Promise<number[]> {
  const ended = await db
    .updateTable("subscription")
    .set({ ended_at: at })
    .where("subscriber_id", "=", subscriberId)
    .where("ended_at", "is", null)
    .returning("id")
    .execute();
  return ended.map(({ id }) => id);
}

export interface RunningSubscription {
  id: number;
  subscriber_id: number;
  number: number;
  topic_id: number;
  name: string;
  reading: string;
  cadence: string;
  cap: number;
  signal: boolean;
  covered_seq: number;
  start_seq: number;
  starts_on: string;
  /** Matches of less strength are left out. */
  threshold: number;
  /** It has feedback that stands. */
  tuned: boolean;
}

export async function listRunningSubscriptions(db: Db, subscriberIds: number[]): Promise<RunningSubscription[]> {
  const rows = await sql<RunningSubscription>`
    select p.id, p.subscriber_id, p.number, p.topic_id, p.name, p.reading, p.cadence, p.cap, p.signal, p.covered_seq, p.start_seq, p.starts_on, p.threshold, p.tuned
    from ${recordset(
      subscriberIds.map((id) => ({ id })),
      "id bigint",
    )}
    join subscription p on p.subscriber_id = x.id
    where p.ended_at is null order by p.subscriber_id, p.number`.execute(db);
  return rows.rows;
}
