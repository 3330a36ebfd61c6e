/** Slack conversations as addresses that can go and come back: suppressed, released, renamed, a whole workspace at once. */
import { type Kysely, sql } from "kysely";
import { UNINSTALLED } from "../domain/delivery/slack-error.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** One conversation by its keys, with and without the workspace; or all of a workspace. Keys are in small letters. */
export type Reach = { keys: string[] } | { team: string };

/** As a condition on `s`. Addresses without a workspace are of the only one there is. */
function reached(reach: Reach) {
  return "keys" in reach
    ? sql`s.channel = 'slack' and s.address_key = any(${reach.keys}::text[])`
    : sql`s.channel = 'slack' and (s.address_key like ${`${reach.team}/%`} or s.address_key ~ '^[cdgu][a-z0-9]+$')`;
}

export async function listPlaces(
  db: Db,
  reach: Reach,
): Promise<{ id: number; address: string; address_key: string }[]> {
  const found = await sql<{ id: number; address: string; address_key: string }>`
    select s.id, s.address, s.address_key from subscriber s where ${reached(reach)} order by s.id`.execute(db);
  return found.rows;
}

/** What is suppressed already stays as it is. Returns the keys of those that were not. */
export async function suppressPlaces(db: Db, reach: Reach, reason: string, now: string): Promise<string[]> {
  const added = await sql<{ address_key: string }>`
    insert into suppression (channel, address_key, reason, created_at)
    select s.channel, s.address_key, ${reason}, ${now}::timestamptz from subscriber s where ${reached(reach)}
    on conflict do nothing returning address_key`.execute(db);
  return added.rows.map((row) => row.address_key);
}

/** Of those suppressed for one of the reasons since a time; that they stood stays written down. Returns their keys. */
export async function releasePlaces(
  db: Db,
  reach: Reach,
  { reasons, since, note }: { reasons: string[]; since: string; note: string },
  now: string,
): Promise<string[]> {
  const released = await sql<{ address_key: string }>`
    with gone as (
      delete from suppression s where ${reached(reach)} and s.reason = any(${reasons}::text[]) and s.created_at >= ${since}::timestamptz
      returning s.channel, s.address_key, s.reason, s.created_at
    )
    insert into suppression_release (channel, address_key, reason, suppressed_at, note, released_at)
    select channel, address_key, reason, created_at, ${note}, ${now}::timestamptz from gone returning address_key`.execute(
    db,
  );
  return released.rows.map((row) => row.address_key);
}

/** What is suppressed under one key is so under another from now on. */
export async function moveSuppression(tx: Db, from: string, to: string): Promise<void> {
  await sql`update suppression set address_key = ${to} where channel = 'slack' and address_key = ${from}
    and not exists (select from suppression u where u.channel = 'slack' and u.address_key = ${to})`.execute(tx);
}

/** Subscribers of workspaces that uninstalled us before a time, `limit` at most. */
export async function listUninstalledBefore(
  db: Db,
  before: string,
  limit: number,
): Promise<{ address: string; address_key: string }[]> {
  const found = await sql<{ address: string; address_key: string }>`
    select s.address, s.address_key from suppression u join subscriber s on s.channel = u.channel and s.address_key = u.address_key
    where u.channel = 'slack' and u.reason = ${UNINSTALLED} and u.created_at < ${before}::timestamptz order by s.id limit ${limit}::integer`.execute(
    db,
  );
  return found.rows;
}
