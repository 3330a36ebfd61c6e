/** What is stored of one reader, for the operator's desk: topics that ran and run, digests with their deliveries, letters, bounces. */
import { type Kysely, sql } from "kysely";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface DeskTopic {
  id: number;
  number: number;
  topic_id: number;
  name: string;
  reading: string;
  canonical: string;
  cadence: string;
  cap: number;
  threshold: number;
  tuned: boolean;
  starts_on: string;
  created_at: Date;
  ended_at: Date | null;
}

export async function listTopicsOf(db: Db, subscriberId: number): Promise<DeskTopic[]> {
  const { rows } = await sql<DeskTopic>`
    select p.id, p.number, p.topic_id, p.name, p.reading, t.canonical, p.cadence, p.cap, p.threshold, p.tuned, p.starts_on, p.created_at, p.ended_at
    from subscription p join topic t on t.id = p.topic_id where p.subscriber_id = ${subscriberId}::bigint order by p.number`.execute(
    db,
  );
  return rows;
}

export interface DeskDigest {
  id: number;
  on: string;
  run_id: number;
  kind: "digest" | "quiet";
  cause: string | null;
  papers: number;
  more: number;
  /** It let go of its papers: they come again. */
  released: boolean;
  parts: {
    id: number;
    part: number;
    state: DeliveryState;
    via: string | null;
    reason: string | null;
    receipt: string | null;
    tries: number;
    at: Date | string;
  }[];
  /** A date that passed without a digest of its own, made up for by this one. */
  made_up: string[];
}

/** The latest local date first; only those before a date. */
export async function listDigestsOf(
  db: Db,
  subscriberId: number,
  before: string | null,
  limit: number,
): Promise<DeskDigest[]> {
  const { rows } = await sql<DeskDigest>`
    select g.id, g.local_on as on, g.run_id, g.kind, g.cause, g.released_at is not null as released,
      (select coalesce(sum(jsonb_array_length(s.cards)), 0)::integer from section s where s.digest_id = g.id) as papers,
      (select coalesce(sum(s.more), 0)::integer from section s where s.digest_id = g.id) as more,
      (select coalesce(json_agg(json_build_object('id', d.id, 'part', d.part, 'state', d.state, 'via', d.via, 'reason', d.reason,
        'receipt', d.receipt, 'tries', d.tries, 'at', d.updated_at) order by d.part), '[]')
        from message m join delivery d on d.message_id = m.id where m.digest_id = g.id) as parts,
      (select coalesce(json_agg(x.local_on order by x.local_on), '[]') from missed x where x.subscriber_id = g.subscriber_id and x.digest_id = g.id) as made_up
    from digest g where g.subscriber_id = ${subscriberId}::bigint ${before === null ? sql`` : sql`and g.local_on < ${before}::date`}
    order by g.local_on desc limit ${limit}::integer`.execute(db);
  return rows;
}

/** Dates that passed without a digest and that none made up for, the latest first. */
export async function listMissedOf(
  db: Db,
  subscriberId: number,
  limit: number,
): Promise<{ on: string; cause: string }[]> {
  const { rows } = await sql<{ on: string; cause: string }>`
    select local_on as on, cause from missed where subscriber_id = ${subscriberId}::bigint and digest_id is null
    order by local_on desc limit ${limit}::integer`.execute(db);
  return rows;
}

export interface DeskLetter {
  id: number;
  kind: string;
  key: string;
  state: DeliveryState;
  reason: string | null;
  receipt: string | null;
  at: Date;
}

/** What went to an address that is no digest, the latest first. */
export async function listLettersTo(
  db: Db,
  to: { channel: string; key: string },
  limit: number,
): Promise<DeskLetter[]> {
  const { rows } = await sql<DeskLetter>`
    select d.id, m.kind, m.key, d.state, d.reason, d.receipt, d.updated_at as at
    from message m join delivery d on d.message_id = m.id
    where m.channel = ${to.channel} and m.address_key = ${to.key} and m.digest_id is null order by m.id desc, d.part limit ${limit}::integer`.execute(
    db,
  );
  return rows;
}

export interface DeskSignUp {
  id: number;
  topics: string[];
  asked_at: Date;
  expires_at: Date;
  confirmed_at: Date | null;
}

export async function listSignUpsOf(db: Db, key: string, limit: number): Promise<DeskSignUp[]> {
  const { rows } = await sql<DeskSignUp>`
    select id, topics, asked_at, expires_at, confirmed_at from signup where address_key = ${key} order by asked_at desc limit ${limit}::integer`.execute(
    db,
  );
  return rows;
}

export interface DeskBounce {
  on: string;
  class: string;
  status: string | null;
  reason: string | null;
  received_at: Date;
}

/** What came back of a reader's digests, the latest first. */
export async function listBouncesOf(db: Db, subscriberId: number, limit: number): Promise<DeskBounce[]> {
  const { rows } = await sql<DeskBounce>`
    select g.local_on as on, b.class, b.status, b.reason, b.received_at
    from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id join bounce b on b.delivery_id = d.id
    where g.subscriber_id = ${subscriberId}::bigint order by b.id desc limit ${limit}::integer`.execute(db);
  return rows;
}

export interface DeskMatch {
  id: number;
  number: number;
  topic_id: number;
  name: string;
  canonical: string;
  ended_at: Date | null;
  tuned: boolean;
  threshold: number;
  covered_seq: number;
  start_seq: number;
  starts_on: string;
  /** Null: no live listing ever made it match. */
  seq: number | null;
  strength: number | null;
  /** The latest day of a live listing. */
  listed_on: string | null;
  /** The digest whose section took the batch of this match. */
  taken_on: string | null;
}

/** How a reader's topics, of now and of before, stand to a paper: by its own matches and those of what was merged into it. */
export async function listMatchesOf(db: Db, subscriberId: number, paperId: number): Promise<DeskMatch[]> {
  const { rows } = await sql<DeskMatch>`
    with family as (select id from paper where id = ${paperId}::bigint or merged_into = ${paperId}::bigint),
    listed as (select max(l.listed_on) as listed_on from listing l where l.paper_id in (select id from family) and l.live)
    select p.id, p.number, p.topic_id, p.name, t.canonical, p.ended_at, p.tuned, p.threshold, p.covered_seq, p.start_seq, p.starts_on,
      m.seq, m.strength, (select listed_on from listed) as listed_on,
      (select max(g.local_on) from digest g join section s on s.digest_id = g.id
        where g.subscriber_id = p.subscriber_id and s.subscription_id = p.id and s.from_seq < m.seq and s.to_seq >= m.seq) as taken_on
    from subscription p join topic t on t.id = p.topic_id
    left join lateral (select min(x.seq) as seq, max(x.strength) as strength from match x
      where x.topic_id = p.topic_id and x.paper_id in (select id from family)) m on true
    where p.subscriber_id = ${subscriberId}::bigint order by p.number`.execute(db);
  return rows;
}
