/** What is still to be handed over: how much, and held back where it may have gone from elsewhere. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** Deliveries that may go out yet. */
export async function countOpen(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from delivery where state in ('pending', 'claimed', 'dotted', 'deferred')`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Webhooks come at least once by what they promise, so they stay open. Returns how many are held. */
export async function holdOpen(tx: Kysely<Database>, now: string): Promise<number> {
  const held = await sql`
    update delivery set state = 'unknown', reason = 'open in a backup, whose machine worked on', updated_at = ${now}::timestamptz
    where state in ('pending', 'claimed', 'dotted', 'deferred') and channel <> 'webhook'`.execute(tx);
  return Number(held.numAffectedRows ?? 0);
}
