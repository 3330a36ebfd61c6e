/** Readers for the operator's desk: one with what is set, the list by number, and those whose address holds a piece of text. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import { GONE } from "./personal-data.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface DeskReaderRow {
  id: number;
  channel: Channel;
  address: string;
  address_key: string;
  zone: string;
  hour: string;
  quiet_notes: string;
  waits: boolean;
  paused_until: string | null;
  confirmed_at: Date | null;
  created_at: Date;
  next_on: string | null;
  next_due_at: Date | null;
  suppressed: string | null;
  suppressed_at: Date | null;
}

export async function findDeskReader(db: Db, id: number): Promise<DeskReaderRow | null> {
  const { rows } = await sql<DeskReaderRow>`
    select s.id, s.channel, s.address, s.address_key, s.zone, s.hour, s.quiet_notes, s.waits, s.paused_until, s.confirmed_at, s.created_at,
      s.next_on, s.next_due_at, u.reason as suppressed, u.created_at as suppressed_at
    from subscriber s left join suppression u on u.channel = s.channel and u.address_key = s.address_key where s.id = ${id}::bigint`.execute(
    db,
  );
  return rows[0] ?? null;
}

export interface ListedReader {
  id: number;
  channel: Channel;
  address: string;
  topics: number;
  paused_until: string | null;
  suppressed: boolean;
}

const listed = (which: RawBuilder<unknown>, limit: number) => sql<ListedReader>`
  select s.id, s.channel, s.address, s.paused_until,
    (select count(*)::integer from subscription p where p.subscriber_id = s.id and p.ended_at is null) as topics,
    exists (select from suppression u where u.channel = s.channel and u.address_key = s.address_key) as suppressed
  from subscriber s where ${which} order by s.id limit ${limit}::integer`;

/** By rising number, after one. */
export async function listReadersAfter(db: Db, after: number, limit: number): Promise<ListedReader[]> {
  return (await listed(sql`s.id > ${after}::bigint`, limit).execute(db)).rows;
}

/** Whose address holds a piece of text, in whatever case; without those who were forgotten. */
export async function listReadersLike(db: Db, piece: string, limit: number): Promise<ListedReader[]> {
  const pattern = `%${piece.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const which = sql`lower(s.address) like ${pattern} and s.address_key not like ${`${GONE}%`}`;
  return (await listed(which, limit).execute(db)).rows;
}
