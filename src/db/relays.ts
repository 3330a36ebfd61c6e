/** What all processes know of a way out: whether it rests and why, what its rates have given out, and how it is refused. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface RelayState {
  via: string;
  stopped_until: Date | null;
  one_connection: boolean;
  reason: string | null;
  told_at: Date | null;
}

export async function listRelays(db: Db): Promise<RelayState[]> {
  return db
    .selectFrom("relay")
    .select(["via", "stopped_until", "one_connection", "reason", "told_at"])
    .orderBy("via")
    .execute();
}

/** Lets a way rest until an instant; a longer rest that stands already stays. */
export async function stopRelay(
  db: Db,
  via: string,
  stop: { until: string; reason: string; oneConnection: boolean },
): Promise<void> {
  await sql`
    insert into relay (via, stopped_until, one_connection, reason)
    values (${via}, ${stop.until}::timestamptz, ${stop.oneConnection}, ${stop.reason})
    on conflict (via) do update set stopped_until = greatest(relay.stopped_until, excluded.stopped_until),
      one_connection = relay.one_connection or excluded.one_connection, reason = excluded.reason`.execute(db);
}

/** Forgets a rest that has passed, and that the operator was told of it; one that another process began meanwhile stays. */
export async function clearRelay(db: Db, via: string, now: string): Promise<void> {
  await sql`update relay set stopped_until = null, one_connection = false, reason = null, told_at = null
    where via = ${via} and stopped_until <= ${now}::timestamptz`.execute(db);
}

/** True for the one process that is to tell the operator: a stop is told once. */
export async function claimTelling(db: Db, via: string, now: string): Promise<boolean> {
  const told = await sql`update relay set told_at = ${now}::timestamptz where via = ${via} and told_at is null`.execute(
    db,
  );
  return Number(told.numAffectedRows ?? 0) === 1;
}

/** Different recipients that were refused by policy since an instant. */
export async function countRefused(db: Db, via: string, since: string): Promise<number> {
  const { rows } = await sql<{ refused: number }>`
    select count(distinct m.address_key)::integer as refused from delivery d join message m on m.id = d.message_id
    where d.class = 'policy' and d.via = ${via} and d.updated_at >= ${since}::timestamptz`.execute(db);
  return rows[0]?.refused ?? 0;
}

/** Deliveries that came to an end at a relay since an instant; of messages that could still go, so by their index. */
export async function countEnded(db: Db, via: string, since: string): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select count(*)::integer as ended from message m join delivery d on d.message_id = m.id
    where m.expires_at > ${since}::timestamptz and d.via = ${via} and d.updated_at >= ${since}::timestamptz
      and d.state in ('accepted', 'rejected', 'unknown')`.execute(db);
  return rows[0]?.ended ?? 0;
}

export interface Rates {
  perSecond: number | null;
  perHour: number | null;
}

/**
 * Reserves sending for up to `wanted` mails under the rates that all processes share, by the generic cell rate algorithm
 * (ITU-T I.371) on the database's clock: a burst of one second and of one hour. `granted` may go from `startInMs` on.
 */
export async function reserveSending(
  db: Db,
  via: string,
  wanted: number,
  rates: Rates,
): Promise<{ granted: number; startInMs: number }> {
  if (rates.perSecond === null && rates.perHour === null) return { granted: wanted, startInMs: 0 };
  return db.transaction().execute(async (tx) => {
    await sql`insert into relay (via) values (${via}) on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ second: number | null; hour: number | null }>`
      select extract(epoch from second_tat - clock_timestamp())::float8 as second, extract(epoch from hour_tat - clock_timestamp())::float8 as hour
      from relay where via = ${via} for update`.execute(tx);
    const ahead = { second: Math.max(0, rows[0]?.second ?? 0), hour: Math.max(0, rows[0]?.hour ?? 0) };
    const hourly = rates.perHour === null ? wanted : Math.floor(((3_600 - ahead.hour) * rates.perHour) / 3_600);
    const granted = Math.max(0, Math.min(wanted, hourly));
    const second = rates.perSecond === null ? 0 : ahead.second + granted / rates.perSecond;
    const hour = rates.perHour === null ? 0 : ahead.hour + (granted * 3_600) / rates.perHour;
    await sql`update relay set second_tat = clock_timestamp() + make_interval(secs => ${second}),
      hour_tat = clock_timestamp() + make_interval(secs => ${hour}) where via = ${via}`.execute(tx);
    return { granted, startInMs: ahead.second * 1_000 };
  });
}
