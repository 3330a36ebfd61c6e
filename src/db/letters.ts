/** Letters to readers that are no digest: written with their message, found for the mail and for the link in it. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export type LetterKind = "link" | "move" | "moved" | "farewell";

export interface LetterWrite {
  kind: LetterKind;
  subscriber_id: number;
  address: string;
  address_key: string;
  /** What ended. */
  subscriptions: number[];
  client: string | null;
}

export interface Letter extends Omit<LetterWrite, "client"> {
  id: number;
  expires_at: Date;
  used_at: Date | null;
  /** Names of its subscriptions. */
  topics: string[];
}

/** Letters of a kind to an address and of a subscriber, and of all kinds that a client asked for. */
export async function countLetters(
  tx: Db,
  { kind, subscriber_id, address_key, client }: LetterWrite,
  since: { day: string; hour: string },
): Promise<{ address: number; subscriber: number; client: number }> {
  const { rows } = await sql<{ address: number; subscriber: number; client: number }>`
    select
      (select count(*)::integer from letter where address_key = ${address_key} and kind = ${kind} and asked_at > ${since.day}::timestamptz) as address,
      (select count(*)::integer from letter where subscriber_id = ${subscriber_id}::bigint and kind = ${kind} and asked_at > ${since.day}::timestamptz) as subscriber,
      (select count(*)::integer from letter where client = ${client} and asked_at > ${since.hour}::timestamptz) as client`.execute(
    tx,
  );
  return rows[0] ?? { address: 0, subscriber: 0, client: 0 };
}

const PREFIX = "letter-";
export const readLetterKey = (key: string): number => Number(key.slice(PREFIX.length));

/** With its mail, due at once and until `mailedUntil`; `expiresAt` is when its link ends. */
export async function insertLetter(
  tx: Db,
  write: LetterWrite,
  { at, mailedUntil, expiresAt }: { at: string; mailedUntil: string; expiresAt: string },
): Promise<number> {
  const { id } = await tx
    .insertInto("letter")
    .values({ ...write, subscriptions: JSON.stringify(write.subscriptions), asked_at: at, expires_at: expiresAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  await sql`
    with message as (
      insert into message (kind, key, channel, address, address_key, created_at, expires_at)
      values ('notice', ${`${PREFIX}${id}`}, 'email', ${write.address}, ${write.address_key}, ${at}::timestamptz, ${mailedUntil}::timestamptz)
      returning id, channel
    )
    insert into delivery (message_id, part, channel, state, due_at, updated_at)
    select id, 0, channel, 'pending', '-infinity', ${at}::timestamptz from message`.execute(tx);
  return id;
}

const COLUMNS = sql`l.id, l.kind, l.subscriber_id, l.address, l.address_key, l.subscriptions, l.expires_at, l.used_at,
  coalesce((select json_agg(p.name order by p.number) from subscription p
    where p.id in (select jsonb_array_elements_text(l.subscriptions)::bigint)), '[]') as topics`;

export async function findLetter(db: Db, id: number): Promise<Letter | null> {
  const { rows } = await sql<Letter>`select ${COLUMNS} from letter l where l.id = ${id}::bigint`.execute(db);
  return rows[0] ?? null;
}

/** Locked until the transaction ends. */
export async function holdLetter(tx: Db, id: number): Promise<Letter | null> {
  const { rows } =
    await sql<Letter>`select ${COLUMNS} from letter l where l.id = ${id}::bigint for update of l`.execute(tx);
  return rows[0] ?? null;
}

export async function listLetters(db: Db, ids: number[]): Promise<Letter[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Letter>`select ${COLUMNS} from letter l where l.id = any(${ids}::bigint[])`.execute(db);
  return rows;
}

export async function markLetterUsed(tx: Db, id: number, at: string): Promise<void> {
  await tx.updateTable("letter").set({ used_at: at }).where("id", "=", id).where("used_at", "is", null).execute();
}

/** Sends a reader's mail to another address, also what is compiled and not yet being handed over. */
export async function moveSubscriber(
  tx: Db,
  subscriberId: number,
  { address, address_key }: { address: string; address_key: string },
): Promise<void> {
  await tx.updateTable("subscriber").set({ address, address_key }).where("id", "=", subscriberId).execute();
  await sql`update message m set address = ${address}, address_key = ${address_key} from digest g
    where g.id = m.digest_id and g.subscriber_id = ${subscriberId}::bigint
      and exists (select from delivery d where d.message_id = m.id and d.state in ('pending', 'deferred'))`.execute(tx);
}

/** Starts again what a farewell ended and nothing has started since. */
export async function reopenSubscriptions(tx: Db, subscriberId: number, ids: number[]): Promise<void> {
  await tx
    .updateTable("subscription")
    .set({ ended_at: null })
    .where("subscriber_id", "=", subscriberId)
    .where("id", "in", ids)
    .execute();
}
