/** A reader moves the hour or the zone: which digest is next, so that no date comes twice. */
import { type Due, type DueTime, dayAfter, nextDue, nextDueFrom } from "./due.ts";

/**
 * The next due after a change to `time` at `now`. `lastOn` is the latest local date that a scheduled digest bears (a
 * quiet day too), null before the first: a flight back over the date line reads the same date again, which then waits
 * for the next one; a flight forward leaves a date out. Nothing is lost, the next digest takes all matches since.
 *
 * A due that passed under the old time and is not planned yet (`next_due_at <= now`) stays: keep it as the pending one
 * of `latestDue`, and take this function again for the due after it, with the date it made.
 */
export function rescheduleAfterChange(time: DueTime, now: Temporal.Instant, lastOn: string | null): Due {
  if (lastOn === null) return nextDue(time, now);
  return nextDueFrom(time, dayAfter(lastOn), now);
}
