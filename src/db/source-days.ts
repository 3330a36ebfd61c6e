/** What is known of each source's days, and who reads a lane of sources now. */
import { type Insertable, type Kysely, type Selectable, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
export type SourceDayRow = Selectable<Database["source_day"]>;

/** Days that are known stay as they are. */
export async function openDays(
  db: Db,
  source: string,
  days: { listed_on: string; next_look_at: string }[],
): Promise<void> {
  if (days.length === 0) return;
  await sql`
    insert into source_day (source, listed_on, state, cause, next_look_at)
    select ${source}, x.listed_on, 'waiting', 'not read yet', x.next_look_at
    from ${recordset(days, "listed_on date, next_look_at timestamptz")}
    on conflict do nothing`.execute(db);
}

export async function findLastDay(db: Db, source: string): Promise<string | null> {
  const row = await db
    .selectFrom("source_day")
    .select((eb) => eb.fn.max("listed_on").as("day"))
    .where("source", "=", source)
    .executeTakeFirst();
  return row?.day ?? null;
}

/** Days of a source that are to be looked at, oldest first. */
export async function listDueDays(db: Db, source: string, at: string, most: number): Promise<SourceDayRow[]> {
  return db
    .selectFrom("source_day")
    .selectAll()
    .where("source", "=", source)
    .where("next_look_at", "<=", at as never)
    .orderBy("listed_on")
    .limit(most)
    .execute();
}

export async function listDays(db: Db, source: string, days: string[]): Promise<SourceDayRow[]> {
  if (days.length === 0) return [];
  return db.selectFrom("source_day").selectAll().where("source", "=", source).where("listed_on", "in", days).execute();
}

export async function saveDay(db: Db, day: Insertable<Database["source_day"]>): Promise<void> {
  await db
    .insertInto("source_day")
    .values(day)
    .onConflict((c) =>
      c.columns(["source", "listed_on"]).doUpdateSet((eb) => ({
        state: eb.ref("excluded.state"),
        cause: eb.ref("excluded.cause"),
        declared: eb.ref("excluded.declared"),
        parsed: eb.ref("excluded.parsed"),
        unread: eb.ref("excluded.unread"),
        attempts: eb.ref("excluded.attempts"),
        open_attempts: eb.ref("excluded.open_attempts"),
        parsed_since: eb.ref("excluded.parsed_since"),
        last_read_at: eb.ref("excluded.last_read_at"),
        whole_at: eb.ref("excluded.whole_at"),
        next_look_at: eb.ref("excluded.next_look_at"),
      })),
    )
    .execute();
}

/** Days of all sources from one on, in order. */
export async function listDaysSince(db: Db, since: string): Promise<SourceDayRow[]> {
  return db
    .selectFrom("source_day")
    .selectAll()
    .where("listed_on", ">=", since)
    .orderBy("source")
    .orderBy("listed_on")
    .execute();
}

/** Counts of the complete days before a day, the latest first. */
export async function listCompleteCounts(db: Db, source: string, before: string, most: number): Promise<number[]> {
  const rows = await db
    .selectFrom("source_day")
    .select("parsed")
    .where("source", "=", source)
    .where("listed_on", "<", before)
    .where("state", "=", "complete")
    .where("parsed", "is not", null)
    .orderBy("listed_on", "desc")
    .limit(most)
    .execute();
  return rows.map((row) => row.parsed as number);
}

/**
 * Takes a lane unless another process holds it; a lease that ended is taken over, on the database's clock. `living`:
 * who else holds it is dead; null: its lease tells.
 */
export async function claimLane(
  db: Db,
  lane: string,
  { owner, living }: { owner: string; living(): string[] | null },
  seconds: number,
): Promise<boolean> {
  const known = living();
  const claimed = await sql<{ lane: string }>`
    insert into intake_lane (lane, owner, lease_until)
    values (${lane}, ${owner}, clock_timestamp() + make_interval(secs => ${seconds}::double precision))
    on conflict (lane) do update set owner = excluded.owner, lease_until = excluded.lease_until
      where intake_lane.lease_until < clock_timestamp() or intake_lane.owner = excluded.owner or ${known !== null}::boolean and intake_lane.owner <> all(${known ?? []}::text[])
    returning lane`.execute(db);
  return claimed.rows.length > 0;
}

export async function releaseLane(db: Db, lane: string, owner: string): Promise<void> {
  await db.deleteFrom("intake_lane").where("lane", "=", lane).where("owner", "=", owner).execute();
}
