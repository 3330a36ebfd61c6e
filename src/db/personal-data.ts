/** All that is stored of one reader: given out whole, and forgotten but for what the books need (semantics 26). */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
interface Reader {
  id: number;
  channel: Channel;
  key: string;
}

/** Of messages `m`, those to a reader: to the address of now, and to former ones. */
const isTo = ({ id, channel, key }: Reader) => sql`(m.channel = ${channel} and m.address_key = ${key}
  or m.digest_id in (select g.id from digest g where g.subscriber_id = ${id}::bigint)
  or m.kind = 'notice' and m.key in (select 'letter-' || l.id from letter l where l.subscriber_id = ${id}::bigint))`;

/** As JSON; instants as ISO text. */
export async function exportRows(db: Db, { id, channel, key }: Reader): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ data: Record<string, unknown> }>`
    select json_build_object(
      'reader', (select row_to_json(s) from subscriber s where s.id = ${id}::bigint),
      'topics', (select coalesce(json_agg(row_to_json(p) order by p.number), '[]') from (
        select p.number, p.name, t.canonical as topic, p.cadence, p.cap, p.threshold, p.signal, p.created_at, p.ended_at
        from subscription p join topic t on t.id = p.topic_id where p.subscriber_id = ${id}::bigint) as p),
      'feedback', (select coalesce(json_agg(row_to_json(f) order by f.given_at), '[]') from (
        select p.number as topic, f.kind, f.query, f.given_by, f.given_at, f.undone_at, r.title, r.arxiv_id
        from feedback f join subscription p on p.id = f.subscription_id left join paper r on r.id = f.paper_id
        where p.subscriber_id = ${id}::bigint) as f),
      'saved', (select coalesce(json_agg(row_to_json(v) order by v.saved_at), '[]') from (
        select r.title, r.arxiv_id, k.saved_at, k.undone_at from saved_paper k join paper r on r.id = k.paper_id
        where k.channel = ${channel} and k.address_key = ${key}) as v),
      'papers', (select coalesce(json_agg(row_to_json(w) order by w.local_on, w.title), '[]') from (
        select g.local_on, r.title, r.arxiv_id from shown w join paper r on r.id = w.paper_id left join digest g on g.id = w.digest_id
        where w.subscriber_id = ${id}::bigint) as w),
      'messages', (select coalesce(json_agg(row_to_json(m)), '[]') from (
        select m.kind, m.key, m.created_at, d.part, d.state, d.via, d.receipt, d.reason, d.updated_at
        from message m join delivery d on d.message_id = m.id where ${isTo({ id, channel, key })}
        order by m.created_at, m.id, d.part) as m),
      'bounces', (select coalesce(json_agg(row_to_json(b) order by b.received_at), '[]') from (
        select m.key as message, b.provider, b.class, b.status, b.reason, b.received_at
        from bounce b join delivery d on d.id = b.delivery_id join message m on m.id = d.message_id
        where ${isTo({ id, channel, key })}) as b),
      'releases', (select coalesce(json_agg(row_to_json(r) order by r.released_at), '[]') from (
        select reason, suppressed_at, note, released_at from suppression_release where channel = ${channel} and address_key = ${key}) as r),
      'signups', (select coalesce(json_agg(row_to_json(u) order by u.asked_at), '[]') from (
        select address, topics, zone, hour, cadence, record, asked_at, confirmed_at,
          (select note from invitation i where i.id = invitation_id and i.uses_most = 1) as invited_as
        from signup where address_key = ${key} or subscriber_id = ${id}::bigint) as u),
      'webhooks', (select coalesce(json_agg(row_to_json(h) order by h.made_at), '[]') from (
        select p.number as topic, w.url, w.made_at, w.ended_at from webhook w join subscription p on p.id = w.subscription_id
        where p.subscriber_id = ${id}::bigint) as h),
      'letters', (select coalesce(json_agg(row_to_json(l) order by l.asked_at), '[]') from (
        select kind, address, asked_at, expires_at, used_at from letter where subscriber_id = ${id}::bigint) as l),
      'keys', (select coalesce(json_agg(row_to_json(k) order by k.id), '[]') from (
        select id, made_at, revoked_at from api_key where subscriber_id = ${id}::bigint) as k),
      'acts', (select coalesce(json_agg(row_to_json(a) order by a.at), '[]') from (
        select at, act, facts from audit where subject = ${`reader ${id}`}) as a),
      'suppression', (select row_to_json(u) from suppression u where u.channel = ${channel} and u.address_key = ${key})
    ) as data`.execute(db);
  return rows[0]?.data ?? {};
}

