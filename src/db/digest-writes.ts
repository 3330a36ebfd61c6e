/** Writes compiled digests: frozen sections and items, never-twice rows, coverage, message and deliveries. */
import { type Kysely, sql } from "kysely";
import type { Reason } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

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
