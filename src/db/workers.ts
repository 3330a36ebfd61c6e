/** Processes at work: a lease for each, kept up by one heartbeat, so that what a dead one holds can be taken up. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Longer than three missed heartbeats, shorter than a minute: what a dead process held is taken up within 60 s. */
export const LEASE_SECONDS = 40;
export const HEARTBEAT_SECONDS = 10;

/** Leases run on the database's clock, which all processes share. */
export async function beat(db: Db, owner: string, name: string): Promise<void> {
  await sql`
    insert into worker (owner, name, started_at, lease_until)
    values (${owner}, ${name}, clock_timestamp(), clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (owner) do update set lease_until = excluded.lease_until`.execute(db);
}

export async function removeWorker(db: Db, owner: string): Promise<void> {
  await db.deleteFrom("worker").where("owner", "=", owner).execute();
}

/**
 * Owners that are alive, as a condition on a column. A lease that ends later than one could say that the clock was set
 * back: it counts as ended, and who still lives renews it within ten seconds.
 */
export const livingOwners = sql`select owner from worker
  where lease_until > clock_timestamp() and lease_until <= clock_timestamp() + make_interval(secs => ${2 * LEASE_SECONDS})`;

/** Removes what dead processes left of themselves; a day later, so that status can tell of them. */
export async function removeDeadWorkers(db: Db): Promise<void> {
  await sql`delete from worker where lease_until < clock_timestamp() - interval '1 day'`.execute(db);
}

export async function listWorkers(
  db: Db,
): Promise<{ owner: string; name: string; started_at: Date; alive: boolean }[]> {
  const rows = await sql<{ owner: string; name: string; started_at: Date; alive: boolean }>`
    select owner, name, started_at, owner in (${livingOwners}) as alive from worker order by started_at`.execute(db);
  return rows.rows;
}
