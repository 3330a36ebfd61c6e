/** Reads a saved page's dates, `Nov 17, 2022` or `Mar 28`, with the count that may follow them. */

export interface PageDate {
  month: number;
  day: number;
  /** Null where the page leaves it out: then the page's own year is meant. */
  year: number | null;
  /** The number after the date: on a listing its comments. */
  count: number | null;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = "january february march april may june july august september october november december sept".split(
  " ",
);
const DATE = /^([a-z]{3,9})\.? (\d{1,2})(?:, ?((?:19|20)\d{2})| ((?:19|20)\d{2}))?(?: (\d{1,7}))?$/i;

/** Null unless the whole (already folded) line is a date. */
export function parsePageDate(line: string): PageDate | null {
  const [, word = "", day = "", commaYear, spaceYear, count] = DATE.exec(line) ?? [];
  const name = word.toLowerCase();
  if (!MONTHS.includes(name) && !LONG_MONTHS.includes(name)) return null;
  const year = commaYear ?? spaceYear;
  const date = {
    month: MONTHS.indexOf(name.slice(0, 3)) + 1,
    day: Number(day),
    year: year === undefined ? null : Number(year),
    count: count === undefined ? null : Number(count),
  };
  return isDay(date) ? date : null;
}

/** `YYYY-MM-DD`. Without a year: the latest such day not after `notAfter` (also `YYYY-MM-DD`). */
export function resolvePageDate({ year, month, day }: PageDate, notAfter: string): string {
  if (year !== null) return Temporal.PlainDate.from({ year, month, day }).toString();
  // Eight years back find a 29 February even over 1900 or 2100.
  for (let candidate = Number(notAfter.slice(0, 4)), tries = 0; tries <= 8; candidate--, tries++) {
    if (!isDay({ year: candidate, month, day })) continue;
    const date = Temporal.PlainDate.from({ year: candidate, month, day }).toString();
    if (date <= notAfter) return date;
  }
  throw new Error(`no ${month}-${day} in the eight years before ${notAfter}`);
}

/** Without a year, a day of a leap year. */
function isDay({ year, month, day }: Pick<PageDate, "year" | "month" | "day">): boolean {
  return day >= 1 && day <= Temporal.PlainYearMonth.from({ year: year ?? 2000, month }).daysInMonth;
}
