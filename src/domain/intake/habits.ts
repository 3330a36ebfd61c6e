/** The kinds of sources and their habits: whose days they count, when a day's list fills, and when it is late. */

export const SOURCE_KINDS = ["huggingface", "arxiv", "biorxiv", "medrxiv", "feed", "page"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];
/** Saved pages come when somebody brings them: they have no schedule. */
export type ScheduledKind = Exclude<SourceKind, "page">;

export interface Habit {
  /** The zone whose dates the source's days are. */
  zone: string;
  /** Local time of the day at which its list has usually begun to fill: the first look. */
  firstLook: string;
  /** Minutes between looks while the day goes on; null where a day comes in one piece. */
  growMinutes: number | null;
  /** Hours after the first look from which on an empty list is late; null where it never is. */
  lateHours: number | null;
  /** Its listings carry votes and comments, which go on changing. */
  counters: boolean;
}

/** Hugging Face: early captures hold 1 of 13 at 04:16 and 14 of 16 at 17:06 UTC (recorded input). arXiv's feeds are built at midnight. */
export const HABITS: Record<ScheduledKind, Habit> = {
  huggingface: { zone: "UTC", firstLook: "06:00", growMinutes: 120, lateHours: 10, counters: true },
  arxiv: { zone: "America/New_York", firstLook: "00:30", growMinutes: null, lateHours: 6, counters: false },
  biorxiv: { zone: "America/New_York", firstLook: "12:00", growMinutes: 360, lateHours: null, counters: false },
  medrxiv: { zone: "America/New_York", firstLook: "12:00", growMinutes: 360, lateHours: null, counters: false },
  feed: { zone: "UTC", firstLook: "00:10", growMinutes: 240, lateHours: null, counters: false },
};

export const isScheduled = (kind: SourceKind): kind is ScheduledKind => kind !== "page";

/** The source's own date at an instant. */
export function sourceDayAt(kind: ScheduledKind, at: Temporal.Instant): string {
  return at.toZonedDateTimeISO(HABITS[kind].zone).toPlainDate().toString();
}

export function firstLookAt(kind: ScheduledKind, day: string): Temporal.Instant {
  const { zone, firstLook } = HABITS[kind];
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: firstLook }).toInstant();
}

/** The instant at which the source's day is over. */
export function dayEndsAt(kind: ScheduledKind, day: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: HABITS[kind].zone }).toInstant();
}
