/** Digests: what is new to readers, and the frozen rows a run compiles from it. */
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

export interface SectionWrite {
  position: number;
  subscription_id: number;
  name: string;
  reading: string;
  from_seq: number;
  to_seq: number;
  more: number;
}

export interface ItemWrite {
  section: number;
  position: number;
  paper: StoredPaper;
  reason: Reason;
}

export interface DigestWrite {
  id: number;
  subscriber_id: number;
  local_on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  holiday: boolean;
  zone: string;
  hour: string;
  sections: SectionWrite[];
  items: ItemWrite[];
  /** Papers linked beyond the caps. */
  linked: number[];
  recipient: { channel: "email" | "slack"; address: string; address_key: string };
  /** Parts of its message; 0 when nothing goes out (a silent quiet day). */
  parts: number;
}

export async function allocateDigestIds(db: Db, count: number): Promise<number[]> {
  const rows = await sql<{
    id: number;
  }>`select nextval(pg_get_serial_sequence('digest', 'id')) as id from generate_series(1, ${count}::int)`.execute(db);
  return rows.rows.map((row) => row.id);
}

/** Writes compiled digests whole: rows, never-twice, coverage, message and deliveries, in a handful of statements. */
export async function insertDigests(
  db: Db,
  runId: number,
  digests: DigestWrite[],
  at: string,
  expiresAt: string,
): Promise<void> {
  if (digests.length === 0) return;
  await sql`
    insert into digest (id, subscriber_id, run_id, local_on, kind, cause, holiday, zone, hour, compiled_at)
    select x.id, x.subscriber_id, ${runId}::bigint, x.local_on, x.kind, x.cause, x.holiday, x.zone, x.hour, ${at}::timestamptz
    from ${recordset(
      digests.map(({ sections: _s, items: _i, linked: _l, recipient: _r, parts: _p, ...digest }) => digest),
      "id bigint, subscriber_id bigint, local_on date, kind text, cause text, holiday boolean, zone text, hour text",
    )}`.execute(db);
  await insertContent(db, digests);
  await insertMessages(db, digests, at, expiresAt);
}

async function insertContent(db: Db, digests: DigestWrite[]): Promise<void> {
  const sections = digests.flatMap((digest) =>
    digest.sections.map((section) => ({ digest_id: digest.id, ...section })),
  );
  await sql`
    insert into section (digest_id, position, subscription_id, name, reading, from_seq, to_seq, more)
    select x.digest_id, x.position, x.subscription_id, x.name, x.reading, x.from_seq, x.to_seq, x.more
    from ${recordset(sections, "digest_id bigint, position integer, subscription_id bigint, name text, reading text, from_seq bigint, to_seq bigint, more integer")}`.execute(
    db,
  );
  await sql`
    update subscription p set covered_seq = greatest(p.covered_seq, x.to_seq)
    from ${recordset(sections, "subscription_id bigint, to_seq bigint")} where p.id = x.subscription_id`.execute(db);
  const items = digests.flatMap((digest) =>
    digest.items.map((item) => ({ digest_id: digest.id, subscriber_id: digest.subscriber_id, ...item })),
  );
  const revisions = new Map(
    items.map(({ paper }) => [paper.id, { paper_id: paper.id, revision: paper.revision, content: paper }]),
  );
  await sql`
    insert into paper_revision (paper_id, revision, content)
    select x.paper_id, x.revision, x.content from ${recordset([...revisions.values()], "paper_id bigint, revision integer, content jsonb")}
    on conflict do nothing`.execute(db);
  await sql`
    insert into item (digest_id, section, position, paper_id, revision, upvotes, comments, reason)
    select x.digest_id, x.section, x.position, x.paper_id, x.revision, x.upvotes, x.comments, x.reason
    from ${recordset(
      items.map(({ paper, subscriber_id: _, ...item }) => ({
        ...item,
        paper_id: paper.id,
        revision: paper.revision,
        upvotes: paper.upvotes,
        comments: paper.comments,
      })),
      "digest_id bigint, section integer, position integer, paper_id bigint, revision integer, upvotes integer, comments integer, reason jsonb",
    )}`.execute(db);
  const shown = [
    ...items.map((item) => ({ subscriber_id: item.subscriber_id, paper_id: item.paper.id, digest_id: item.digest_id })),
    ...digests.flatMap((digest) =>
      digest.linked.map((paper_id) => ({ subscriber_id: digest.subscriber_id, paper_id, digest_id: digest.id })),
    ),
  ];
  await sql`
    insert into shown (subscriber_id, paper_id, digest_id)
    select x.subscriber_id, x.paper_id, x.digest_id from ${recordset(shown, "subscriber_id bigint, paper_id bigint, digest_id bigint")}`.execute(
    db,
  );
}

/** One message a digest, keyed by it, with a delivery for each part. */
async function insertMessages(db: Db, digests: DigestWrite[], at: string, expiresAt: string): Promise<void> {
  const messages = digests.flatMap(({ id, recipient, parts }) =>
    parts > 0 ? [{ digest_id: id, parts, ...recipient }] : [],
  );
  await sql`
    with made as (
      insert into message (kind, key, digest_id, channel, address, address_key, created_at, expires_at)
      select 'digest', x.digest_id::text, x.digest_id, x.channel, x.address, x.address_key, ${at}::timestamptz, ${expiresAt}::timestamptz
      from ${recordset(messages, "digest_id bigint, channel text, address text, address_key text")}
      returning id, digest_id
    )
    insert into delivery (message_id, part, state, due_at, updated_at)
    select made.id, part, 'pending', ${at}::timestamptz, ${at}::timestamptz
    from made join ${recordset(messages, "digest_id bigint, parts integer")} on x.digest_id = made.digest_id
    cross join lateral generate_series(0, x.parts - 1) as part`.execute(db);
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
