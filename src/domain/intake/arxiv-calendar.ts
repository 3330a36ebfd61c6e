/** arXiv's calendar: which days bear an announcement, why others do not, and which submissions a day's batch holds. */

/** arXiv lives by the time of New York; a batch bears the date after its evening (Sunday evening's is Monday's). */
export const ARXIV_ZONE = "America/New_York";

const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DEADLINE = { hour: 14 };

type Holiday =
  | { name: string; month: number; day: number; since?: number }
  | { name: string; month: number; nth: number; weekday: number };

/**
 * Evenings on which arXiv defers its announcement, by the rules that its lists of 2023 to 2026 follow
 * (https://info.arxiv.org/help/availability.html#holiday). The batch of the day after is empty.
 */
const HOLIDAYS: Holiday[] = [
  { name: "New Year's Day", month: 1, day: 1 },
  { name: "Martin Luther King Day", month: 1, nth: 3, weekday: 1 },
  { name: "Juneteenth", month: 6, day: 19 },
  { name: "Independence Day", month: 7, day: 4 },
  { name: "Labor Day", month: 9, nth: 1, weekday: 1 },
  { name: "Thanksgiving", month: 11, nth: 4, weekday: 4 },
  { name: "Christmas Day", month: 12, day: 25 },
  { name: "New Year's Eve", month: 12, day: 31, since: 2024 },
];
/** Days in those lists that follow no rule. What later years bring is looked at as any day: arXiv itself then says that it has nothing. */
const DAYS_OFF = ["2023-06-14", "2023-12-27", "2024-05-22", "2024-12-26", "2025-07-06", "2026-12-29"];

/** Why arXiv announces nothing under a date, in words; null when it should. */
export function explainArxivPause(day: string): string | null {
  const date = Temporal.PlainDate.from(day);
  if (date.dayOfWeek >= 6)
    return `arXiv announced nothing on ${DAY_NAMES[date.dayOfWeek - 1]}: it never does on Saturdays and Sundays`;
  const holiday = findHoliday(date.subtract({ days: 1 }));
  return holiday === null
    ? null
    : `arXiv announced nothing on ${DAY_NAMES[date.dayOfWeek - 1]}: the evening before was ${holiday}`;
}

function findHoliday(date: Temporal.PlainDate): string | null {
  if (DAYS_OFF.includes(date.toString())) return "a day off at arXiv";
  // A holiday on a Sunday is kept on Monday; one on a Saturday on Friday, an evening without announcement anyway.
  const before = date.subtract({ days: 1 });
  const kept = date.dayOfWeek === 7 ? [] : date.dayOfWeek === 1 ? [date, before] : [date];
  const found = HOLIDAYS.find((each) =>
    "day" in each
      ? kept.some((day) => each.month === day.month && each.day === day.day && day.year >= (each.since ?? 0))
      : each.month === date.month && each.weekday === date.dayOfWeek && Math.ceil(date.day / 7) === each.nth,
  );
  return found?.name ?? null;
}

/** The instants between which papers were submitted that a day's batch announces; null for a day without one. */
export function findSubmissionWindow(day: string): { from: Temporal.Instant; to: Temporal.Instant } | null {
  if (explainArxivPause(day) !== null) return null;
  let before = Temporal.PlainDate.from(day).subtract({ days: 1 });
  while (explainArxivPause(before.toString()) !== null) before = before.subtract({ days: 1 });
  return { from: deadlineOf(before), to: deadlineOf(Temporal.PlainDate.from(day)) };
}

/** Submissions until 14:00 of the weekday before a batch's date are in it: Monday's holds those until Friday. */
function deadlineOf(batch: Temporal.PlainDate): Temporal.Instant {
  let day = batch.subtract({ days: 1 });
  while (day.dayOfWeek >= 6) day = day.subtract({ days: 1 });
  return day.toZonedDateTime({ timeZone: ARXIV_ZONE, plainTime: DEADLINE }).toInstant();
}

/** The date of the batch that a submission comes with, unless moderation holds it longer. */
export function findBatchDay(submittedAt: Temporal.Instant): string {
  let day = submittedAt.toZonedDateTimeISO(ARXIV_ZONE).toPlainDate().add({ days: 1 });
  for (let tries = 0; tries < 14; tries++, day = day.add({ days: 1 })) {
    const window = findSubmissionWindow(day.toString());
    if (window && Temporal.Instant.compare(submittedAt, window.to) < 0) return day.toString();
  }
  throw new Error(`no announcement was found in the two weeks after ${submittedAt}`);
}

/** A batch is an old one under a new date when most of what it calls new had been announced on a day before. */
export function isStaleBatch(newKeys: readonly string[], announcedBefore: ReadonlySet<string>): boolean {
  const repeated = newKeys.filter((key) => announcedBefore.has(key)).length;
  return repeated > 0 && repeated * 2 >= newKeys.length;
}