/**
 * Takes the address and what was asked for out of every row; runs, digests and deliveries stay, so that the books still
 * balance. `hash` stands for the address among the suppressions: nobody but its owner is to bring it back. Of why it was
 * suppressed the kind stays: what follows the colon is an operator's note, or quotes a server.
 */
export async function eraseRows(tx: Db, reader: Reader, hash: string, now: string): Promise<void> {
  const { id, channel, key } = reader;
  const gone = `${GONE}${id}`;
  const own = sql`(select id from subscription where subscriber_id = ${id}::bigint)`;
  await sql`delete from profile where subscription_id in ${own}`.execute(tx);
  await sql`delete from webhook where subscription_id in ${own}`.execute(tx);
  await sql`delete from feedback where subscription_id in ${own}`.execute(tx);
  // An invitation for one says whom it was for.
  await sql`update invitation set note = null where uses_most = 1
    and id in (select invitation_id from signup where address_key = ${key} or subscriber_id = ${id}::bigint)`.execute(
    tx,
  );
  await sql`delete from signup where address_key = ${key} or subscriber_id = ${id}::bigint`.execute(tx);
  await sql`update subscription set name = 'erased', reading = 'erased' where subscriber_id = ${id}::bigint`.execute(
    tx,
  );
  await sql`update section s set name = 'erased', reading = 'erased' from digest g
    where g.id = s.digest_id and g.subscriber_id = ${id}::bigint`.execute(tx);
  // What servers say quotes addresses.
  await sql`update delivery d set reason = case when d.reason is not null then 'erased' end, receipt = null from message m
    where m.id = d.message_id and ${isTo(reader)}`.execute(tx);
  await sql`update bounce b set reason = null from delivery d join message m on m.id = d.message_id
    where d.id = b.delivery_id and ${isTo(reader)}`.execute(tx);
  await sql`update message m set address = 'erased', address_key = ${gone} where ${isTo(reader)}`.execute(tx);
  await sql`delete from saved_paper where channel = ${channel} and address_key = ${key}`.execute(tx);
  await sql`delete from letter where subscriber_id = ${id}::bigint`.execute(tx);
  // Why an operator acted may say who it was.
  await sql`update audit set facts = '{}' where subject = ${`reader ${id}`}`.execute(tx);
  await sql`delete from suppression_release where channel = ${channel} and address_key = ${key}`.execute(tx);
  await sql`
    with before as (delete from suppression where channel = ${channel} and address_key = ${key} returning reason)
    insert into suppression (channel, address_key, reason, created_at)
    values (${channel}, ${hash}, coalesce((select split_part(reason, ':', 1) from before), ${ERASED}), ${now}::timestamptz) on conflict do nothing`.execute(
    tx,
  );
  await sql`update subscriber set address = 'erased', address_key = ${gone}, zone = 'UTC' where id = ${id}::bigint`.execute(
    tx,
  );
  // Last: a key that was being made while the row of its reader was waited for goes too.
  await sql`delete from api_key where subscriber_id = ${id}::bigint`.execute(tx);
}

/** Why an address is suppressed that was forgotten at its owner's wish; its owner may come back. */
export const ERASED = "erased";
/** What stands for the key in the rows that stay. */
export const GONE = "erased:";
export const isErased = (key: string): boolean => key.startsWith(GONE);

export async function hasErased(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom("suppression")
    .select("reason")
    .where("address_key", "like", "hash:%")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Of these hashes, why each is suppressed. */
export async function listErased(db: Db, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .selectFrom("suppression")
    .select(["address_key", "reason"])
    .where("address_key", "in", [...hashes])
    .execute();
  return new Map(rows.map((row) => [row.address_key, row.reason]));
}

export async function forgetErased(tx: Db, hash: string): Promise<void> {
  await tx.deleteFrom("suppression").where("address_key", "=", hash).where("reason", "=", ERASED).execute();
}
