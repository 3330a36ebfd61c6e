/** Sign-ups: how many were asked for lately, what was asked, and that it was confirmed. */
import { type Kysely, sql } from "kysely";
import type { SubscriberRecord } from "../domain/exchange/record.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface SignupWrite {
  address: string;
  address_key: string;
  domain: string;
  /** Queries, or catalogue slugs with their #. */
  topics: string[];
  zone: string;
  hour: string;
  cadence: string;
  client: string;
  /** What it was asked for by; null: no invitation was needed. */
  invitation_id: number | null;
}

export interface Signup extends Omit<SignupWrite, "client" | "domain"> {
  id: number;
  /** What a file said that was imported; null: it was asked for on the web. */
  record: SubscriberRecord | null;
  expires_at: Date;
  confirmed_at: Date | null;
  subscriber_id: number | null;
}

/** Its topics as people call them: a file that was given out holds their sources too, which readers are not told of. */
export const nameTopics = ({ topics, record }: Pick<Signup, "topics" | "record">): string[] =>
  record?.topics.map(({ topic, name }) => name ?? topic) ?? topics;

/** Since an instant, by address, by who asked, and by the address' domain. */
export async function countSignups(
  tx: Db,
  { address_key, client, domain }: Pick<SignupWrite, "address_key" | "client" | "domain">,
  since: { address: string; client: string; domain: string },
): Promise<{ address: number; client: number; domain: number }> {
  const { rows } = await sql<{ address: number; client: number; domain: number }>`
    select
      (select count(*)::integer from signup where address_key = ${address_key} and asked_at > ${since.address}::timestamptz) as address,
      (select count(*)::integer from signup where client = ${client} and asked_at > ${since.client}::timestamptz) as client,
      (select count(*)::integer from signup where domain = ${domain} and asked_at > ${since.domain}::timestamptz) as domain`.execute(
    tx,
  );
  return rows[0] ?? { address: 0, client: 0, domain: 0 };
}

export async function isSuppressed(tx: Db, addressKey: string): Promise<boolean> {
  const row = await tx
    .selectFrom("suppression")
    .select("reason")
    .where("channel", "=", "email")
    .where("address_key", "=", addressKey)
    .executeTakeFirst();
  return row !== undefined;
}

/** The key of the message that asks to confirm it. */
const keyOf = (id: number): string => `signup-${id}`;
export const readSignupKey = (key: string): number => Number(key.slice(keyOf(0).length - 1));

/** With the mail that asks to confirm it, due at once; null: no mail goes. */
export async function insertSignup(
  tx: Db,
  write: SignupWrite,
  { at, expiresAt, mailed }: { at: string; expiresAt: string; mailed: boolean },
): Promise<number> {
  const { id } = await tx
    .insertInto("signup")
    .values({ ...write, topics: JSON.stringify(write.topics), asked_at: at, expires_at: expiresAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (mailed) {
    await sql`
      with message as (
        insert into message (kind, key, channel, address, address_key, created_at, expires_at)
        values ('confirm', ${keyOf(id)}, 'email', ${write.address}, ${write.address_key}, ${at}::timestamptz, ${expiresAt}::timestamptz)
        returning id, channel
      )
      insert into delivery (message_id, part, channel, state, due_at, updated_at)
      select id, 0, channel, 'pending', '-infinity', ${at}::timestamptz from message`.execute(tx);
  }
  return id;
}

const COLUMNS = [
  "id",
  "address",
  "address_key",
  "topics",
  "zone",
  "hour",
  "cadence",
  "record",
  "expires_at",
  "confirmed_at",
  "subscriber_id",
  "invitation_id",
] as const;

export async function findSignup(db: Db, id: number): Promise<Signup | null> {
  return (await db.selectFrom("signup").select(COLUMNS).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Locked until the transaction ends. */
export async function holdSignup(tx: Db, id: number): Promise<Signup | null> {
  const query = tx.selectFrom("signup").select(COLUMNS).where("id", "=", id).forUpdate();
  return (await query.executeTakeFirst()) ?? null;
}

export async function listSignups(db: Db, ids: number[]): Promise<Signup[]> {
  return ids.length === 0 ? [] : db.selectFrom("signup").select(COLUMNS).where("id", "in", ids).execute();
}

export async function confirmSignupRow(tx: Db, id: number, subscriberId: number, at: string): Promise<void> {
  await tx.updateTable("signup").set({ confirmed_at: at, subscriber_id: subscriberId }).where("id", "=", id).execute();
}

/** Has a reader's first digest made at once, unless one bears that date already. */
export async function makeDueNow(tx: Db, subscriberId: number, on: string, now: string): Promise<void> {
  await sql`update subscriber s set next_due_at = ${now}::timestamptz, next_on = ${on}::date where s.id = ${subscriberId}::bigint
    and not exists (select from digest d where d.subscriber_id = s.id and d.local_on >= ${on}::date)`.execute(tx);
}
