/** Opening closed deliveries again: unknown ones as they are, and those of digests that let go of their papers with what they still may show. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** A reader who may be written to: not suppressed, with a running subscription, not paused on a day. As a condition on `m` and `g`. */
const isServed = (today: string) => sql`
  not exists (select from suppression u where u.channel = m.channel and u.address_key = m.address_key)
  and exists (select from subscription p where p.subscriber_id = g.subscriber_id and p.ended_at is null)
  and exists (select from subscriber s where s.id = g.subscriber_id and (s.paused_until is null or s.paused_until <= ${today}::date))`;

const pendingAgain = (
  at: string,
) => sql`state = 'pending', due_at = '-infinity', owner = null, via = null, receipt = null,
  reason = null, class = null, tries = 0, updated_at = ${at}::timestamptz`;

/** Unknown deliveries of a run: of readers who may be written to, and of the others. */
export async function countUnknown(db: Db, runId: number, today: string): Promise<{ served: number; others: number }> {
  const { rows } = await sql<{ served: number; others: number }>`
    select count(*) filter (where served)::integer as served, count(*) filter (where not served)::integer as others
    from (select (${isServed(today)}) as served from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
      where g.run_id = ${runId} and d.state = 'unknown') as found`.execute(db);
  return rows[0] ?? { served: 0, others: 0 };
}

/**
 * Opens a page of unknown deliveries again, by rising id after one (`digestId`: only that digest's), with the replies that
 * were cancelled for them. One that is handed over meanwhile and is unknown once more is behind, and is not met again.
 */
export async function reopenUnknown(
  db: Db,
  runId: number,
  { after, limit }: { after: number; limit: number },
  order: { at: string; today: string; expiresAt: string },
  digestId: number | null = null,
): Promise<{ count: number; last: number | null }> {
  const only = digestId === null ? sql`` : sql`and g.id = ${digestId}::bigint`;
  const { rows } = await sql<{ count: number; last: number | null }>`
    with page as (
      select d.id, d.message_id, d.part from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
      where g.run_id = ${runId} and d.state = 'unknown' and d.id > ${after}::bigint ${only} and ${isServed(order.today)}
      order by d.id limit ${limit}::integer for update of d
    ), again as (
      update delivery d set ${pendingAgain(order.at)} from page
      where d.id = page.id or (page.part = 0 and d.message_id = page.message_id and d.part > 0 and d.state = 'cancelled' and d.reason = 'the first part is unknown')
    ), living as (
      update message m set expires_at = ${order.expiresAt}::timestamptz from page where m.id = page.message_id
    )
    select count(*)::integer as count, max(id) as last from page`.execute(db);
  return rows[0] ?? { count: 0, last: null };
}

export interface ReleasedDigest {
  id: number;
  channel: "email" | "slack";
  /** Whether its reader may be written to. */
  served: boolean;
}

/** Digests of a run that did not arrive: of readers who may be written to, and of the others. */
export async function countReleased(db: Db, runId: number, today: string): Promise<{ served: number; others: number }> {
  const { rows } = await sql<{ served: number; others: number }>`
    select count(*) filter (where served)::integer as served, count(*) filter (where not served)::integer as others
    from (select (${isServed(today)}) as served from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
      where d.state in ('rejected', 'expired', 'cancelled') and d.part = 0 and g.run_id = ${runId}::bigint and g.released_at is not null) as found`.execute(
    db,
  );
  return rows[0] ?? { served: 0, others: 0 };
}

/** A page of a run's digests whose message ended without arriving and that let go of their papers, after an id. */
export async function listReleased(
  db: Db,
  runId: number,
  today: string,
  after: number,
  limit: number,
): Promise<ReleasedDigest[]> {
  const { rows } = await sql<ReleasedDigest>`
    select g.id, m.channel, (${isServed(today)}) as served
    from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id and d.part = 0
    where g.run_id = ${runId} and g.id > ${after}::bigint and g.released_at is not null and d.state in ('rejected', 'expired', 'cancelled')
    order by g.id limit ${limit}::integer`.execute(db);
  return rows;
}

/**
 * Gives digests back the papers that nothing has shown their readers since, and leaves only these in their sections. What
 * was linked stays released: it comes with the next digest, as what a later one takes of the span does. `covered_seq`
 * stays where the release put it. Returns the digests that own something again, with how many papers.
 */
export async function takeBack(tx: Db, digestIds: number[]): Promise<{ id: number; papers: number }[]> {
  if (digestIds.length === 0) return [];
  const these = rowsOf(digestIds);
  const taken = await sql<{ id: number }>`
    insert into shown (subscriber_id, paper_id, digest_id)
    select distinct on (g.subscriber_id, coalesce(p.merged_into, p.id)) g.subscriber_id, coalesce(p.merged_into, p.id), g.id
    from ${these} join digest g on g.id = x.id join section s on s.digest_id = g.id
    cross join lateral jsonb_array_elements_text(s.cards) as e(card) join card c on c.id = e.card::bigint join paper p on p.id = c.paper_id
    on conflict do nothing returning digest_id as id`.execute(tx);
  const papers = Map.groupBy(taken.rows, (row) => row.id);
  const owning = [...papers].map(([id, rows]) => ({ id, papers: rows.length }));
  if (owning.length === 0) return [];
  await sql`
    update section s set more = 0, cards = (
      select coalesce(jsonb_agg(k.card order by k.nth), '[]') from (
        select distinct on (w.paper_id) c.id as card, e.nth
        from jsonb_array_elements_text(s.cards) with ordinality as e(card, nth) join card c on c.id = e.card::bigint
        join paper p on p.id = c.paper_id
        join shown w on w.subscriber_id = g.subscriber_id and w.paper_id = coalesce(p.merged_into, p.id) and w.digest_id = g.id
        order by w.paper_id, e.nth) as k)
    from ${rowsOf(owning.map(({ id }) => id))} join digest g on g.id = x.id where s.digest_id = g.id`.execute(tx);
  await sql`update digest g set released_at = null from ${rowsOf(owning.map(({ id }) => id))} where g.id = x.id`.execute(
    tx,
  );
  return owning;
}

/** Opens the messages of digests again, as many parts as they have now; what they had beyond stays closed. */
export async function reopenDigests(
  tx: Db,
  digests: { id: number; parts: number }[],
  order: { at: string; expiresAt: string },
): Promise<void> {
  if (digests.length === 0) return;
  const these = recordset(digests, "id bigint, parts integer");
  await sql`update message m set expires_at = ${order.expiresAt}::timestamptz from ${these} where m.digest_id = x.id`.execute(
    tx,
  );
  await sql`update delivery d set ${pendingAgain(order.at)} from ${these} join message m on m.digest_id = x.id
    where d.message_id = m.id and d.part < x.parts and d.state in ('rejected', 'expired', 'cancelled')`.execute(tx);
}

const rowsOf = (ids: number[]) =>
  recordset(
    ids.map((id) => ({ id })),
    "id bigint",
  );
