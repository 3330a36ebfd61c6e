/** Links to the operator's desk, each good once, and the sessions that they opened. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface StoredLink {
  id: number;
  label: string;
  used_at: Date | null;
  expires_at: Date;
}

export interface StoredSession {
  id: number;
  label: string;
  made_at: Date;
  expires_at: Date;
}

export async function insertLink(db: Db, label: string, at: string, expiresAt: string): Promise<number> {
  const row = await db
    .insertInto("operator_link")
    .values({ label, made_at: at, expires_at: expiresAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findLink(db: Db, id: number): Promise<StoredLink | null> {
  const columns = ["id", "label", "used_at", "expires_at"] as const;
  return (await db.selectFrom("operator_link").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Uses a link up. Its label; null: it was used before, or is too old. */
export async function useLink(tx: Db, id: number, at: string): Promise<string | null> {
  const { rows } = await sql<{ label: string }>`
    update operator_link set used_at = ${at}::timestamptz
    where id = ${id}::bigint and used_at is null and expires_at > ${at}::timestamptz returning label`.execute(tx);
  return rows[0]?.label ?? null;
}

export async function insertSession(
  tx: Db,
  session: { hash: string; label: string },
  at: string,
  expiresAt: string,
): Promise<number> {
  const row = await tx
    .insertInto("operator_session")
    .values({ ...session, made_at: at, expires_at: expiresAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findSession(db: Db, hash: string, at: string): Promise<StoredSession | null> {
  const { rows } = await sql<StoredSession>`
    select id, label, made_at, expires_at from operator_session
    where hash = ${hash} and ended_at is null and expires_at > ${at}::timestamptz`.execute(db);
  return rows[0] ?? null;
}

/** Those that stand, the latest first. */
export async function listSessions(db: Db, at: string, limit: number): Promise<StoredSession[]> {
  const { rows } = await sql<StoredSession>`
    select id, label, made_at, expires_at from operator_session
    where ended_at is null and expires_at > ${at}::timestamptz order by id desc limit ${limit}::integer`.execute(db);
  return rows;
}

/** Links that nobody has used open nothing any more. Returns how many. */
export async function endLinks(db: Db, at: string): Promise<number> {
  const ended = await sql`update operator_link set used_at = ${at}::timestamptz
    where used_at is null and expires_at > ${at}::timestamptz`.execute(db);
  return Number(ended.numAffectedRows ?? 0);
}

/** Ends one, or all that stand. Returns how many ended. */
export async function endSessions(db: Db, id: number | "all", at: string): Promise<number> {
  const which = id === "all" ? sql`` : sql`and id = ${id}::bigint`;
  const ended = await sql`update operator_session set ended_at = ${at}::timestamptz
    where ended_at is null and expires_at > ${at}::timestamptz ${which}`.execute(db);
  return Number(ended.numAffectedRows ?? 0);
}
