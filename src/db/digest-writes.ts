/** Writes compiled digests: frozen sections, never-twice rows, coverage, messages and deliveries, in a few statements a page. */
import { type Kysely, sql } from "kysely";
import type { Card } from "../domain/digest/card.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface SectionWrite {
  position: number;
  subscription_id: number;
  /** The subscription's, for what is rendered before it is read back; not written. */
  number: number;
  name: string;
  reading: string;
  from_seq: number;
  to_seq: number;
  more: number;
  /** Matches left out by the subscription's threshold, and by what the reader hides. */
  weak: number;
  hidden: number;
  cards: Card[];
}

export interface DigestWrite {
  id: number;
  run_id: number;
  subscriber_id: number;
  local_on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  /** Said on top of it: a catch-up, a source that is late. */
  note: string | null;
  holiday: boolean;
  zone: string;
  hour: string;
  sections: SectionWrite[];
  /** Papers linked beyond the caps. */
  linked: number[];
  recipient: { channel: "email" | "slack"; address: string; address_key: string };
  /** Parts of its message; 0 when nothing goes out (a silent quiet day). */
  parts: number;
  /** Earlier dates that it makes up for. */
  missed: string[];
}

export async function allocateDigestIds(db: Db, count: number): Promise<number[]> {
  const rows = await sql<{
    id: number;
  }>`select nextval('digest_id_seq') as id from generate_series(1, ${count}::int)`.execute(db);
  return rows.rows.map((row) => row.id);
}

/** Their cards are written already (db/cards.ts). */
export async function insertDigests(db: Db, digests: DigestWrite[], at: string, expiresAt: string): Promise<void> {
  if (digests.length === 0) return;
  await sql`
    insert into digest (id, subscriber_id, run_id, local_on, kind, cause, note, holiday, zone, hour, compiled_at)
    select x.id, x.subscriber_id, x.run_id, x.local_on, x.kind, x.cause, x.note, x.holiday, x.zone, x.hour, ${at}::timestamptz
    from ${recordset(digests, "id bigint, subscriber_id bigint, run_id bigint, local_on date, kind text, cause text, note text, holiday boolean, zone text, hour text")}`.execute(
    db,
  );
  // Sent one after the other without waiting between: the next is encoded while the database works on the one before.
  await Promise.all([
    insertSections(db, digests),
    insertShown(db, digests),
    insertMessages(db, digests, at, expiresAt),
  ]);
}

async function insertSections(db: Db, digests: DigestWrite[]): Promise<void> {
  const sections = digests.flatMap((digest) =>
    digest.sections.map(({ cards, ...section }) => {
      const ids = `[${cards.map((card) => card.id).join()}]`;
      return { digest_id: digest.id, ...section, cards: ids };
    }),
  );
  await sql`
    insert into section (digest_id, position, subscription_id, name, reading, from_seq, to_seq, more, weak, hidden, cards)
    select x.digest_id, x.position, x.subscription_id, x.name, x.reading, x.from_seq, x.to_seq, x.more, x.weak, x.hidden, x.cards
    from ${recordset(sections, "digest_id bigint, position integer, subscription_id bigint, name text, reading text, from_seq bigint, to_seq bigint, more integer, weak integer, hidden integer, cards jsonb")}`.execute(
    db,
  );
  // Lower than where the section began: a digest was released meanwhile, whose span the next section takes (shown ones left out).
  await sql`
    update subscription p set covered_seq = greatest(p.covered_seq, x.to_seq)
    from ${recordset(sections, "subscription_id bigint, from_seq bigint, to_seq bigint")} where p.id = x.subscription_id and p.covered_seq >= x.from_seq`.execute(
    db,
  );
}

/** A reader's papers travel as one text: a tenth of the bytes that a row for each would take. */
async function insertShown(db: Db, digests: DigestWrite[]): Promise<void> {
  const shown = digests.map(({ id, subscriber_id, sections, linked }) => {
    const papers = sections.flatMap((section) => section.cards.map((card) => card.paper.id)).concat(linked);
    return { subscriber_id, digest_id: id, papers: `{${papers.join()}}` };
  });
  await sql`
    insert into shown (subscriber_id, paper_id, digest_id)
    select x.subscriber_id, paper_id, x.digest_id
    from ${recordset(shown, "subscriber_id bigint, digest_id bigint, papers bigint[]")}, unnest(x.papers) as paper_id`.execute(
    db,
  );
}

/** One message a digest, keyed by it, with a delivery for each part. */
async function insertMessages(db: Db, digests: DigestWrite[], at: string, expiresAt: string): Promise<void> {
  const messages = digests.flatMap(({ id, recipient, parts }) =>
    parts > 0 ? [{ digest_id: id, parts, ...recipient }] : [],
  );
  if (messages.length === 0) return;
  const ids = await sql<{ id: number }>`
    select nextval('message_id_seq') as id from generate_series(1, ${messages.length}::integer)`.execute(db);
  const rows = messages.map((message, i) => ({ id: ids.rows[i]?.id, ...message }));
  await sql`
    insert into message (id, kind, key, digest_id, channel, address, address_key, created_at, expires_at)
    select x.id, 'digest', x.digest_id::text, x.digest_id, x.channel, x.address, x.address_key, ${at}::timestamptz, ${expiresAt}::timestamptz
    from ${recordset(rows, "id bigint, digest_id bigint, channel text, address text, address_key text")}`.execute(db);
  await sql`
    insert into delivery (message_id, part, channel, state, due_at, updated_at)
    select x.id, part, x.channel, 'pending', '-infinity', ${at}::timestamptz
    from ${recordset(rows, "id bigint, channel text, parts integer")}
    cross join lateral generate_series(0, x.parts - 1) as part`.execute(db);
}

/** Dates that passed without a digest, with the run that missed them and, when there is one, the digest that makes up for it. Returns how many were new. */
export async function insertMissed(
  db: Db,
  rows: { subscriber_id: number; local_on: string; run_id: number; cause: string; digest_id: number | null }[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const inserted = await sql<{ made: boolean }>`
    insert into missed (subscriber_id, local_on, run_id, cause, digest_id)
    select x.subscriber_id, x.local_on, x.run_id, x.cause, x.digest_id
    from ${recordset(rows, "subscriber_id bigint, local_on date, run_id bigint, cause text, digest_id bigint")}
    on conflict (subscriber_id, local_on) do update set digest_id = excluded.digest_id
      where missed.digest_id is null and excluded.digest_id is not null
    returning xmax = 0 as made`.execute(db);
  return inserted.rows.filter((row) => row.made).length;
}
