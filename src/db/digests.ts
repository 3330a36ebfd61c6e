/** Digests: what is new to readers, and the frozen rows that rendering reads. */
import { type Kysely, sql } from "kysely";
import type { Reason } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface NewMatch {
  topic_id: number;
  /** Of merged papers the survivor. */
  paper_id: number;
  seq: number;
  score: number | null;
  upvotes: number | null;
  comments: number | null;
  code_stars: number | null;
  published_on: string | null;
  /** Latest day of a live listing. */
  listed_on: string | null;
}

/** Matches of the topics after a seq each, one row a topic and surviving paper (the earliest seq of a merged paper counts). */
export async function listMatchesAfter(
  db: Db,
  spans: { topic_id: number; after: number }[],
  last: number,
): Promise<NewMatch[]> {
  const rows = await sql<NewMatch>`
    with first_match as (
      select m.topic_id, coalesce(p.merged_into, p.id) as paper_id, min(m.seq) as seq, max(m.score) as score
      from ${recordset(spans, "topic_id bigint, after bigint")}
      join match m on m.topic_id = x.topic_id and m.seq > x.after and m.seq <= ${last}::bigint
      join paper p on p.id = m.paper_id
      group by 1, 2
    ), listed as (
      select coalesce(p.merged_into, p.id) as paper_id, max(l.listed_on) as listed_on
      from paper p join listing l on l.paper_id = p.id
      where l.live and coalesce(p.merged_into, p.id) in (select paper_id from first_match) group by 1
    )
    select f.*, p.upvotes, p.comments, p.code_stars, p.published_on, l.listed_on
    from first_match f join paper p on p.id = f.paper_id left join listed l on l.paper_id = f.paper_id`.execute(db);
  return rows.rows;
}

/** Of these papers, the ones each subscriber has had (never twice). */
export async function listShown(
  db: Db,
  subscriberIds: number[],
  paperIds: number[],
): Promise<{ subscriber_id: number; paper_id: number }[]> {
  if (paperIds.length === 0) return [];
  const rows = await sql<{ subscriber_id: number; paper_id: number }>`
    select s.subscriber_id, s.paper_id from ${recordset(
      subscriberIds.map((id) => ({ id })),
      "id bigint",
    )}
    join shown s on s.subscriber_id = x.id
    where s.paper_id in (select y.id from json_to_recordset(${JSON.stringify(paperIds.map((id) => ({ id })))}::json) as y(id bigint))`.execute(
    db,
  );
  return rows.rows;
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

export interface StoredDigest {
  id: number;
  local_on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  zone: string;
  hour: string;
  sections: { position: number; name: string; reading: string; more: number }[];
  items: {
    section: number;
    position: number;
    paper: StoredPaper;
    upvotes: number | null;
    comments: number | null;
    reason: Reason;
  }[];
}

/** Digests with all they froze, for rendering. */
export async function getDigests(db: Db, ids: number[]): Promise<StoredDigest[]> {
  if (ids.length === 0) return [];
  const rows = await sql<StoredDigest>`
    select d.id, d.local_on, d.kind, d.cause, d.zone, d.hour,
      (select json_agg(json_build_object('position', s.position, 'name', s.name, 'reading', s.reading, 'more', s.more) order by s.position)
        from section s where s.digest_id = d.id) as sections,
      coalesce((select json_agg(json_build_object('section', i.section, 'position', i.position, 'paper', r.content,
          'upvotes', i.upvotes, 'comments', i.comments, 'reason', i.reason) order by i.section, i.position)
        from item i join paper_revision r on r.paper_id = i.paper_id and r.revision = i.revision where i.digest_id = d.id), '[]') as items
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
