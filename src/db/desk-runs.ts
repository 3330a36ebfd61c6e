/** Runs and who is in them, a page at a time, for the operator's desk. */
import { type Kysely, sql } from "kysely";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { Run } from "./runs.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** The latest date first, those before a run. */
export async function listRunsBefore(
  db: Db,
  before: { key: string; id: number } | null,
  limit: number,
): Promise<Run[]> {
  const behind = before === null ? sql`` : sql`where (key, id) < (${before.key}, ${before.id}::bigint)`;
  const { rows } = await sql<Run>`
    select id, kind, key, started_at, finished_at from run ${behind} order by key desc, id desc limit ${limit}::integer`.execute(
    db,
  );
  return rows;
}

export interface Recipient {
  /** Where the next page begins. */
  cursor: number;
  subscriber_id: number;
  channel: string;
  address: string;
  part: number | null;
  via: string | null;
  /** Why the delivery ended so, the day was quiet, or the date missed. */
  reason: string | null;
  receipt: string | null;
  at: Date | null;
}

export type RecipientState = DeliveryState | "silent" | "missed";

/** Readers of a run in a state, after a cursor. Of accepted threads the first part alone. */
export async function listRecipients(
  db: Db,
  runId: number,
  state: RecipientState,
  after: number,
  limit: number,
): Promise<Recipient[]> {
  const query =
    state === "missed"
      ? missed(runId, after)
      : state === "silent"
        ? silent(runId, after)
        : state === "accepted"
          ? accepted(runId, after)
          : ended(runId, state, after);
  const { rows } = await sql<Recipient>`${query} limit ${limit}::integer`.execute(db);
  return rows;
}

const COLUMNS = sql`g.subscriber_id, m.channel, m.address, d.part, d.via, d.reason, d.receipt, d.updated_at as at`;

const accepted = (runId: number, after: number) => sql`
  select g.id as cursor, ${COLUMNS} from digest g join message m on m.digest_id = g.id join delivery d on d.message_id = m.id and d.part = 0
  where g.run_id = ${runId}::bigint and g.id > ${after}::bigint and d.state = 'accepted' order by g.id`;

const ended = (runId: number, state: DeliveryState, after: number) => sql`
  select d.id as cursor, ${COLUMNS} from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
  where d.state = ${sql.lit(state)} and d.id > ${after}::bigint and g.run_id = ${runId}::bigint order by d.id`;

const silent = (runId: number, after: number) => sql`
  select g.id as cursor, g.subscriber_id, s.channel, s.address, null::integer as part, null as via, g.cause as reason, null as receipt, g.compiled_at as at
  from digest g join subscriber s on s.id = g.subscriber_id
  where g.run_id = ${runId}::bigint and g.id > ${after}::bigint and g.kind = 'quiet' and not exists (select from message m where m.digest_id = g.id)
  order by g.id`;

const missed = (runId: number, after: number) => sql`
  select x.subscriber_id as cursor, x.subscriber_id, s.channel, s.address, null::integer as part, null as via,
    x.cause || coalesce('; made up for by the digest of ' || g.local_on, '') as reason, null as receipt, g.compiled_at as at
  from missed x join subscriber s on s.id = x.subscriber_id left join digest g on g.id = x.digest_id
  where x.run_id = ${runId}::bigint and x.subscriber_id > ${after}::bigint order by x.subscriber_id`;

export interface DeadLetter {
  id: number;
  kind: string;
  state: DeliveryState;
  part: number;
  channel: string;
  address: string;
  reason: string | null;
  at: Date;
  /** Null: it is no digest. */
  digest: { id: number; subscriber_id: number; run_id: number; on: string } | null;
}

const DEAD = sql`
  select d.id, m.kind, d.state, d.part, d.channel, m.address, d.reason, d.updated_at as at,
    case when g.id is not null then json_build_object('id', g.id, 'subscriber_id', g.subscriber_id, 'run_id', g.run_id, 'on', g.local_on) end as digest
  from delivery d join message m on m.id = d.message_id left join digest g on g.id = m.digest_id`;

/** Deliveries that ended in a state, the latest first, before an id. */
export async function listDeadLetters(
  db: Db,
  state: DeliveryState,
  before: number | null,
  limit: number,
): Promise<DeadLetter[]> {
  const behind = before === null ? sql`` : sql`and d.id < ${before}::bigint`;
  const { rows } = await sql<DeadLetter>`${DEAD}
    where d.state = ${sql.lit(state)} ${behind} order by d.id desc limit ${limit}::integer`.execute(db);
  return rows;
}

export async function findDeadLetter(db: Db, id: number): Promise<DeadLetter | null> {
  const { rows } = await sql<DeadLetter>`${DEAD} where d.id = ${id}::bigint`.execute(db);
  return rows[0] ?? null;
}
