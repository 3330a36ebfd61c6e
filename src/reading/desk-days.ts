/** The calendar of sources and days for the operator's desk: a stretch of days, and one day of a source with its readings. */
import { type IntakeRow, listIntakesOf } from "../db/desk-days.ts";
import type { Db } from "../db/open.ts";
import { findSource } from "../db/sources.ts";
import { getIntakeStatus, type IntakeStatus, type StatusCell } from "./intake-status.ts";

export type { IntakeRow, IntakeStatus, StatusCell };

export const DAYS = 14;
const READINGS = 50;

const endOf = (on: string): Temporal.Instant =>
  Temporal.PlainDate.from(on).add({ days: 1 }).toZonedDateTime("UTC").toInstant().subtract({ milliseconds: 1 });

/** The days up to one, today at the latest. */
export function readCalendar(db: Db, until: string | null, now: Temporal.Instant): Promise<IntakeStatus> {
  return getIntakeStatus(
    db,
    until === null || Temporal.Instant.compare(endOf(until), now) > 0 ? now : endOf(until),
    DAYS,
  );
}

export interface SourceDay {
  source: string;
  /** Whether it can be read by a request now. */
  scheduled: boolean;
  cell: StatusCell;
  readings: IntakeRow[];
  alarms: IntakeStatus["alarms"];
}

/** Null for a source that is none, or a day ahead. */
export async function readSourceDay(
  db: Db,
  name: string,
  on: string,
  now: Temporal.Instant,
): Promise<SourceDay | null> {
  const source = await findSource(db, name);
  if (!source || source.removed_at !== null) return null;
  const status = await readCalendar(db, on, now);
  const known = status.sources.find((each) => each.name === name);
  const cell = known?.cells.find(({ day }) => day === on);
  const readings = await listIntakesOf(db, name, on, READINGS);
  if (!cell && readings.length === 0) return null;
  return {
    source: name,
    scheduled: source.kind !== "page",
    cell: cell ?? {
      day: on,
      state: "none",
      declared: null,
      parsed: null,
      attempts: 0,
      cause: "it is brought, not read",
      nextLookAt: null,
    },
    readings,
    alarms: status.alarms.filter(({ source: of, day }) => of === name && day === on),
  };
}
