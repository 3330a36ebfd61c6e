/** Pauses: which local dates get no digest, and which of them the digest after the pause makes up for. */
import { isDueOn } from "../subscription/cadence.ts";
import { dayAfter, hasDate } from "./due.ts";

/** A pause that only resuming ends. */
export const WITHOUT_END = "9999-12-31";

/** `pausedUntil` is the first local date that gets a digest again; null: no pause. */
export function isPaused(pausedUntil: string | null, on: string): boolean {
  return pausedUntil !== null && on < pausedUntil;
}

/** One subscription as its pause sees it; the pause is its subscriber's or its own. */
export interface PausedSubscription {
  zone: string;
  cadence: string;
  pausedUntil: string | null;
  /** The last local date that it had a section on, or the date it was made. A pause has no recorded beginning. */
  lastOn: string;
}

/**
 * The due dates that the pause took from a subscription before its digest of `on`: `on` is a catch-up when there are
 * any, with one normal cap and nothing older than `catchUpSince`. A weekly one that slept from Tuesday to Friday has none.
 */
export function listMissedInPause(subscription: PausedSubscription, on: string): string[] {
  const { zone, cadence, pausedUntil, lastOn } = subscription;
  if (pausedUntil === null) return [];
  const end = pausedUntil < on ? pausedUntil : on;
  const missed: string[] = [];
  for (let day = dayAfter(lastOn); day < end; day = dayAfter(day))
    if (isDueOn(cadence, day) && hasDate(zone, day)) missed.push(day);
  return missed;
}
