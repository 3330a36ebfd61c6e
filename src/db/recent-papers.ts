/** What a back-test reads: which papers were first listed on some days, and what a reader follows. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface DatedPaper {
  id: number;
  firstListedOn: string;
}

/** Both days within; of merged papers the survivor. Back-filled papers too: they show what a topic finds. */
export async function listFirstListed(db: Db, from: string, to: string): Promise<DatedPaper[]> {
  return db
    .selectFrom("paper")
    .select(["id", "first_listed_on as firstListedOn"])
    .where("merged_into", "is", null)
    .where("first_listed_on", ">=", from)
    .where("first_listed_on", "<=", to)
    .orderBy("id")
    .execute();
}

/** The first day of which anything is stored. */
export async function findStoredSince(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom("paper")
    .select((eb) => eb.fn.min("first_listed_on").as("day"))
    .executeTakeFirst();
  return row?.day ?? null;
}

/** The running topics of a reader, by number; null for an address that nobody subscribed. */
export async function findFollowed(
  db: Db,
  reader: { channel: Channel; key: string },
): Promise<{ number: number; name: string; canonical: string }[] | null> {
  const rows = await sql<{ number: number | null; name: string; canonical: string }>`
    select p.number, p.name, t.canonical
    from subscriber s
    left join subscription p on p.subscriber_id = s.id and p.ended_at is null
    left join topic t on t.id = p.topic_id
    where s.channel = ${reader.channel} and s.address_key = ${reader.key}
    order by p.number`.execute(db);
  if (rows.rows.length === 0) return null;
  return rows.rows.flatMap(({ number, name, canonical }) => (number === null ? [] : [{ number, name, canonical }]));
}

/** Changes whenever papers came or changed: the last reading, match batch and paper. */
export async function findStoredMark(db: Db): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    select coalesce((select max(id) from intake), 0) || ' ' || coalesce((select max(seq) from match_batch), 0) || ' '
      || coalesce((select max(id) from paper), 0) as mark`.execute(db);
  return rows[0]?.mark ?? "";
}
