/** Who is due: a question to the database. Due times are reckoned by the calendar and kept with the subscriber. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface DueSubscriber {
  id: number;
  channel: Channel;
  address: string;
  address_key: string;
  zone: string;
  hour: string;
  quiet_notes: "some" | "never" | "always";
  paused_until: string | null;
  waits: boolean;
  /** Nothing goes to it. */
  suppressed: boolean;
  /** Null where no due time is reckoned yet. */
  next_due_at: Date | null;
  next_on: string | null;
  seen_paper_id: number | null;
  /** Papers of a digest at most. */
  most: number;
  created_at: Date;
  /** Signed up by themselves, and had no digest yet. */
  fresh: boolean;
}

const COLUMNS = sql`
  s.id, s.channel, s.address, s.address_key, s.zone, s.hour, s.quiet_notes, s.paused_until, s.waits, s.next_due_at, s.next_on, s.seen_paper_id, s.most, s.created_at,
  exists (select from suppression u where u.channel = s.channel and u.address_key = s.address_key) as suppressed,
  s.seen_paper_id is null and exists (select from signup n where n.subscriber_id = s.id) as fresh`;

/**
 * Those whose due time has passed, the longest due first, and whom nobody else compiles now: held to the end of the
 * transaction. Readers who wait for late sources only when `waitedSince` has passed too.
 */
export async function holdDue(
  db: Db,
  now: string,
  waitedSince: string | null,
  limit: number,
): Promise<(DueSubscriber & { next_due_at: Date; next_on: string })[]> {
  const waiting = waitedSince === null ? sql`` : sql`and not (s.waits and s.next_due_at > ${waitedSince}::timestamptz)`;
  const rows = await sql<DueSubscriber & { next_due_at: Date; next_on: string }>`
    select ${COLUMNS} from subscriber s
    where s.confirmed_at is not null and s.next_due_at <= ${now}::timestamptz ${waiting}
    order by s.next_due_at, s.id limit ${limit}::integer for no key update of s skip locked`.execute(db);
  return rows.rows;
}

/** A page of served readers who have been due for a day or longer, so that another date may have passed since. */
export async function listOverdue(
  db: Db,
  now: string,
  after: number,
  limit: number,
): Promise<
  { id: number; zone: string; hour: string; paused_until: string | null; next_on: string; next_due_at: Date }[]
> {
  const rows = await sql<{
    id: number;
    zone: string;
    hour: string;
    paused_until: string | null;
    next_on: string;
    next_due_at: Date;
  }>`
    select s.id, s.zone, s.hour, s.paused_until, s.next_on, s.next_due_at from subscriber s
    where s.confirmed_at is not null and s.next_due_at <= ${now}::timestamptz - interval '22 hours' and s.id > ${after}::bigint
      and not exists (select from suppression u where u.channel = s.channel and u.address_key = s.address_key)
    order by s.id limit ${limit}::integer`.execute(db);
  return rows.rows;
}

/** A page of subscribers without a digest that bears a date, whatever their hour: for `run --on`. */
export async function listUndigested(db: Db, on: string, after: number, limit: number): Promise<DueSubscriber[]> {
  const rows = await sql<DueSubscriber>`
    select ${COLUMNS} from subscriber s
    where s.id > ${after}::bigint and s.confirmed_at is not null and (s.paused_until is null or s.paused_until <= ${on}::date)
      and not exists (select from digest d where d.subscriber_id = s.id and d.local_on = ${on}::date)
      and not exists (select from suppression u where u.channel = s.channel and u.address_key = s.address_key)
      and exists (select from subscription p where p.subscriber_id = s.id and p.ended_at is null)
    order by s.id limit ${limit}::integer`.execute(db);
  return rows.rows;
}

export interface Stretch {
  subscriber_id: number;
  /** Local date of the last digest before the date asked about; null when there is none. */
  last_on: string | null;
  /** Quiet days since the last digest with papers, holidays not counted. */
  quiet_days: number;
}

