/** Invitations: made, counted and taken back. */
import { type Kysely, sql } from "kysely";
import type { Invitation } from "../domain/consent/invitation.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface StoredInvitation extends Invitation {
  id: number;
  note: string | null;
  madeAt: Temporal.Instant;
}

const COLUMNS = ["id", "note", "uses", "uses_most", "expires_at", "made_at", "revoked_at"] as const;

interface Row {
  id: number;
  note: string | null;
  uses: number;
  uses_most: number;
  expires_at: Date;
  made_at: Date;
  revoked_at: Date | null;
}

const read = ({ id, note, uses, uses_most, expires_at, made_at, revoked_at }: Row): StoredInvitation => ({
  id,
  note,
  uses,
  usesMost: uses_most,
  expiresAt: expires_at.toTemporalInstant(),
  madeAt: made_at.toTemporalInstant(),
  revoked: revoked_at !== null,
});

/** Its id. Instants as ISO text. */
export async function insertInvitation(
  db: Db,
  write: { note: string | null; uses_most: number; expires_at: string; made_at: string },
): Promise<number> {
  const { id } = await db.insertInto("invitation").values(write).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function findInvitation(db: Db, id: number): Promise<StoredInvitation | null> {
  const row = await db.selectFrom("invitation").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  return row ? read(row) : null;
}

/**
 * Locked until the transaction ends, so that uses are counted one after the other; who asks by it meanwhile (a foreign
 * key) does not wait. @throws where there is none.
 */
export async function holdInvitation(tx: Db, id: number): Promise<StoredInvitation> {
  const query = tx.selectFrom("invitation").select(COLUMNS).where("id", "=", id).forNoKeyUpdate();
  return read(await query.executeTakeFirstOrThrow());
}

/** The latest first; `limit` at most. */
export async function listInvitations(db: Db, limit: number): Promise<StoredInvitation[]> {
  const rows = await db.selectFrom("invitation").select(COLUMNS).orderBy("id", "desc").limit(limit).execute();
  return rows.map(read);
}

export async function countUse(tx: Db, id: number): Promise<void> {
  await sql`update invitation set uses = uses + 1 where id = ${id}::bigint`.execute(tx);
}

/** Whether the reader who has this mailbox now has confirmed by it before. */
export async function hasUsed(tx: Db, id: number, addressKey: string): Promise<boolean> {
  const row = await tx
    .selectFrom("signup")
    .innerJoin("subscriber", "subscriber.id", "signup.subscriber_id")
    .select("signup.id")
    .where("signup.invitation_id", "=", id)
    .where("subscriber.channel", "=", "email")
    .where("subscriber.address_key", "=", addressKey)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** False: it was revoked before, or there is none. */
export async function revokeInvitation(db: Db, id: number, now: string): Promise<boolean> {
  const query = db.updateTable("invitation").set({ revoked_at: now }).where("id", "=", id);
  const { numUpdatedRows } = await query.where("revoked_at", "is", null).executeTakeFirst();
  return numUpdatedRows > 0n;
}
