/** Catch-ups: the one digest after a pause or an outage, and what is said on top of it (semantics 17). */
import type { DueSubscriber } from "../db/due.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { listMissedInPause } from "../domain/calendar/pause.ts";
import { showDay } from "../domain/digest/quiet.ts";

/** `missed`: dates that passed because nothing ran. */
export function noteOf(
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  on: string,
  missed: string[],
): { note: string | null; catchUp: boolean } {
  const first = missed[0];
  if (first !== undefined) {
    const dates = missed.length === 1 ? showDay(first) : `${showDay(first)} to ${showDay(missed.at(-1) as string)}`;
    return { note: `Nothing went out on ${dates}: Paperboy was not running. Here is the best since.`, catchUp: true };
  }
  const { zone, paused_until: pausedUntil, last_on } = subscriber;
  if (pausedUntil === null || last_on === null || last_on >= pausedUntil) return { note: null, catchUp: false };
  const slept = due.some(
    ({ cadence }) => listMissedInPause({ zone, cadence, pausedUntil, lastOn: last_on }, on).length > 0,
  );
  return slept
    ? { note: `Welcome back: the best since ${showDay(last_on)}.`, catchUp: true }
    : { note: null, catchUp: false };
}
