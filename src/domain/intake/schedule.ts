/** When a source's day is looked at: first when it usually fills, then with back-off until it is whole, then daily for a week. Pure. */
import { type DayJudgement, isSettled } from "./day.ts";
import { dayEndsAt, firstLookAt, HABITS, type ScheduledKind, sourceDayAt } from "./habits.ts";

const FIRST_PAUSE_MINUTES = 15;
const LONGEST_PAUSE_MINUTES = 240;
/** Days that are whole are read again daily for so long: lists change. */
const REREAD_DAYS = 7;
/** Where listings carry votes, every so many days for so long (semantics 12): a list late in its month changes little. */
const COUNTED_DAYS = 30;
const COUNTED_PAUSE_DAYS = 3;
/** Days that are not whole are given up after this many, once a day towards the end. */
const LAST_DAYS = 30;
/** A little more than the hour after which two readings may agree. */
const AGREEMENT_MINUTES = 61;

export interface Looked extends Pick<DayJudgement, "state" | "until" | "parsedSince"> {
  kind: ScheduledKind;
  day: string;
  at: Temporal.Instant;
  /** Readings in a row after which the day was not whole, this one included. */
  attempts: number;
  /** How long the source asked to be left alone. */
  waitSeconds: number | null;
}

/** When to look next; null: never again. */
export function nextLookAt(looked: Looked): Temporal.Instant | null {
  const { kind, day, at } = looked;
  const age = Temporal.PlainDate.from(day).until(sourceDayAt(kind, at), { largestUnit: "days" }).days;
  if (isSettled(looked.state)) return nextReread(kind, age, at);
  if (age > LAST_DAYS || looked.until === "nothing") return null;
  const asked = looked.waitSeconds === null ? at : at.add({ seconds: looked.waitSeconds });
  return later(asked, age > REREAD_DAYS ? at.add({ hours: 24 }) : pauseOf(looked));
}

function nextReread(kind: ScheduledKind, age: number, at: Temporal.Instant): Temporal.Instant | null {
  if (age < REREAD_DAYS) return at.add({ hours: 24 });
  return HABITS[kind].counters && age < COUNTED_DAYS ? at.add({ hours: 24 * COUNTED_PAUSE_DAYS }) : null;
}

function pauseOf({ kind, day, at, until, parsedSince, attempts }: Looked): Temporal.Instant {
  const { growMinutes } = HABITS[kind];
  const end = dayEndsAt(kind, day);
  if (until === "growth" && growMinutes !== null) {
    const next = at.add({ minutes: growMinutes });
    const over = end.add({ minutes: 5 });
    return Temporal.Instant.compare(next, over) < 0 || Temporal.Instant.compare(at, end) >= 0 ? next : over;
  }
  if (until === "agreement" && parsedSince !== null)
    return later(parsedSince.add({ minutes: AGREEMENT_MINUTES }), at.add({ minutes: 1 }));
  return at.add({ minutes: Math.min(FIRST_PAUSE_MINUTES * 2 ** Math.min(attempts - 1, 10), LONGEST_PAUSE_MINUTES) });
}

const later = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) > 0 ? a : b);

/**
 * Days from one on whose first look has come: also those of any downtime, however long. Oldest first; `most` bounds one
 * call, the next one goes on.
 */
export function listDaysSince(kind: ScheduledKind, from: string, at: Temporal.Instant, most: number): string[] {
  const days: string[] = [];
  for (let day = Temporal.PlainDate.from(from); days.length < most; day = day.add({ days: 1 })) {
    if (Temporal.Instant.compare(firstLookAt(kind, day.toString()), at) > 0) break;
    days.push(day.toString());
  }
  return days;
}
