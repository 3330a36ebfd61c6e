/** Keys of the API: whose they are, and whether they stand. */
import { type Kysely, sql } from "kysely";
import { isErased } from "./personal-data.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Locked until the transaction ends, so that keys are counted one after the other. False for nobody, and for who was forgotten. */
export async function holdReader(tx: Db, subscriberId: number): Promise<boolean> {
  const row = await tx
    .selectFrom("subscriber")
    .select("address_key")
    .where("id", "=", subscriberId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined && !isErased(row.address_key);
}

export async function countApiKeys(tx: Db, subscriberId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from api_key where subscriber_id = ${subscriberId}::bigint and revoked_at is null`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

export async function insertApiKey(tx: Db, subscriberId: number, at: string): Promise<number> {
  const { id } = await tx
    .insertInto("api_key")
    .values({ subscriber_id: subscriberId, made_at: at })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Of a reader's revoked keys only the latest are kept to be told of: making and revoking by turns must not fill a table. */
export async function dropOldApiKeys(tx: Db, subscriberId: number, kept: number): Promise<void> {
  await sql`delete from api_key where id in (
    select id from api_key where subscriber_id = ${subscriberId}::bigint and revoked_at is not null
    order by id desc offset ${kept}::integer)`.execute(tx);
}

/** False for a key that is not this reader's, or was revoked before. */
export async function revokeApiKey(db: Db, subscriberId: number, id: number, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("api_key")
    .set({ revoked_at: at })
    .where("id", "=", id)
    .where("subscriber_id", "=", subscriberId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Whose key it is; null for one that is none or was revoked. */
export async function findApiKeyOwner(db: Db, id: number): Promise<number | null> {
  const row = await db
    .selectFrom("api_key")
    .select("subscriber_id")
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return row?.subscriber_id ?? null;
}
