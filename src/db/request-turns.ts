/** Whose turn it is to ask a host that wants one request at a time: for all processes of one database. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface TurnWish {
  lane: string;
  /** Names this process. */
  owner: string;
  /** From the start of this request to that of the next one. */
  gapMs: number;
  /** A turn that is not ended counts as over after so long: its process died. */
  leaseMs: number;
}

/** Looked again so often while another process is asking. */
const LOOK_MS = 250;

/**
 * Takes the turn and returns 0; else the milliseconds after which to try again. On the database's clock, in one
 * statement, and nothing is locked while the request is under way.
 */
export async function claimTurn(db: Db, { lane, owner, gapMs, leaseMs }: TurnWish): Promise<number> {
  const claimed = await sql<{ lane: string }>`
    insert into request_turn (lane, owner, next_at, lease_until)
    values (${lane}, ${owner}, ${after(gapMs)}, ${after(leaseMs)})
    on conflict (lane) do update set owner = excluded.owner, next_at = excluded.next_at, lease_until = excluded.lease_until
      where request_turn.next_at <= clock_timestamp() and request_turn.lease_until <= clock_timestamp()
    returning lane`.execute(db);
  if (claimed.rows.length > 0) return 0;
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from next_at - clock_timestamp())::double precision * 1000 as ms from request_turn where lane = ${lane}`.execute(
    db,
  );
  const ms = Math.ceil(rows[0]?.ms ?? 0);
  return ms > 0 ? ms : LOOK_MS;
}

/** Books the next free moment of a lane, at least a gap after the one before. Returns the milliseconds until then. */
export async function bookTurn(db: Db, { lane, owner, gapMs }: Omit<TurnWish, "leaseMs">): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    insert into request_turn as t (lane, owner, next_at, lease_until) values (${lane}, ${owner}, ${after(gapMs)}, clock_timestamp())
    on conflict (lane) do update set owner = excluded.owner, next_at = greatest(t.next_at, clock_timestamp()) + make_interval(secs => ${gapMs / 1_000}::double precision)
    returning extract(epoch from next_at - clock_timestamp())::double precision * 1000 as ms`.execute(db);
  return Math.max(0, Math.ceil((rows[0]?.ms ?? gapMs) - gapMs));
}

/** Lanes that were booked and have been free for a day. */
export async function forgetTurns(db: Db, prefix: string): Promise<void> {
  await sql`delete from request_turn where starts_with(lane, ${prefix}) and next_at < clock_timestamp() - interval '1 day'`.execute(
    db,
  );
}

/** The next one may begin once the gap is over. */
export async function endTurn(db: Db, lane: string, owner: string): Promise<void> {
  await sql`update request_turn set lease_until = clock_timestamp() where lane = ${lane} and owner = ${owner}`.execute(
    db,
  );
}

const after = (ms: number) => sql`clock_timestamp() + make_interval(secs => ${ms / 1_000}::double precision)`;
