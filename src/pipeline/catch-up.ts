/** Catch-ups: the one digest after a pause or an outage, and what is said on top of it (semantics 17). */
import type { DueSubscriber } from "../db/due.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { listMissedInPause } from "../domain/calendar/pause.ts";
import { showDay } from "../domain/digest/quiet.ts";

/** Readers back from a pause, or never paused: only of the former their last date is asked. */
export const wasPaused = ({ paused_until }: DueSubscriber, on: string): boolean =>
  paused_until !== null && paused_until <= on;

/** `missed`: dates that passed because nothing ran. `lastOn`: the date of the last digest, of one back from a pause. */
export function noteOf(
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  on: string,
  missed: string[],
  lastOn: string | null,
): { note: string | null; catchUp: boolean } {
  const first = missed[0];
  if (first !== undefined) {
    const dates = missed.length === 1 ? showDay(first) : `${showDay(first)} to ${showDay(missed.at(-1) as string)}`;
    return { note: `Nothing went out on ${dates}: Paperboy was not running. Here is the best since.`, catchUp: true };
  }
  const { zone, paused_until: pausedUntil } = subscriber;
  if (pausedUntil === null || lastOn === null || lastOn >= pausedUntil) return { note: null, catchUp: false };
  const slept = due.some(({ cadence }) => listMissedInPause({ zone, cadence, pausedUntil, lastOn }, on).length > 0);
  return slept
    ? { note: `Welcome back: the best since ${showDay(lastOn)}.`, catchUp: true }
    : { note: null, catchUp: false };
}
