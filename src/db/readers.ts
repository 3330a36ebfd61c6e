/** A reader as the pages show one: what is set, the running topics, and who is behind a signed number. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import { isErased } from "./personal-data.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface ReaderTopic {
  id: number;
  number: number;
  name: string;
  reading: string;
  cadence: string;
  cap: number;
  threshold: number;
  signal: boolean;
}

export interface ReaderRow {
  id: number;
  channel: Channel;
  address: string;
  address_key: string;
  hour: string;
  zone: string;
  paused_until: string | null;
  waits: boolean;
  quiet_notes: "some" | "never" | "always";
  topics: ReaderTopic[];
  /** Keys of the API that stand; `made_on` is a day in UTC. */
  keys: { id: number; made_on: string }[];
}

/** Null for nobody, and for who was forgotten. */
export async function findReaderRow(db: Db, subscriberId: number): Promise<ReaderRow | null> {
  const { rows } = await sql<ReaderRow>`
    select s.id, s.channel, s.address, s.address_key, s.hour, s.zone, s.paused_until, s.waits, s.quiet_notes,
      coalesce((select json_agg(json_build_object('id', p.id, 'number', p.number, 'name', p.name, 'reading', p.reading, 'cadence', p.cadence,
        'cap', p.cap, 'threshold', p.threshold, 'signal', p.signal) order by p.number)
        from subscription p where p.subscriber_id = s.id and p.ended_at is null), '[]') as topics,
      coalesce((select json_agg(json_build_object('id', k.id, 'made_on', to_char(k.made_at at time zone 'UTC', 'YYYY-MM-DD')) order by k.id)
        from api_key k where k.subscriber_id = s.id and k.revoked_at is null), '[]') as keys
    from subscriber s where s.id = ${subscriberId}::bigint`.execute(db);
  const [row] = rows;
  return row && !isErased(row.address_key) ? row : null;
}

/** Whose subscription it is, and whether it runs. */
export async function findTopicRow(
  db: Db,
  subscriptionId: number,
): Promise<{ subscriber_id: number; number: number; name: string; ended: boolean } | null> {
  const { rows } = await sql<{ subscriber_id: number; number: number; name: string; ended: boolean }>`
    select subscriber_id, number, name, ended_at is not null as ended from subscription where id = ${subscriptionId}::bigint`.execute(
    db,
  );
  return rows[0] ?? null;
}

export interface OwnTopic {
  name: string;
  reading: string;
  /** Its canonical query. */
  canonical: string;
}

/** Null for a subscription that ended, and for who was forgotten. */
export async function findOwnTopic(db: Db, subscriptionId: number): Promise<OwnTopic | null> {
  const { rows } = await sql<OwnTopic & { address_key: string }>`
    select p.name, p.reading, t.canonical, s.address_key
    from subscription p join topic t on t.id = p.topic_id join subscriber s on s.id = p.subscriber_id
    where p.id = ${subscriptionId}::bigint and p.ended_at is null`.execute(db);
  const [row] = rows;
  return row && !isErased(row.address_key) ? { name: row.name, reading: row.reading, canonical: row.canonical } : null;
}

/** The due time that stands; null where none is reckoned. */
export async function findDueTime(db: Db, subscriberId: number): Promise<{ on: string; dueAt: Date } | null> {
  const row = await db
    .selectFrom("subscriber")
    .select(["next_on", "next_due_at"])
    .where("id", "=", subscriberId)
    .executeTakeFirst();
  return row?.next_on && row.next_due_at ? { on: row.next_on, dueAt: row.next_due_at } : null;
}
