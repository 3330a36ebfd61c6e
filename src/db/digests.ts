/** Digests: what is new to readers, and the frozen rows that rendering reads. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface NewMatch {
  topic_id: number;
  /** Of merged papers the survivor. */
  paper_id: number;
  seq: number;
  score: number | null;
  strength: number | null;
  pinned: boolean;
  upvotes: number | null;
  comments: number | null;
  code_stars: number | null;
  published_on: string | null;
  /** Latest day of a live listing. */
  listed_on: string | null;
  /** The least id of the paper and of those merged into it. */
  oldest_id: number;
}

/** Matches of the topics after a seq each, one row a topic and surviving paper (the earliest seq of a merged paper counts). */
export async function listMatchesAfter(
  db: Db,
  spans: { topic_id: number; after: number }[],
  last: number,
): Promise<NewMatch[]> {
  const rows = await sql<NewMatch>`
    with first_match as (
      select m.topic_id, coalesce(p.merged_into, p.id) as paper_id, min(m.seq) as seq, max(m.score) as score, max(m.strength) as strength, bool_or(m.pinned) as pinned
      from ${recordset(spans, "topic_id bigint, after bigint")}
      join match m on m.topic_id = x.topic_id and m.seq > x.after and m.seq <= ${last}::bigint
      join paper p on p.id = m.paper_id
      group by 1, 2
    ), member as (
      select paper_id, paper_id as id from first_match
      union select p.merged_into, p.id from paper p where p.merged_into in (select paper_id from first_match)
    ), listed as (
      select m.paper_id, max(l.listed_on) as listed_on, min(m.id) as oldest_id
      from member m left join listing l on l.paper_id = m.id and l.live group by 1
    )
    select f.*, p.upvotes, p.comments, p.code_stars, p.published_on, l.listed_on, l.oldest_id
    from first_match f join paper p on p.id = f.paper_id left join listed l on l.paper_id = f.paper_id`.execute(db);
  return rows.rows;
}

/** Of these pairs, the ones that were: a paper that a subscriber has had (never twice). */
export async function listShown(
  db: Db,
  pairs: { subscriber_id: number; paper_id: number }[],
): Promise<{ subscriber_id: number; paper_id: number }[]> {
  if (pairs.length === 0) return [];
  const rows = await sql<{ subscriber_id: number; paper_id: number }>`
    select s.subscriber_id, s.paper_id from ${recordset(pairs, "subscriber_id bigint, paper_id bigint")}
    join shown s on s.subscriber_id = x.subscriber_id and s.paper_id = x.paper_id`.execute(db);
  return rows.rows;
}

/** The greatest paper id that can be seen now. */
export async function getLastPaperId(db: Db): Promise<number> {
  const row = await db
    .selectFrom("paper")
    .select((eb) => eb.fn.max("id").as("id"))
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** The last batch closed before an instant; 0 when there is none. */
export async function getLastSeqBefore(db: Db, instant: string): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`
    select max(seq) as seq from match_batch where closed_at < ${instant}::timestamptz`.execute(db);
  return rows[0]?.seq ?? 0;
}

/** Papers in match batches after a seq: what was read since. */
export async function countPapersAfter(db: Db, seqs: number[], last: number): Promise<Map<number, number>> {
  const rows = await sql<{ after: number; papers: number }>`
    select x.after, coalesce(sum(b.papers), 0)::integer as papers
    from ${recordset(
      [...new Set(seqs)].map((after) => ({ after })),
      "after bigint",
    )}
    left join match_batch b on b.seq > x.after and b.seq <= ${last}::bigint group by x.after`.execute(db);
  return new Map(rows.rows.map((row) => [row.after, row.papers]));
}

/** A digest as it is stored; its sections name their cards by id. */
export interface DigestRow {
  id: number;
  subscriber_id: number;
  local_on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  note: string | null;
  zone: string;
  hour: string;
  sections: {
    subscription_id: number;
    number: number;
    name: string;
    reading: string;
    more: number;
    weak: number;
    hidden: number;
    cards: number[];
  }[];
}

export async function listDigests(db: Db, ids: number[]): Promise<DigestRow[]> {
  if (ids.length === 0) return [];
  const rows = await sql<DigestRow>`
    select d.id, d.subscriber_id, d.local_on, d.kind, d.cause, d.note, d.zone, d.hour,
      (select json_agg(json_build_object('subscription_id', s.subscription_id, 'number', coalesce(p.number, 0), 'name', s.name, 'reading', s.reading, 'more', s.more, 'weak', s.weak, 'hidden', s.hidden, 'cards', s.cards) order by s.position)
        from section s left join subscription p on p.id = s.subscription_id where s.digest_id = d.id) as sections
    from ${recordset(
      ids.map((id) => ({ id })),
      "id bigint",
    )} join digest d on d.id = x.id`.execute(db);
  return rows.rows;
}

export async function findDigestId(
  db: Db,
  reader: { channel: string; key: string },
  on: string,
): Promise<number | null> {
  const row = await db
    .selectFrom("digest")
    .innerJoin("subscriber", "subscriber.id", "digest.subscriber_id")
    .select("digest.id")
    .where("subscriber.channel", "=", reader.channel as "email")
    .where("subscriber.address_key", "=", reader.key)
    .where("digest.local_on", "=", on)
    .executeTakeFirst();
  return row?.id ?? null;
}
