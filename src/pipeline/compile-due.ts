/** Compiles what is due at an instant: each reader's hour in each reader's zone, and one catch-up for what passed unseen. */
import { type DueSubscriber, holdDue, listDigested } from "../db/due.ts";
import { shareLockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { listRunningSubscriptions, type RunningSubscription } from "../db/subscribers.ts";
import type { LateDue } from "../domain/calendar/late-start.ts";
import { isPaused } from "../domain/calendar/pause.ts";
import { rescheduleAfterChange } from "../domain/calendar/reschedule.ts";
import { LONGEST_WAIT, waitsForSources } from "../domain/calendar/wait.ts";
import { isDueOnAny } from "../domain/subscription/cadence.ts";
import { advance, type CompiledPage, type CompileOrder, compileReaders, groupBySubscriber } from "./compile.ts";
import type { DueReader } from "./compile-digest.ts";
import type { CompilePass } from "./compile-pass.ts";
import { findDate, listMissedDates } from "./missed.ts";

const PAGE = 500;

type Waiting = DueSubscriber & { next_due_at: Date; next_on: string };

/** One page of those due; `more`: whether others may be left. `late`: sources that readers may wait for. `tx` is a transaction. */
export async function compilePageDue(
  tx: Db,
  order: CompileOrder & { late: string[] },
  pass: CompilePass,
): Promise<CompiledPage & { more: boolean }> {
  await shareLockUntilCommit(tx, "compiling");
  const { now, late } = order;
  const waitedSince = late.length > 0 ? now.subtract(LONGEST_WAIT).toString() : null;
  const page = await holdDue(tx, now.toString(), waitedSince, PAGE);
  const dateOf = createDateFinder(now);
  const dates = page.map((subscriber) => ({ subscriber, date: dateOf(subscriber) }));
  const digested = await listDigested(
    tx,
    dates.map(({ subscriber, date }) => ({ subscriber_id: subscriber.id, local_on: date.on })),
  );
  const running = groupBySubscriber(
    await listRunningSubscriptions(
      tx,
      page.map((each) => each.id),
    ),
  );
  const readers = dates.flatMap(({ subscriber, date }) =>
    digested.has(`${subscriber.id} ${date.on}`)
      ? []
      : readerOf(subscriber, date, running.get(subscriber.id) ?? [], order),
  );
  const compiled = await compileReaders(tx, readers, pass, order);
  const next = createNextFinder(now);
  const rows = dates.map(({ subscriber, date }) => ({ id: subscriber.id, ...next(subscriber, date.on) }));
  await advance(
    tx,
    rows,
    readers.map((reader) => reader.subscriber.id),
    pass,
  );
  return { ...compiled, more: page.length === PAGE };
}

type Late = LateDue & { passed: string[] };

/** Many readers share a date. */
function createDateFinder(now: Temporal.Instant): (subscriber: Waiting) => Late {
  const known = new Map<string, Late>();
  return (subscriber) => {
    const { zone, hour, next_on, next_due_at } = subscriber;
    const key = `${zone} ${hour} ${next_on} ${next_due_at.getTime()}`;
    let date = known.get(key);
    if (!date) {
      const found = findDate(subscriber, now);
      date = { ...found, passed: [...found.missed, found.on] };
      known.set(key, date);
    }
    return date;
  };
}

function readerOf(
  subscriber: Waiting,
  date: Late,
  running: RunningSubscription[],
  { now, late }: { now: Temporal.Instant; late: string[] },
): DueReader[] {
  const { paused_until } = subscriber;
  if (subscriber.suppressed || isPaused(paused_until, date.on)) return [];
  const passed = paused_until === null ? date.passed : date.passed.filter((day) => !isPaused(paused_until, day));
  const due = running.filter(({ cadence }) => cadence === "daily" || isDueOnAny(cadence, passed));
  if (due.length === 0) return [];
  const missed = date.missed.length > 0 ? listMissedDates(date, paused_until, due) : [];
  const decision = waitsForSources({ dueAt: date.dueAt, now, waits: subscriber.waits, late });
  const note = decision.go && decision.note ? `${decision.note}.` : null;
  return [{ subscriber, due, on: date.on, missed, note }];
}

/** The due after now with a date later than the one made, reckoned once for each hour, zone and date. */
function createNextFinder(
  now: Temporal.Instant,
): (time: { zone: string; hour: string }, made: string) => { next_on: string; next_due_at: string } {
  const known = new Map<string, { next_on: string; next_due_at: string }>();
  return ({ zone, hour }, made) => {
    const key = `${zone} ${hour} ${made}`;
    let next = known.get(key);
    if (!next) {
      const { on, dueAt } = rescheduleAfterChange({ zone, hour }, now, made);
      next = { next_on: on, next_due_at: dueAt.toString() };
      known.set(key, next);
    }
    return next;
  };
}
