/** Posts to Slack that a dead process was handing over: whether they stand there can be looked up. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";
import { livingOwners } from "./workers.ts";

type Db = Kysely<Database>;

export interface LostPost {
  id: number;
  attempt: number;
  address: string;
  part: number;
  digest_id: number;
  local_on: string;
  /** Receipt of part 0 for the parts of a thread. */
  parent: string | null;
  created_at: string;
}

/** `living`: every other owner is dead; null: those whose lease ended. */
export async function listLostPosts(db: Db, living: string[] | null): Promise<LostPost[]> {
  const dead = living ? sql`d.owner <> all(${living}::text[])` : sql`d.owner not in (${livingOwners})`;
  const lost = await sql<LostPost>`
    select d.id, d.attempt, m.address, d.part, m.digest_id, g.local_on::text as local_on, m.created_at,
      (select f.receipt from delivery f where f.message_id = d.message_id and f.part = 0 and d.part > 0) as parent
    from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
    where d.state = 'dotted' and d.channel = 'slack' and ${dead} order by d.id`.execute(db);
  return lost.rows;
}

/** Records that they stand there. Returns of how many it was not known before. */
export async function saveFound(
  db: Db,
  found: { id: number; attempt: number; receipt: string }[],
  now: string,
): Promise<number> {
  if (found.length === 0) return 0;
  const saved = await sql`update delivery d set state = 'accepted', via = 'slack', receipt = x.receipt, reason = null,
      tries = d.tries + 1, updated_at = ${now}::timestamptz
    from ${recordset(found, "id bigint, attempt integer, receipt text")}
    where d.id = x.id and d.attempt = x.attempt and d.state = 'dotted'`.execute(db);
  return Number(saved.numAffectedRows ?? 0);
}
