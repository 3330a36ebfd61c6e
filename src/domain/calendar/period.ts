/** Days, weeks and months as lists bear them: `2026-05-15`, `2026-W20` (ISO 8601, from Monday), `2026-05`. */

export interface Period {
  kind: "day" | "week" | "month";
  /** As it is written. */
  name: string;
  /** `YYYY-MM-DD`, both within. */
  from: string;
  to: string;
}

/** Null for what is none, and for years before 1991 (arXiv's first) or after 2999. */
export function parsePeriod(text: string): Period | null {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-W(\d{2}))$/.exec(text);
  if (!found) return null;
  const [, year, month, day, week] = found.map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year < 1991 || year > 2999) return null;
  try {
    if (week !== undefined) return parseWeek(year, week);
    const first = Temporal.PlainDate.from({ year, month: month as number, day: day ?? 1 }, { overflow: "reject" });
    return day === undefined ? periodOf("month", first.toString()) : periodOf("day", first.toString());
  } catch {
    return null;
  }
}

/** ISO 8601: the week with the year's first Thursday is its first. */
function parseWeek(year: number, week: number): Period | null {
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  const period = periodOf("week", monday.toString());
  return period.name === nameWeek(year, week) ? period : null;
}

const nameWeek = (year: number, week: number): string => `${year}-W${String(week).padStart(2, "0")}`;

/** The day, week or month that holds a day. */
export function periodOf(kind: Period["kind"], on: string): Period {
  const day = Temporal.PlainDate.from(on);
  if (kind === "day") return { kind, name: on, from: on, to: on };
  if (kind === "month") {
    const first = day.with({ day: 1 });
    return {
      kind,
      name: on.slice(0, 7),
      from: first.toString(),
      to: first.with({ day: day.daysInMonth }).toString(),
    };
  }
  const monday = day.subtract({ days: day.dayOfWeek - 1 });
  return {
    kind,
    name: nameWeek(day.yearOfWeek as number, day.weekOfYear as number),
    from: monday.toString(),
    to: monday.add({ days: 6 }).toString(),
  };
}
