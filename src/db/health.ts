/** What doctor asks of the database: its version and what stands in it. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

export interface Health {
  version: string;
  papers: number;
  /** With a running subscription. */
  readers: number;
  subscriptions: number;
  /** Deliveries by state. */
  deliveries: Record<string, number>;
  /** The last day that a source declares complete; null: none is. */
  completeOn: string | null;
  /** Null: the queue was never started. */
  waitingJobs: number | null;
  oldestJobSeconds: number;
}

export async function getHealth(db: Kysely<Database>): Promise<Health> {
  const { rows } = await sql<Omit<Health, "waitingJobs" | "oldestJobSeconds">>`
    select current_setting('server_version') as version,
      (select count(*)::integer from paper where merged_into is null) as papers,
      (select count(distinct subscriber_id)::integer from subscription where ended_at is null) as readers,
      (select count(*)::integer from subscription where ended_at is null) as subscriptions,
      coalesce((select json_object_agg(state, count) from (select state, count(*)::integer from delivery group by state) d), '{}') as deliveries,
      (select max(listed_on)::text from source_day where state = 'complete') as "completeOn"`.execute(db);
  return { ...(rows[0] as Health), ...(await countJobs(db)) };
}

/** pg-boss keeps its tables in a schema of its own, made when a service first starts. */
async function countJobs(db: Kysely<Database>): Promise<Pick<Health, "waitingJobs" | "oldestJobSeconds">> {
  const made = await sql<{ made: boolean }>`select to_regclass('pgboss.job') is not null as made`.execute(db);
  if (!made.rows[0]?.made) return { waitingJobs: null, oldestJobSeconds: 0 };
  const { rows } = await sql<{ waiting: number; seconds: number }>`
    select count(*)::integer as waiting, coalesce(extract(epoch from clock_timestamp() - min(start_after)), 0)::float8 as seconds
    from pgboss.job where state < 'active' and name <> 'paperboy-dead' and start_after <= clock_timestamp()`.execute(
    db,
  );
  return { waitingJobs: rows[0]?.waiting ?? 0, oldestJobSeconds: rows[0]?.seconds ?? 0 };
}
