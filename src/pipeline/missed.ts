/** Missed dates: due times that passed while nothing ran, found when somebody looks again (a week back). */
import { insertMissed } from "../db/digest-writes.ts";
import { listDigested, listOverdue } from "../db/due.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { saveRun } from "../db/runs.ts";
import { listRunningSubscriptions, type RunningSubscription } from "../db/subscribers.ts";
import type { Due } from "../domain/calendar/due.ts";
import { type LateDue, latestDue } from "../domain/calendar/late-start.ts";
import { isPaused } from "../domain/calendar/pause.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";

/** Why a date passed without a digest. */
export const NOT_RUNNING = "Paperboy was not running when it was due";
/** Dates that nothing was made for are written down for a week back; what matched is caught up whatever its age. */
const LOOK_BACK = { days: 7 };
const PAGE = 1_000;

interface Pending {
  zone: string;
  hour: string;
  next_on: string;
  next_due_at: Date;
}

/** The date its digest bears: that of the due time that passed, the latest of them after an outage. */
export function findDate({ zone, hour, next_on, next_due_at }: Pending, now: Temporal.Instant): LateDue {
  const pending: Due = { on: next_on, dueAt: next_due_at.toTemporalInstant() };
  return latestDue({ zone, hour }, pending, now) ?? { ...pending, missed: [] };
}

/** Of the dates that passed before the one its digest bears, those of the last week on which something was due. */
export function listMissedDates(date: LateDue, pausedUntil: string | null, running: RunningSubscription[]): string[] {
  const since = Temporal.PlainDate.from(date.on).subtract(LOOK_BACK).toString();
  return date.missed.filter(
    (day) => day >= since && !isPaused(pausedUntil, day) && running.some(({ cadence }) => isDueOn(cadence, day)),
  );
}

/**
 * Writes down the dates that due readers missed, before their catch-up is made: it then says that it made up for them.
 * Readers who are due for less than a day missed none, so a service at work looks at nobody. Returns how many were new.
 * `tx` is a transaction.
 */
export async function recordMissed(tx: Db, now: Temporal.Instant): Promise<number> {
  await lockUntilCommit(tx, "compiling");
  let recorded = 0;
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof listOverdue>> = await listOverdue(tx, now.toString(), after, PAGE);
    const ids = page.map(({ id }) => id);
    const running = Map.groupBy(await listRunningSubscriptions(tx, ids), (each) => each.subscriber_id);
    const found = page.flatMap((each) =>
      listMissedDates(findDate(each, now), each.paused_until, running.get(each.id) ?? []).map((local_on) => ({
        subscriber_id: each.id,
        local_on,
      })),
    );
    const digested = await listDigested(tx, found);
    const missed = found.filter((each) => !digested.has(`${each.subscriber_id} ${each.local_on}`));
    recorded += await record(tx, missed, now);
    after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  }
  return recorded;
}

async function record(
  tx: Db,
  missed: { subscriber_id: number; local_on: string }[],
  now: Temporal.Instant,
): Promise<number> {
  const runs = new Map<string, number>();
  for (const on of new Set(missed.map((each) => each.local_on)))
    runs.set(on, (await saveRun(tx, "digest", on, now.toString())).id);
  return insertMissed(
    tx,
    missed.map((each) => ({
      ...each,
      run_id: runs.get(each.local_on) as number,
      cause: NOT_RUNNING,
      digest_id: null,
    })),
  );
}
