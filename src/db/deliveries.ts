/** The ledger of deliveries: claimed, marked, settled, many at once; every write after the claim is fenced by owner and attempt. */
import { type Kysely, sql } from "kysely";
import type { DeliveryChannel } from "../domain/delivery/channel.ts";
import { type DeliveryState, releasesPapers } from "../domain/delivery/state.ts";
import { recordset } from "./bulk.ts";
import { releaseDigests } from "./delivery-closing.ts";
import { suppressFullMailboxes } from "./full-mailboxes.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Claim {
  id: number;
  message_id: number;
  part: number;
  /** Counts claims: with the owner it fences every write. */
  attempt: number;
  /** Real tries before this one. */
  tries: number;
  /** What it says: a digest, or what the key names. */
  kind: "digest" | "confirm" | "welcome" | "notice" | "webhook";
  key: string;
  /** Null of messages that are no digest. */
  digest_id: number | null;
  channel: DeliveryChannel;
  address: string;
  address_key: string;
  /** Either driver's way to write an instant. */
  created_at: string;
  /** From then on it is too old to be sent. */
  expires_at: string;
  /** Receipt of part 0 for the parts of a thread. */
  parent: string | null;
}

export interface Share {
  most: number;
  /** Workspaces of which none is wanted: `T0123`, or nothing for conversations that name none. */
  enough: string[];
}

/** Of a message `m`: `t0123`, or nothing. */
const WORKSPACE = sql`coalesce(substring(m.address_key from '^([^/]+)/'), '')`;

/**
 * Takes up to `limit` due deliveries of a channel, in one short statement. Replies of a thread wait for part 0's receipt.
 * What is pending is due at once, whatever the clock says. `share`, of Slack: at most so many of each workspace, in turns,
 * and none of those that have enough.
 */
export async function claimDeliveries(
  db: Db,
  channel: string,
  owner: string,
  now: string,
  limit: number,
  share: Share | null = null,
): Promise<Claim[]> {
  const isDue = sql`d.state in ('pending', 'deferred') and d.channel = ${channel} and d.due_at <= ${now}::timestamptz and m.expires_at > ${now}::timestamptz
        and (d.part = 0 or (exists (select from delivery f where f.message_id = d.message_id and f.part = 0 and f.state = 'accepted')
          and not exists (select from delivery f where f.message_id = d.message_id and f.part < d.part and f.state in ('pending', 'claimed', 'dotted', 'deferred'))))
        and not exists (select from suppression u where u.channel = m.channel and u.address_key = m.address_key)
`;
  const due =
    share !== null
      ? sql`select d.id from delivery d join (
          select d.id, row_number() over (partition by ${WORKSPACE} order by d.due_at, d.id) as turn
          from delivery d join message m on m.id = d.message_id
          where ${isDue} and ${WORKSPACE} <> all(${share.enough.map((team) => team.toLowerCase())}::text[])
        ) as t on t.id = d.id join message m on m.id = d.message_id
        where ${isDue} and t.turn <= ${share.most}::integer order by t.turn, d.due_at, d.id limit ${limit}::integer for update of d skip locked`
      : sql`select d.id from delivery d join message m on m.id = d.message_id
        where ${isDue} order by d.due_at, d.id limit ${limit}::integer for update of d skip locked`;
  const claimed = await sql<Claim>`
    with due as (${due})
    update delivery d set state = 'claimed', owner = ${owner}, attempt = d.attempt + 1, updated_at = ${now}::timestamptz
    from due, message m where d.id = due.id and m.id = d.message_id
    returning d.id, d.message_id, d.part, d.attempt, d.tries, m.kind, m.key, m.digest_id, m.channel, m.address, m.address_key, m.created_at, m.expires_at,
      (select f.receipt from delivery f where f.message_id = d.message_id and f.part = 0 and d.part > 0) as parent`.execute(
    db,
  );
  return claimed.rows.sort((a, b) => a.id - b.id);
}

export interface Settlement {
  claim: Claim;
  state: DeliveryState;
  via: string;
  receipt: string | null;
  reason: string | null;
  class: "policy" | "full" | "relay" | null;
  /** When a deferred one is due again. */
  dueAt: string | null;
  /** Whether anything was tried: a claim that was given back is none. */
  tried: boolean;
  /** Why the address must not be written to any more. */
  suppress: string | null;
}

/** What one write of the ledger did: ids of the settlements that were still ours, and of the claims that were marked. */
export interface Written {
  settled: Set<number>;
  marked: Set<number>;
}

/**
 * Writes what attempts of many lanes have come to, all or nothing, with one commit. Settlements record how an attempt
 * ended, and with it what follows: addresses to suppress, and the papers of digests that will not arrive (semantics 5); a
 * late answer of the same attempt settles an unknown. Marks are the point of no return: a claim that is not marked is no
 * longer ours, or its address was suppressed meanwhile, and nothing of it may be handed over.
 */
