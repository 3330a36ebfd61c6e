/** Compiles the digests that bear a date, whatever the hour: what `run --on` does. */
import { type DueSubscriber, listMadeUp, listUndigested } from "../db/due.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { findForgottenBefore } from "../db/retention.ts";
import { listRunningSubscriptions } from "../db/subscribers.ts";
import { dueInstant, nextDue } from "../domain/calendar/due.ts";
import { LONGEST_WAIT } from "../domain/calendar/wait.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";
import { advance, type CompiledPage, type CompileOrder, compileReaders, groupBySubscriber } from "./compile.ts";
import type { DueReader } from "./compile-digest.ts";
import type { CompilePass } from "./compile-pass.ts";

/**
 * `missed`: only readers whose due time of the date has passed, longer ago than anybody waits for a source, and that no other
 * digest made up for; a number: one reader.
 */
export type Whom = "all" | "missed" | number;

const PAGE = 1_000;
const LATE_NOTE = "This digest is late: Paperboy was not running when it was due.";

/** One page of subscribers after an id; `last`: where the next begins, null when this was the last. `tx` is a transaction. */
export async function compilePageOn(
  tx: Db,
  on: string,
  order: CompileOrder & { whom: Whom },
  pass: CompilePass,
  after: number,
): Promise<CompiledPage & { last: number | null }> {
  await lockUntilCommit(tx, "compiling");
  const page = await listPage(tx, on, after, order.whom);
  const wanted = order.whom === "missed" ? await findMissed(tx, on, order.now, page) : null;
  const last = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  const ids = page.map((each) => each.id);
  const running = (await listRunningSubscriptions(tx, ids)).filter(
    (each) => isDueOn(each.cadence, on) && (wanted === null || wanted.has(each.subscriber_id)),
  );
  const due = groupBySubscriber(running);
  const readers = page.flatMap((subscriber): DueReader[] => {
    const own = due.get(subscriber.id);
    if (!own) return [];
    return wanted
      ? [{ subscriber, due: own, on, missed: [on], note: null, catchUp: { note: LATE_NOTE, catchUp: true } }]
      : [{ subscriber, due: own, on, missed: [], note: null }];
  });
  const compiled = await compileReaders(tx, readers, pass, order);
  // A reader whose next due time is this date's has had it.
  const had = page.filter(
    ({ id, next_on, next_due_at }) => next_on === on && next_due_at !== null && (wanted === null || wanted.has(id)),
  );
  const next = had.map(({ id, zone, hour, next_due_at }) => {
    const { on: nextOn, dueAt } = nextDue({ zone, hour }, (next_due_at as Date).toTemporalInstant());
    return { id, next_on: nextOn, next_due_at: dueAt.toString() };
  });
  const moved = new Set(next.map((row) => row.id));
  const others = readers.flatMap(({ subscriber: { id } }) =>
    moved.has(id) ? [] : [{ id, next_on: null, next_due_at: null }],
  );
  await advance(
    tx,
    [...next, ...others],
    readers.map((reader) => reader.subscriber.id),
    pass,
  );
  return { ...compiled, last };
}

const listPage = async (tx: Db, on: string, after: number, whom: Whom): Promise<DueSubscriber[]> =>
  typeof whom === "number"
    ? (await listUndigested(tx, on, whom - 1, 1)).filter(({ id }) => id === whom)
    : listUndigested(tx, on, after, PAGE);

/**
 * Of readers without a digest of a date, those whose due time of it passed since they came, and that nothing made up for.
 * Of a date whose history was forgotten none: that a digest is not there does not say that it was not made.
 */
async function findMissed(tx: Db, on: string, now: Temporal.Instant, page: DueSubscriber[]): Promise<Set<number>> {
  const forgotten = await findForgottenBefore(tx);
  if (forgotten !== null && on < forgotten) return new Set();
  const madeUp = await listMadeUp(tx, on);
  const passed = page.filter(({ hour, zone, created_at }) => {
    const dueAt = dueInstant(on, hour, zone);
    if (dueAt === null || Temporal.Instant.compare(dueAt.add(LONGEST_WAIT), now) > 0) return false;
    return Temporal.Instant.compare(created_at.toTemporalInstant(), dueAt) <= 0;
  });
  return new Set(passed.map(({ id }) => id).filter((id) => !madeUp.has(id)));
}
