/** What doctor asks of the database: its version and what stands in it. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** What is read by indexes: nothing here looks at all papers or all deliveries. */
export interface Standing {
  /** With a running subscription. */
  readers: number;
  subscriptions: number;
  /** Deliveries by state, without those that were accepted. */
  deliveries: Record<string, number>;
  /** Of those that ended otherwise, how many did so in the last 24 hours. */
  lately: Record<string, number>;
  /** The last day that a source declares complete; null: none is. */
  completeOn: string | null;
  /** Null: the queue was never started. */
  waitingJobs: number | null;
  oldestJobSeconds: number;
}

export interface Health extends Standing {
  version: string;
  papers: number;
}

export async function getHealth(db: Kysely<Database>, now: Temporal.Instant): Promise<Health> {
  const { rows } = await sql<{ version: string; papers: number; accepted: number }>`
    select current_setting('server_version') as version,
      (select count(*)::integer from paper where merged_into is null) as papers,
      (select count(*)::integer from delivery where state = 'accepted') as accepted`.execute(db);
  const { version, papers, accepted } = rows[0] as (typeof rows)[number];
  const standing = await getStanding(db, now);
  return {
    ...standing,
    version,
    papers,
    deliveries: { ...standing.deliveries, accepted },
  };
}

export async function getStanding(db: Kysely<Database>, now: Temporal.Instant): Promise<Standing> {
  const since = sql`${now.subtract({ hours: 24 }).toString()}::timestamptz`;
  const { rows } = await sql<Omit<Standing, "waitingJobs" | "oldestJobSeconds">>`
    with running as (
      select count(*)::integer as subscriptions, count(distinct subscriber_id)::integer as readers from subscription where ended_at is null
    ), open as (
      select state, count(*)::integer, 0 as lately from delivery where state in ('pending', 'deferred') group by 1
      union all select state, count(*)::integer, 0 from delivery where state in ('claimed', 'dotted') group by 1
      union all select state, count(*)::integer, count(*) filter (where updated_at >= ${since})::integer
        from delivery where state in ('rejected', 'expired', 'unknown', 'cancelled') group by 1
    )
    select r.readers, r.subscriptions, coalesce((select json_object_agg(state, count) from open), '{}') as deliveries,
      coalesce((select json_object_agg(state, lately) from open where lately > 0), '{}') as lately,
      (select max(listed_on)::text from source_day where state = 'complete') as "completeOn" from running r`.execute(
    db,
  );
  return { ...(rows[0] as Standing), ...(await countJobs(db)) };
}

/** pg-boss keeps its tables in a schema of its own, made when a service first starts. */
async function countJobs(db: Kysely<Database>): Promise<Pick<Standing, "waitingJobs" | "oldestJobSeconds">> {
  const made = await sql<{ made: boolean }>`select to_regclass('pgboss.job') is not null as made`.execute(db);
  if (!made.rows[0]?.made) return { waitingJobs: null, oldestJobSeconds: 0 };
  const { rows } = await sql<{ waiting: number; seconds: number }>`
    select count(*)::integer as waiting, coalesce(extract(epoch from clock_timestamp() - min(start_after)), 0)::float8 as seconds
    from pgboss.job where state < 'active' and name <> 'paperboy-dead' and start_after <= clock_timestamp()`.execute(
    db,
  );
  return { waitingJobs: rows[0]?.waiting ?? 0, oldestJobSeconds: rows[0]?.seconds ?? 0 };
}
