/** The log of what operators did: written with the act itself; of a long one before it, and its outcome behind. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface AuditWrite {
  /** The session's label, or `command line`. */
  who: string;
  /** A verb, such as `merge`. */
  act: string;
  /** `reader 12`, `run 2026-05-14`, `paper 7`; never an address in clear. */
  subject: string;
  facts: Record<string, string | number | boolean | null>;
}

export interface AuditRow extends AuditWrite {
  id: number;
  at: Date;
}

export async function insertAudit(db: Db, { facts, ...write }: AuditWrite, at: string): Promise<number> {
  const row = await db
    .insertInto("audit")
    .values({ ...write, facts: JSON.stringify(facts), at })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Adds what came of an act. */
export async function completeAudit(db: Db, id: number, facts: AuditWrite["facts"]): Promise<void> {
  await sql`update audit set facts = facts || ${JSON.stringify(facts)}::jsonb where id = ${id}::bigint`.execute(db);
}

/** The latest first, before an id; of one subject, or of all. */
export async function listAudit(
  db: Db,
  { before, subject, limit }: { before: number | null; subject: string | null; limit: number },
): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select id, at, who, act, subject, facts from audit
    where true ${before === null ? sql`` : sql`and id < ${before}::bigint`} ${subject === null ? sql`` : sql`and subject = ${subject}`}
    order by id desc limit ${limit}::integer`.execute(db);
  return rows;
}
