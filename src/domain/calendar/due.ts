/** Due times: at which instant a subscriber's digest of a local date is due, and which comes next. */

/** When a subscriber reads: an hour `HH:MM` on the clock of an IANA zone. */
export interface DueTime {
  zone: string;
  hour: string;
}

/** A digest to come: the local date it bears and the instant at which it is due. */
export interface Due {
  /** `YYYY-MM-DD` in the subscriber's zone. */
  on: string;
  dueAt: Temporal.Instant;
}

/**
 * The instant at which the due time of a local date passes (semantics 13): the first of a repeat, moved forward over a
 * gap by the gap's length, so 02:30 is 03:30 and exactly a day after the one before. Null where the zone lacks the date.
 *
 * The instant's local date is `on` with one exception: a gap that reaches midnight and swallows the hour (America/Nuuk,
 * 23:00 to 24:00 on a Saturday in March). Nothing of the date is left by then, so its digest is due that early in the
 * next date and bears `on` all the same: moved back it would come before its hour, left out the date would have none.
 * So `on` is kept beside the instant and never read off it.
 */
export function dueInstant(on: string, hour: string, zone: string): Temporal.Instant | null {
  const due = Temporal.PlainDateTime.from(`${on}T${hour}`).toZonedDateTime(zone); // "compatible" is this very rule
  const leftDate = due.day !== Number(on.slice(-2));
  return leftDate && !hasDate(zone, on) ? null : due.toInstant();
}

/** Whether a zone has a local date: over the date line it skips one (Pacific/Apia had no 2011-12-30). */
export function hasDate(zone: string, on: string): boolean {
  return Temporal.PlainDate.from(on).toZonedDateTime(zone).toPlainDate().toString() === on;
}

/** The next due strictly after an instant: 13 µs, measured over all zones. */
export function nextDue(time: DueTime, after: Temporal.Instant): Due {
  return nextDueFrom(time, null, after);
}

/** The next due strictly after an instant that bears `firstOn` (the end of a pause) or a later date. */
export function nextDueFrom(time: DueTime, firstOn: string | null, after: Temporal.Instant): Due {
  return duesFrom(time, firstOn, after).next().value;
}

/**
 * `nextDue` for many calls on one due time: it remembers its last answer, which holds for every instant from the one
 * asked about up to the due. A batch of readers asks about one instant or nearly, so all but the first cost next to nothing.
 */
export function createDueFinder(time: DueTime): (after: Temporal.Instant) => Due {
  let known: { from: number; until: number; due: Due } | null = null;
  return (after) => {
    const at = after.epochMilliseconds; // floored; a due is on a whole millisecond, so no answer changes within one
    if (known && known.from <= at && at < known.until) return known.due;
    const due = nextDue(time, after);
    known = { from: at, until: due.dueAt.epochMilliseconds, due };
    return due;
  };
}

/**
 * The dues strictly after an instant, without end, each with a later date and a later instant than the one before:
 * two dues are a day apart on the zone's clock, and no gap is longer than the dates that it leaves out.
 */
export function* duesFrom(time: DueTime, firstOn: string | null, after: Temporal.Instant): Generator<Due, never> {
  const yesterday = after.toZonedDateTimeISO(time.zone).toPlainDate().subtract({ days: 1 });
  // yesterday's due may still be ahead: a gap can have moved it over midnight
  let date = firstOn !== null && firstOn > yesterday.toString() ? Temporal.PlainDate.from(firstOn) : yesterday;
  for (; ; date = date.add({ days: 1 })) {
    const on = date.toString();
    const dueAt = dueInstant(on, time.hour, time.zone);
    if (dueAt && Temporal.Instant.compare(dueAt, after) > 0) yield { on, dueAt };
  }
}

export const dayAfter = (on: string): string => Temporal.PlainDate.from(on).add({ days: 1 }).toString();