export async function writeLedger(
  db: Db,
  owner: string,
  { settlements, marks }: { settlements: Settlement[]; marks: Claim[] },
  now: string,
): Promise<Written> {
  const plain = settlements.every(
    (each) => each.suppress === null && each.class !== "full" && !releasesPapers(each.state),
  );
  if (plain) return updateDeliveries(db, owner, settlements, marks, now);
  return db.transaction().execute(async (tx) => {
    const { settled } = await updateDeliveries(tx, owner, settlements, [], now);
    const ours = settlements.filter((each) => settled.has(each.claim.id));
    await saveSuppressions(tx, ours, now);
    const full = ours.filter((each) => each.class === "full");
    await suppressFullMailboxes(tx, listDigestIds(full), now);
    const released = ours.filter((each) => releasesPapers(each.state) && each.claim.part === 0);
    await releaseDigests(tx, listDigestIds(released), now);
    // After the suppressions: whom they name is not written to any more.
    const { marked } = await updateDeliveries(tx, owner, [], marks, now);
    return { settled, marked };
  });
}

const listDigestIds = (settlements: Settlement[]): number[] =>
  settlements.flatMap(({ claim }) => (claim.digest_id === null ? [] : [claim.digest_id]));

/** In one statement, since each costs a round trip and a plan; a delivery stands in one of the two lists only. */
async function updateDeliveries(
  db: Db,
  owner: string,
  settlements: Settlement[],
  marks: Claim[],
  now: string,
): Promise<Written> {
  const rows = settlements.map(({ claim, state, via, receipt, reason, class: kind, dueAt, tried }) => ({
    id: claim.id,
    attempt: claim.attempt,
    state,
    via,
    receipt,
    reason,
    class: kind,
    due_at: dueAt,
    tried: tried ? 1 : 0,
  }));
  const written = await sql<{ id: number; marked: boolean }>`
    with settled as (
      update delivery d set state = x.state, via = x.via, receipt = x.receipt, reason = x.reason, class = x.class,
        due_at = coalesce(x.due_at, d.due_at), tries = d.tries + x.tried, updated_at = ${now}::timestamptz
      from ${recordset(rows, "id bigint, attempt integer, state text, via text, receipt text, reason text, class text, due_at timestamptz, tried integer")}
      where d.id = x.id and d.owner = ${owner} and d.attempt = x.attempt and d.state in ('claimed', 'dotted', 'unknown')
      returning d.id
    ), marked as (
      update delivery d set state = 'dotted', updated_at = ${now}::timestamptz
      from ${recordset(marks, "id bigint, attempt integer, channel text, address_key text")}
      where d.id = x.id and d.owner = ${owner} and d.attempt = x.attempt and d.state = 'claimed'
        and not exists (select from suppression u where u.channel = x.channel and u.address_key = x.address_key)
      returning d.id
    )
    select id, false as marked from settled union all select id, true from marked`.execute(db);
  const idsOf = (marked: boolean) => new Set(written.rows.filter((row) => row.marked === marked).map((row) => row.id));
  return { settled: idsOf(false), marked: idsOf(true) };
}

async function saveSuppressions(tx: Db, settlements: Settlement[], now: string): Promise<void> {
  const rows = settlements.flatMap(({ claim, suppress }) =>
    suppress === null ? [] : [{ channel: claim.channel, address_key: claim.address_key, reason: suppress }],
  );
  if (rows.length === 0) return;
  await sql`
    insert into suppression (channel, address_key, reason, created_at)
    select x.channel, x.address_key, x.reason, ${now}::timestamptz from ${recordset(rows, "channel text, address_key text, reason text")}
    on conflict do nothing`.execute(tx);
}

/** Gives back what was claimed and not begun, so that another may take it at once; the owner's other claims stay. */
export async function returnClaims(db: Db, owner: string, claims: Claim[], now: string): Promise<void> {
  await sql`update delivery d set state = 'pending', updated_at = ${now}::timestamptz
    from ${recordset(claims, "id bigint, attempt integer")}
    where d.id = x.id and d.attempt = x.attempt and d.owner = ${owner} and d.state = 'claimed'`.execute(db);
}

/**
 * What a process that lives holds of a channel and does not work at: left when the database went away between a claim
 * and its answer, or before an outcome could be written. Its lease never ends, so nobody else would take it up.
 */
export async function recoverOwn(db: Db, channel: string, owner: string, now: string): Promise<void> {
  await sql`update delivery set updated_at = ${now}::timestamptz,
      state = case when state = 'claimed' or channel = 'webhook' then 'pending' else 'unknown' end,
      reason = case when state = 'claimed' or channel = 'webhook' then reason else 'the answer could not be written' end
    where owner = ${owner} and channel = ${channel} and state in ('claimed', 'dotted')`.execute(db);
}

/** Leaves all that is pending on a way that cannot be used for the next run. Returns how many. */
export async function deferDeliveries(db: Db, channel: string, reason: string, now: string): Promise<number> {
  const deferred =
    await sql`update delivery set state = 'deferred', reason = ${reason}, updated_at = ${now}::timestamptz
    where channel = ${channel} and state = 'pending'`.execute(db);
  return Number(deferred.numAffectedRows ?? 0);
}

/** Deliveries that some process holds, whatever their run. */
export async function countHeld(db: Db): Promise<number> {
  const row = await db
    .selectFrom("delivery")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "in", ["claimed", "dotted"])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Deliveries of a run by state. */
export async function countDeliveries(db: Db, runId: number): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; count: number }>`
    select d.state, count(*)::integer as count from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
    where g.run_id = ${runId} group by 1`.execute(db);
  return Object.fromEntries(rows.rows.map((row) => [row.state, row.count]));
}
