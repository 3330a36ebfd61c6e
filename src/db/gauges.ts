/** Numbers that health and metrics tell, each from an index: nothing here reads the whole ledger. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Deliveries that are open, by channel and state. */
export async function countOpen(db: Db): Promise<{ channel: string; state: string; count: number }[]> {
  const { rows } = await sql<{ channel: string; state: string; count: number }>`
    select channel, state, count(*)::integer as count from delivery
    where state in ('pending', 'deferred') group by 1, 2
    union all
    select channel, state, count(*)::integer from delivery where state in ('claimed', 'dotted') group by 1, 2`.execute(
    db,
  );
  return rows;
}

/** Each source's latest reading and latest complete day. */
export async function listSourceStates(
  db: Db,
): Promise<
  { source: string; read_at: Date | null; state: string | null; complete_on: string | null; listings: number }[]
> {
  const { rows } = await sql<{
    source: string;
    read_at: Date | null;
    state: string | null;
    complete_on: string | null;
    listings: number;
  }>`
    select s.name as source, l.taken_in_at as read_at, l.state, c.listed_on as complete_on, coalesce(l.listings, 0) as listings
    from source s
    left join lateral (select taken_in_at, state, listings from intake i where i.source = s.name order by i.id desc limit 1) l on true
    left join lateral (select max(listed_on) as listed_on from intake i where i.source = s.name and i.state = 'complete') c on true
    where s.active order by s.name`.execute(db);
  return rows;
}

/** The database answers. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