/** How it has gone for readers before a date: asked of the few with nothing to read, or back from a pause. */
export async function listStretches(
  db: Db,
  readers: { subscriber_id: number; before: string }[],
): Promise<Map<number, Stretch>> {
  if (readers.length === 0) return new Map();
  const rows = await sql<Stretch>`
    select x.subscriber_id,
      (select max(d.local_on) from digest d where d.subscriber_id = x.subscriber_id and d.local_on < x.before) as last_on,
      (select count(*)::integer from digest d where d.subscriber_id = x.subscriber_id and d.kind = 'quiet' and not d.holiday and d.local_on < x.before
        and d.local_on > coalesce((select max(f.local_on) from digest f
          where f.subscriber_id = x.subscriber_id and f.kind = 'digest' and f.local_on < x.before), '-infinity')) as quiet_days
    from ${recordset(readers, "subscriber_id bigint, before date")}`.execute(db);
  return new Map(rows.rows.map((row) => [row.subscriber_id, row]));
}

/** Readers who missed a date that another digest made up for. */
export async function listMadeUp(db: Db, on: string): Promise<Set<number>> {
  const rows = await db
    .selectFrom("missed")
    .innerJoin("run", "run.id", "missed.run_id")
    .select("subscriber_id")
    .where("run.kind", "=", "digest")
    .where("run.key", "=", on)
    .where("digest_id", "is not", null)
    .execute();
  return new Set(rows.map((row) => row.subscriber_id));
}

/** Of these pairs, the ones that have a digest. */
export async function listDigested(db: Db, pairs: { subscriber_id: number; local_on: string }[]): Promise<Set<string>> {
  // `limit` keeps the planner to the index: by the figures of a morning ago it would read the whole table for each page.
  const rows = await sql<{ key: string }>`
    select x.subscriber_id || ' ' || x.local_on as key from ${recordset(pairs, "subscriber_id bigint, local_on date")}
    cross join lateral (select from digest d where d.subscriber_id = x.subscriber_id and d.local_on = x.local_on limit 1) as made`.execute(
    db,
  );
  return new Set(rows.rows.map((row) => row.key));
}

export interface DueWrite {
  id: number;
  /** Null leaves what stands, in each of the three. */
  next_due_at: string | null;
  next_on: string | null;
  seen_paper_id: number | null;
}

export async function saveDueTimes(db: Db, rows: DueWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update subscriber s set next_due_at = coalesce(x.next_due_at, s.next_due_at), next_on = coalesce(x.next_on, s.next_on), seen_paper_id = greatest(s.seen_paper_id, x.seen_paper_id)
    from ${recordset(rows, "id bigint, next_due_at timestamptz, next_on date, seen_paper_id bigint")} where s.id = x.id`.execute(
    db,
  );
}

/** A page of readers whose due time is to be reckoned, with the last date a digest of theirs bears; one made ahead does not count. */
export async function listUnreckoned(
  db: Db,
  now: string,
  limit: number,
): Promise<{ id: number; zone: string; hour: string; last_on: string | null }[]> {
  const rows = await sql<{ id: number; zone: string; hour: string; last_on: string | null }>`
    select s.id, s.zone, s.hour, (select max(d.local_on) from digest d where d.subscriber_id = s.id and d.local_on <= ${now.slice(0, 10)}::date + 1) as last_on
    from subscriber s where s.next_due_at is null order by s.id limit ${limit}::integer`.execute(db);
  return rows.rows;
}

/** Forgets due times that still lie ahead, when the rules of time zones have changed. */
export async function forgetDueTimes(db: Db, now: string): Promise<void> {
  await sql`update subscriber set next_due_at = null where next_due_at > ${now}::timestamptz`.execute(db);
}

export async function findSetting(db: Db, name: string): Promise<string | null> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value ?? null;
}

export async function saveSetting(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto("setting")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/**
 * How many are due, since when the first, and how long that is in seconds: what health and metrics tell. Who waits for late
 * sources is due when that has lasted long enough (`waitedSince`).
 */
export async function measureDue(
  db: Db,
  now: string,
  waitedSince: string,
): Promise<{ due: number; since: Date | null; oldestSeconds: number }> {
  const { rows } = await sql<{ due: number; since: Date | null; oldest: number | null }>`
    select count(*)::integer as due, min(next_due_at) as since, extract(epoch from ${now}::timestamptz - min(next_due_at))::float8 as oldest
    from subscriber where confirmed_at is not null and next_due_at <= ${now}::timestamptz
      and not (waits and next_due_at > ${waitedSince}::timestamptz)`.execute(db);
  return { due: rows[0]?.due ?? 0, since: rows[0]?.since ?? null, oldestSeconds: rows[0]?.oldest ?? 0 };
}
