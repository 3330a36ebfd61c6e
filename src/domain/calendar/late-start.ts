/** A late start: the dates whose due times passed while nothing ran, and the one digest that makes up for them. */
import { type Due, type DueTime, dayAfter, duesFrom } from "./due.ts";

/** The digest that a late start makes, and the dates before it that get none. */
export interface LateDue extends Due {
  /** Local dates `YYYY-MM-DD`, rising: each has a run `missed`. */
  missed: string[];
}

/** Every due in (after, until], rising. */
export function listDue(time: DueTime, after: Temporal.Instant, until: Temporal.Instant): Due[] {
  return takeUntil(until, duesFrom(time, null, after));
}

/**
 * The one digest that stands for all dues up to `until`, bearing the latest date of them (semantics 17). `pending` is the
 * due that was waited for, the first that nothing was made of; null when it is still ahead.
 */
export function latestDue(time: DueTime, pending: Due, until: Temporal.Instant): LateDue | null {
  if (Temporal.Instant.compare(pending.dueAt, until) > 0) return null;
  const dues = [pending, ...takeUntil(until, duesFrom(time, dayAfter(pending.on), pending.dueAt))];
  const latest = dues.pop() as Due;
  return { ...latest, missed: dues.map((due) => due.on) };
}

function takeUntil(until: Temporal.Instant, dues: Generator<Due, never>): Due[] {
  const taken: Due[] = [];
  for (const due of dues) {
    if (Temporal.Instant.compare(due.dueAt, until) > 0) break;
    taken.push(due);
  }
  return taken;
}

/** Matches of batches closed before this instant are not shown in a catch-up digest, only linked (semantics 17). */
export function catchUpSince(dueAt: Temporal.Instant): Temporal.Instant {
  return dueAt.subtract({ hours: CATCH_UP_DAYS * 24 });
}

const CATCH_UP_DAYS = 30;
