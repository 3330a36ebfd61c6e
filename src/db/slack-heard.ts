/** What Slack sent and any process heard: so that what comes again, or is replayed, is done once. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** False where it was heard before. */
export async function insertHeard(db: Db, key: string, now: string): Promise<boolean> {
  const heard =
    await sql`insert into slack_heard (key, heard_at) values (${key}, ${now}::timestamptz) on conflict do nothing`.execute(
      db,
    );
  return Number(heard.numAffectedRows ?? 0) > 0;
}

export async function forgetHeard(db: Db, before: string): Promise<void> {
  await sql`delete from slack_heard where heard_at < ${before}::timestamptz`.execute(db);
}
