/** Reads whatever is due now: one call for the command line and for a scheduler, any number of times and processes. */

import type { Clock } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { claimLane, findLastDay, listDueDays, openDays, releaseLane } from "../db/source-days.ts";
import { listSources, type SourceRow, setReadsFrom } from "../db/sources.ts";
import { type Alarm, type SummedAlarm, sumUpAlarms } from "../domain/intake/alarm.ts";
import { firstLookAt, isScheduled, sourceDayAt } from "../domain/intake/habits.ts";
import { listDaysSince } from "../domain/intake/schedule.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Source } from "../sources/source.ts";
import { createMemory, type DayReport, recordDay } from "./record-day.ts";

export interface IntakeTools {
  clock: Pick<Clock, "now">;
  log: Log;
  /** Names this process in leases. */
  owner: string;
  /** The owners at work, so that all others are dead; null: their leases tell. */
  living(): string[] | null;
  /** Null for a source that is not read on a schedule. */
  openSource(row: SourceRow): Source | null;
  /** Told of each day as it is recorded. */
  onDay?: ((report: DayReport) => void) | undefined;
}

const DAYS_AT_ONCE = 31;
/** A day takes a minute at most where all goes wrong; the lease is renewed after each. */
const LEASE_SECONDS = 900;

/** `busy`: lanes that another process reads just now. `crashed`: sources that failed in a way nobody foresaw. */
export interface DueReport {
  days: DayReport[];
  /** Raised in this pass. */
  alarms: SummedAlarm[];
  busy: string[];
  crashed: { source: string; cause: string }[];
}

/** Opens the days that have come and reads what is to be looked at; matching what is new is the next step's. */
export async function readDue(db: Db, tools: IntakeTools): Promise<DueReport> {
  const report: DueReport = { days: [], alarms: [], busy: [], crashed: [] };
  const rows = (await listSources(db)).filter((row) => row.active && isScheduled(row.kind));
  const opened = rows.flatMap((row) => {
    const source = tools.openSource(row);
    return source ? [{ row, source }] : [];
  });
  for (const { row } of opened) await openComeDays(db, row, tools.clock.now());
  const lanes = Map.groupBy(opened, ({ source }) => source.lane);
  await Promise.all([...lanes].map(([lane, sources]) => readLane(db, tools, lane, sources, report)));
  return report;
}

/** A source begins with the day before it was first read, so that its readers begin with a whole day. */
async function openComeDays(db: Db, row: SourceRow, at: Temporal.Instant): Promise<void> {
  if (!isScheduled(row.kind)) return;
  const kind = row.kind;
  const today = sourceDayAt(kind, at);
  const begin = row.reads_from ?? dayAfter(today, -1);
  if (row.reads_from === null) await setReadsFrom(db, row.name, begin);
  const last = await findLastDay(db, row.name);
  for (let from = last !== null && last >= begin ? dayAfter(last, 1) : begin; ; ) {
    const days = listDaysSince(kind, from, at, DAYS_AT_ONCE);
    await openDays(
      db,
      row.name,
      days.map((day) => ({ listed_on: day, next_look_at: firstLookAt(kind, day).toString() })),
    );
    if (days.length < DAYS_AT_ONCE) return;
    from = dayAfter(days.at(-1) as string, 1);
  }
}

const dayAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

interface Opened {
  row: SourceRow;
  source: Source;
}

async function readLane(db: Db, tools: IntakeTools, lane: string, sources: Opened[], report: DueReport): Promise<void> {
  if (!(await claimLane(db, lane, tools, LEASE_SECONDS))) {
    report.busy.push(lane);
    return;
  }
  try {
    for (const opened of sources) await readSource(db, tools, opened, report);
  } finally {
    await releaseLane(db, lane, tools.owner);
  }
}

/** One catch a source: what nobody foresaw costs that source this pass, and its days stay due. */
async function readSource(db: Db, tools: IntakeTools, { row, source }: Opened, report: DueReport): Promise<void> {
  const raised: (Alarm & { day: string })[] = [];
  try {
    for (;;) {
      const at = tools.clock.now();
      const due = (await listDueDays(db, row.name, at.toString(), DAYS_AT_ONCE)).map((day) => day.listed_on);
      if (due.length === 0) return;
      const done = new Set<string>();
      for await (const read of source.read(due, { at, old: false, memory: createMemory(db, row) })) {
        const day = await recordDay(db, row, read, { at, live: true });
        done.add(day.day);
        report.days.push(day);
        raised.push(...day.alarms.map((alarm) => ({ ...alarm, day: day.day })));
        tell(tools, day);
        await claimLane(db, source.lane, tools, LEASE_SECONDS);
      }
      const left = due.filter((day) => !done.has(day));
      if (left.length > 0) throw new Error(`the source said nothing of ${left.join(", ")}`);
    }
  } catch (error) {
    report.crashed.push({ source: row.name, cause: messageOf(error) });
    tools.log.error({ source: row.name, cause: messageOf(error) }, "intake.crashed");
  } finally {
    const alarms = sumUpAlarms(row.name, raised);
    report.alarms.push(...alarms);
    for (const alarm of alarms) tools.log.warn(alarm, "intake.alarm");
  }
}

function tell({ log, onDay }: IntakeTools, day: DayReport): void {
  const { source, state, cause, declared, parsed } = day;
  const numbers = { declared, parsed, new: day.new, updated: day.updated };
  log.info({ source, listedOn: day.day, cause, ...numbers }, `intake.${state}`);
  onDay?.(day);
}
