/** The calendar of sources and days: what was declared, what was read, what is missing and why. */
import { type AlarmRow, listOpenAlarms } from "../db/alarms.ts";
import type { Db } from "../db/open.ts";
import { listDaysSince, type SourceDayRow } from "../db/source-days.ts";
import { listSources, type SourceRow } from "../db/sources.ts";
import type { DayState } from "../domain/intake/day.ts";
import { firstLookAt, isScheduled, sourceDayAt } from "../domain/intake/habits.ts";

export interface StatusCell {
  day: string;
  /** `gap`: the day should be known and is not; `none`: it is not read (before the source was added, or not begun). */
  state: DayState | "gap" | "none";
  declared: number | null;
  parsed: number | null;
  attempts: number;
  cause: string;
  nextLookAt: string | null;
}

export interface IntakeStatus {
  days: string[];
  sources: { name: string; active: boolean; cells: StatusCell[] }[];
  alarms: { source: string; day: string; kind: string; says: string; since: string }[];
}

/** The last `count` days; sources that are only brought (saved pages) are left out. */
export async function getIntakeStatus(db: Db, at: Temporal.Instant, count: number): Promise<IntakeStatus> {
  const today = at.toZonedDateTimeISO("UTC").toPlainDate();
  const days = Array.from({ length: count }, (_, i) => today.subtract({ days: count - 1 - i }).toString());
  const rows = Map.groupBy(await listDaysSince(db, days[0] as string), (row) => row.source);
  const sources = (await listSources(db)).filter((row) => isScheduled(row.kind) && (row.active || rows.has(row.name)));
  return {
    days,
    sources: sources.map((source) => ({
      name: source.name,
      active: source.active,
      cells: listCells(source, days, rows.get(source.name) ?? [], at),
    })),
    alarms: (await listOpenAlarms(db)).map(toAlarm),
  };
}

const toAlarm = ({ source, listed_on, kind, says, raised_at }: AlarmRow) => ({
  source,
  day: listed_on,
  kind,
  says,
  since: raised_at.toISOString(),
});

function listCells(source: SourceRow, days: string[], rows: SourceDayRow[], at: Temporal.Instant): StatusCell[] {
  const known = new Map(rows.map((row) => [row.listed_on, row]));
  return days.map((day) => {
    const row = known.get(day);
    if (!row)
      return { day, ...explainMissing(source, day, at), declared: null, parsed: null, attempts: 0, nextLookAt: null };
    const { state, declared, parsed, attempts, cause, next_look_at } = row;
    return { day, state, declared, parsed, attempts, cause, nextLookAt: next_look_at?.toISOString() ?? null };
  });
}

function explainMissing(source: SourceRow, day: string, at: Temporal.Instant): Pick<StatusCell, "state" | "cause"> {
  if (!isScheduled(source.kind)) return { state: "none", cause: "it is not read on a schedule" };
  if (source.reads_from !== null && day < source.reads_from) return { state: "none", cause: "before it was added" };
  if (source.reads_from === null && day < sourceDayAt(source.kind, at))
    return { state: "none", cause: "before it was first read" };
  if (Temporal.Instant.compare(firstLookAt(source.kind, day), at) > 0)
    return { state: "none", cause: "its day has not come" };
  return source.active
    ? { state: "gap", cause: "nobody has looked yet; run: paperboy intake due" }
    : { state: "none", cause: "paused" };
}
