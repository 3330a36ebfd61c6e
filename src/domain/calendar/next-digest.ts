/** When a reader's next digest comes: the due that stands, or the first after it on which a topic is due and no pause is. */
import { isDueOn } from "../subscription/cadence.ts";
import { type Due, type DueTime, dayAfter, duesFrom } from "./due.ts";
import { isPaused, WITHOUT_END } from "./pause.ts";

export interface Awaited extends DueTime {
  /** Of the running topics. */
  cadences: readonly string[];
  pausedUntil: string | null;
  /** The due that stands; null: none is reckoned. */
  due: Due | null;
}

/** The longest cadence is a month; a date that a zone lacks may take one of its days. */
const LOOKED_AT = 70;

/** Null where nothing runs, or where only resuming ends the pause. */
export function findNextDigest({ zone, hour, cadences, pausedUntil, due }: Awaited, now: Temporal.Instant): Due | null {
  if (cadences.length === 0 || pausedUntil === WITHOUT_END) return null;
  const fits = (on: string) => !isPaused(pausedUntil, on) && cadences.some((cadence) => isDueOn(cadence, on));
  if (due !== null && fits(due.on)) return due;
  const after = due === null ? null : dayAfter(due.on);
  const first = pausedUntil !== null && (after === null || pausedUntil > after) ? pausedUntil : after;
  for (const each of duesFrom({ zone, hour }, first, now).take(LOOKED_AT)) if (fits(each.on)) return each;
  return null;
}
