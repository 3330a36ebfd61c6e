/** Subscribers given out page by page, and what an import asks and writes in bulk. */
import { type Kysely, sql } from "kysely";
import type { SubscriberRecord } from "../domain/exchange/record.ts";
import type { Channel } from "../domain/subscription/address.ts";
import { recordset } from "./bulk.ts";
import { GONE } from "./personal-data.ts";
import type { Database } from "./schema.ts";
import type { SignupWrite } from "./signups.ts";

type Db = Kysely<Database>;

export interface StoredSubscriber {
  id: number;
  channel: Channel;
  address: string;
  zone: string;
  hour: string;
  most: number;
  quiet_notes: "some" | "never" | "always";
  waits: boolean;
  paused_until: string | null;
  confirmed: boolean;
  suppressed: string | null;
  topics: {
    canonical: string;
    name: string;
    cadence: string;
    cap: number;
    threshold: number;
    signal: boolean;
    slug: string | null;
  }[];
}

/** After an id, without those who were forgotten. */
export async function listSubscriberPage(db: Db, after: number, limit: number): Promise<StoredSubscriber[]> {
  const { rows } = await sql<StoredSubscriber>`
    select s.id, s.channel, s.address, s.zone, s.hour, s.most, s.quiet_notes, s.waits, s.paused_until,
      s.confirmed_at is not null as confirmed, u.reason as suppressed,
      coalesce((select json_agg(json_build_object('canonical', t.canonical, 'name', p.name, 'cadence', p.cadence, 'cap', p.cap,
          'threshold', p.threshold, 'signal', p.signal, 'slug', p.slug) order by p.number)
        from subscription p join topic t on t.id = p.topic_id where p.subscriber_id = s.id and p.ended_at is null), '[]') as topics
    from subscriber s left join suppression u on u.channel = s.channel and u.address_key = s.address_key
    where s.id > ${after}::bigint and s.address_key not like ${`${GONE}%`} order by s.id limit ${limit}::integer`.execute(
    db,
  );
  return rows;
}

export interface KnownAddress {
  position: number;
  /** It is or was a subscriber. */
  subscribed: boolean;
  suppressed: string | null;
  /** A mail asked it to confirm, and nobody has yet. */
  asked: boolean;
}

/** What is known of addresses, in their order. */
export async function lookUpAddresses(
  db: Db,
  addresses: readonly { channel: Channel; key: string }[],
): Promise<KnownAddress[]> {
  const rows = addresses.map((each, position) => ({ ...each, position }));
  const found = await sql<KnownAddress>`
    select x.position, s.id is not null as subscribed, u.reason as suppressed,
      exists (select from signup g where x.channel = 'email' and g.address_key = x.key and g.confirmed_at is null) as asked
    from ${recordset(rows, "channel text, key text, position integer")}
    left join subscriber s on s.channel = x.channel and s.address_key = x.key
    left join suppression u on u.channel = x.channel and u.address_key = x.key order by x.position`.execute(db);
  return found.rows;
}

export interface ReaderSettings {
  channel: Channel;
  key: string;
  /** Null leaves what stands. */
  most: number | null;
  quiet: string | null;
  waits: boolean | null;
  paused_until: string | null;
}

export interface TopicSettings {
  channel: Channel;
  key: string;
  canonical: string;
  cap: number | null;
  threshold: number | null;
  signal: boolean | null;
}

/** Of subscribers that were made in this transaction. */
export async function saveSettings(tx: Db, readers: ReaderSettings[], topics: TopicSettings[]): Promise<void> {
  await sql`update subscriber s set most = coalesce(x.most, s.most), quiet_notes = coalesce(x.quiet, s.quiet_notes),
      waits = coalesce(x.waits, s.waits), paused_until = coalesce(x.paused_until, s.paused_until)
    from ${recordset(readers, "channel text, key text, most integer, quiet text, waits boolean, paused_until date")}
    where s.channel = x.channel and s.address_key = x.key`.execute(tx);
  await sql`update subscription p set cap = coalesce(x.cap, p.cap), threshold = coalesce(x.threshold, p.threshold), signal = coalesce(x.signal, p.signal)
    from ${recordset(topics, "channel text, key text, canonical text, cap integer, threshold real, signal boolean")}
    join subscriber s on s.channel = x.channel and s.address_key = x.key
    join topic t on md5(t.canonical) = md5(x.canonical) and t.canonical = x.canonical
    where p.subscriber_id = s.id and p.topic_id = t.id`.execute(tx);
}

export type AskedWrite = Omit<SignupWrite, "client" | "invitation_id"> & { record: SubscriberRecord };

/** Sign-ups with the mails that ask to confirm them, as a sign-up on the web makes them (db/signups.ts). */
export async function insertAsked(tx: Db, asked: AskedWrite[], at: string, expiresAt: string): Promise<void> {
  await sql`
    with asked as (
      insert into signup (address, address_key, domain, topics, zone, hour, cadence, record, client, asked_at, expires_at)
      select x.address, x.address_key, x.domain, x.topics, x.zone, x.hour, x.cadence, x.record, 'import', ${at}::timestamptz, ${expiresAt}::timestamptz
      from ${recordset(asked, "address text, address_key text, domain text, topics jsonb, zone text, hour text, cadence text, record jsonb")}
      returning id, address, address_key
    ), message as (
      insert into message (kind, key, channel, address, address_key, created_at, expires_at)
      select 'confirm', 'signup-' || id, 'email', address, address_key, ${at}::timestamptz, ${expiresAt}::timestamptz from asked
      returning id, channel
    )
    insert into delivery (message_id, part, channel, state, due_at, updated_at)
    select id, 0, channel, 'pending', '-infinity', ${at}::timestamptz from message`.execute(tx);
}

/** Addresses that another program does not write to. Returns how many were not suppressed before. */
export async function insertSuppressions(
  tx: Db,
  rows: readonly { channel: Channel; key: string; reason: string }[],
  at: string,
): Promise<number> {
  const saved = await sql`insert into suppression (channel, address_key, reason, created_at)
    select x.channel, x.key, x.reason, ${at}::timestamptz from ${recordset(rows, "channel text, key text, reason text")}
    on conflict do nothing`.execute(tx);
  return Number(saved.numAffectedRows ?? 0);
}
