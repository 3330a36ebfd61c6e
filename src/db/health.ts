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
}

export async function getHealth(db: Kysely<Database>): Promise<Health> {
  const { rows } = await sql<Health>`
    select current_setting('server_version') as version,
      (select count(*)::integer from paper where merged_into is null) as papers,
      (select count(distinct subscriber_id)::integer from subscription where ended_at is null) as readers,
      (select count(*)::integer from subscription where ended_at is null) as subscriptions,
      coalesce((select json_object_agg(state, count) from (select state, count(*)::integer from delivery group by state) d), '{}') as deliveries`.execute(
    db,
  );
  return rows[0] as Health;
}
