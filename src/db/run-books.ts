/** What status tells of a run: its deliveries by state, why they ended so, and who got what. Each begins at the index of the run's digests. */
import { type Kysely, sql } from "kysely";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface StateCount {
  state: DeliveryState;
  /** The first part of a message, or a further part of a thread. */
  first: boolean;
  /** Taken by the outbox: a file, not a reader. */
  outbox: boolean;
  count: number;
}

export async function countStates(db: Db, runId: number): Promise<StateCount[]> {
  const { rows } = await sql<StateCount>`
    select d.state, d.part = 0 as first, coalesce(d.via = 'outbox', false) as outbox, count(*)::integer as count
    from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
    where g.run_id = ${runId} group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

export interface Grouped {
  state: string;
  reason: string;
  count: number;
}

/** Most frequent first. Addresses, and long ids that every answer has of its own, are left out so that equal answers meet. */
export async function groupReasons(db: Db, runId: number, limit: number): Promise<Grouped[]> {
  const { rows } = await sql<Grouped>`
    select state, reason, count(*)::integer as count from (
      select d.state, regexp_replace(regexp_replace(d.reason, '<?[^ <>]+@[^ <>]+>?', '…', 'g'), '\\m(?=\\w*\\d)\\w{10,}', '…', 'g') as reason
      from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
      where g.run_id = ${runId} and d.reason is not null and d.state <> 'accepted'
    ) as told group by 1, 2 order by 3 desc, 1, 2 limit ${limit}::integer`.execute(db);
  return rows;
}

/** Causes of quiet days (with a note or silent) and of missed dates, most frequent first. */
export async function groupCauses(db: Db, runId: number, limit: number): Promise<Grouped[]> {
  const { rows } = await sql<Grouped>`
    select state, reason, count(*)::integer as count from (
      select 'quiet' as state, g.cause as reason from digest g where g.run_id = ${runId} and g.kind = 'quiet'
      union all
      select 'missed', cause from missed where run_id = ${runId}
    ) as told group by 1, 2 order by 3 desc, 1, 2 limit ${limit}::integer`.execute(db);
  return rows;
}

/** What became of one reader on a run's date: one a part of a message, one a silent day, one a missed date. */
export interface RunEntry {
  channel: string;
  address: string;
  kind: "digest" | "quiet" | "missed";
  part: number | null;
  /** A delivery's state; `silent`: a quiet day without a note; `missed`. */
  state: string;
  via: string | null;
  reason: string | null;
  receipt: string | null;
  /** Why it was quiet or missed. */
  cause: string | null;
  at: Date | null;
}

/** Entries of a page of digests after an id; `last`: where the next begins, null when this was the last. */
export async function listRunEntries(
  db: Db,
  runId: number,
  after: number,
  limit: number,
): Promise<{ entries: RunEntry[]; last: number | null }> {
  const { rows } = await sql<RunEntry & { id: number }>`
    select g.id, coalesce(m.channel, s.channel) as channel, coalesce(m.address, s.address) as address, g.kind, d.part,
      coalesce(d.state, 'silent') as state, d.via, d.reason, d.receipt, g.cause, coalesce(d.updated_at, g.compiled_at) as at
    from (select * from digest where run_id = ${runId} and id > ${after}::bigint order by id limit ${limit}::integer) g
    join subscriber s on s.id = g.subscriber_id
    left join message m on m.digest_id = g.id left join delivery d on d.message_id = m.id
    order by g.id, d.part`.execute(db);
  const ids = new Set(rows.map((row) => row.id));
  const last = ids.size < limit ? null : (rows.at(-1)?.id ?? null);
  return { entries: rows.map(({ id: _, ...entry }) => entry), last };
}

/** Readers whose due time of the run's date passed without a digest; the reason says what made up for it. */
export async function listMissedEntries(db: Db, runId: number): Promise<RunEntry[]> {
  const { rows } = await sql<RunEntry>`
    select s.channel, s.address, 'missed' as kind, null::integer as part, 'missed' as state, null as via,
      'made up for by the digest of ' || g.local_on as reason, null as receipt, x.cause, g.compiled_at as at
    from missed x join subscriber s on s.id = x.subscriber_id left join digest g on g.id = x.digest_id
    where x.run_id = ${runId} order by s.id`.execute(db);
  return rows;
}
