/** Webhooks: kept by the operator, their messages written when match batches close, what each message holds read back. */
import { type Kysely, sql } from "kysely";
import { PUBLIC_COLUMNS, type PublicPaper, type PublicRow, toPublic } from "./public-papers.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface WebhookRow {
  id: number;
  url: string;
  /** Of the subscription. */
  number: number;
  name: string;
  made_at: Date;
  ended_at: Date | null;
  /** Why nothing goes to it. */
  suppressed: string | null;
}

/** From the next match batch on; one that ended begins anew. Null: the reader has no running topic of that number. */
export async function saveWebhook(
  db: Db,
  { subscriberId, number, url }: { subscriberId: number; number: number; url: string },
  at: string,
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into webhook (subscription_id, url, covered_seq, made_at)
    select p.id, ${url}, (select coalesce(max(seq), 0) from match_batch), ${at}::timestamptz from subscription p
    where p.subscriber_id = ${subscriberId}::bigint and p.number = ${number}::integer and p.ended_at is null
    on conflict (subscription_id, url) do update set ended_at = null,
      covered_seq = case when webhook.ended_at is null then webhook.covered_seq else excluded.covered_seq end
    returning id`.execute(db);
  const [row] = rows;
  if (!row) return null;
  await db
    .deleteFrom("suppression")
    .where("channel", "=", "webhook")
    .where("address_key", "=", String(row.id))
    .execute();
  return row.id;
}

export async function listWebhooks(db: Db, subscriberId: number): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    select w.id, w.url, p.number, p.name, w.made_at, w.ended_at, u.reason as suppressed
    from webhook w join subscription p on p.id = w.subscription_id
    left join suppression u on u.channel = 'webhook' and u.address_key = w.id::text
    where p.subscriber_id = ${subscriberId}::bigint order by w.id`.execute(db);
  return rows;
}

/** False: there is none, or it has ended. */
export async function endWebhook(db: Db, id: number, at: string): Promise<boolean> {
  const ended = await db
    .updateTable("webhook")
    .set({ ended_at: at })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0;
}

/** Papers of one part of a message. */
export const WEBHOOK_PAPERS = 100;

/**
 * Writes the messages of all webhooks whose topic matched since, and moves them on: one statement, so that two processes
 * write each once. Of paused readers what matches waits. Returns how many were written.
 */
export async function insertWebhookMessages(
  db: Db,
  { at, today, expiresAt }: { at: string; today: string; expiresAt: string },
): Promise<number> {
  const written = await sql`
    with due as (
      select w.id, w.url, w.covered_seq as from_seq, (select coalesce(max(seq), 0) from match_batch) as to_seq, p.topic_id, p.threshold
      from webhook w join subscription p on p.id = w.subscription_id join subscriber s on s.id = p.subscriber_id
      where w.ended_at is null and p.ended_at is null and (s.paused_until is null or s.paused_until <= ${today}::date)
        and w.covered_seq < (select coalesce(max(seq), 0) from match_batch)
      for update of w skip locked
    ), counted as (
      select due.*, (select count(*)::integer from match m where ${isOf("due")}) as matches from due
    ), moved as (
      update webhook w set covered_seq = due.to_seq from due where w.id = due.id
    ), written as (
      insert into message (kind, key, channel, address, address_key, created_at, expires_at)
      select 'webhook', 'webhook-' || id || '-' || from_seq || '-' || to_seq, 'webhook', url, id::text, ${at}::timestamptz, ${expiresAt}::timestamptz
      from counted where matches > 0
      on conflict (kind, key) do nothing returning id, address_key
    )
    insert into delivery (message_id, part, channel, state, due_at, updated_at)
    select n.id, part, 'webhook', 'pending', '-infinity', ${at}::timestamptz
    from written n join counted c on c.id::text = n.address_key, generate_series(0, (c.matches - 1) / ${sql.lit(WEBHOOK_PAPERS)}) as part`.execute(
    db,
  );
  return Number(written.numAffectedRows ?? 0);
}

/** Of matches `m`, those that a row's span holds and its threshold lets through. */
const isOf = (row: string) => sql`m.topic_id = ${sql.ref(`${row}.topic_id`)} and m.seq > ${sql.ref(`${row}.from_seq`)}
  and m.seq <= ${sql.ref(`${row}.to_seq`)} and (m.strength is null or m.strength >= ${sql.ref(`${row}.threshold`)})`;

export interface WebhookPart {
  id: number;
  number: number;
  name: string;
  reading: string;
  papers: PublicPaper[];
}

/** Null where its webhook or subscription has ended, or for a key that is none. */
export async function findWebhookPart(db: Db, key: string, part: number): Promise<WebhookPart | null> {
  const found = /^webhook-(\d+)-(\d+)-(\d+)$/.exec(key);
  if (!found) return null;
  const [, id, fromSeq, toSeq] = found.map(Number);
  const { rows: owners } = await sql<{
    number: number;
    name: string;
    reading: string;
    topic_id: number;
    threshold: number;
  }>`
    select p.number, p.name, p.reading, p.topic_id, p.threshold from webhook w join subscription p on p.id = w.subscription_id
    where w.id = ${id}::bigint and w.ended_at is null and p.ended_at is null`.execute(db);
  const [owner] = owners;
  if (!owner) return null;
  const { rows } = await sql<PublicRow>`
    with span as (select ${owner.topic_id}::bigint as topic_id, ${fromSeq}::bigint as from_seq, ${toSeq}::bigint as to_seq, ${owner.threshold}::real as threshold),
    shown as (
      select m.paper_id, m.seq from match m, span where ${isOf("span")}
      order by m.seq, m.paper_id limit ${sql.lit(WEBHOOK_PAPERS)} offset ${part * WEBHOOK_PAPERS}
    )
    select ${PUBLIC_COLUMNS} from shown join paper n on n.id = shown.paper_id join paper p on p.id = coalesce(n.merged_into, n.id)
    order by shown.seq, shown.paper_id`.execute(db);
  const { number, name, reading } = owner;
  return { id: id as number, number, name, reading, papers: rows.map(toPublic) };
}
