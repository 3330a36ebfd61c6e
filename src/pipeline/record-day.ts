/** Takes in what one reading of a source's day brought, and records what is now known of the day. */
import { saveAlarms } from "../db/alarms.ts";
import { findLastReadDay, findListedDays, listKeysBetween, listKnownIds } from "../db/intake-memory.ts";
import { insertIntake } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
import { listCompleteCounts, listDays, saveDay } from "../db/source-days.ts";
import { type SourceRow, saveValidators } from "../db/sources.ts";
import { type Alarm, listAlarms } from "../domain/intake/alarm.ts";
import { type DayJudgement, type DayState, isSettled, judgeDay } from "../domain/intake/day.ts";
import { isScheduled, type ScheduledKind } from "../domain/intake/habits.ts";
import { nextLookAt } from "../domain/intake/schedule.ts";
import { isReplacement, type Listing } from "../domain/paper/listing.ts";
import type { SourceDay, SourceMemory } from "../sources/source.ts";
import { type IntakeCounts, takeInListings } from "./intake.ts";

export interface DayReport extends IntakeCounts {
  source: string;
  day: string;
  state: DayState;
  cause: string;
  declared: number | null;
  parsed: number | null;
  unread: string[];
  /** Alarms that were not open before. */
  alarms: Alarm[];
}

const MEMORY_DAYS = 7;
/** Two weeks of weekdays: enough to know what is usual. */
const USUAL_DAYS = 10;

export function createMemory(db: Db, row: SourceRow): SourceMemory {
  const validators =
    row.etag === null && row.last_modified === null ? null : { etag: row.etag, lastModified: row.last_modified };
  return {
    validators,
    findLastReadDay: () => findLastReadDay(db, row.name),
    listKeysBefore: (day) =>
      listKeysBetween(db, row.name, Temporal.PlainDate.from(day).subtract({ days: MEMORY_DAYS }).toString(), day),
    findListedDays: (keys) => findListedDays(db, row.name, keys),
  };
}

export interface RecordOptions {
  at: Temporal.Instant;
  /** False for a back-fill: nothing becomes new to readers, and the day's state stays as it is. */
  live: boolean;
}

export async function recordDay(db: Db, row: SourceRow, read: SourceDay, options: RecordOptions): Promise<DayReport> {
  const counts = await takeInAnnounced(db, row, read, options);
  const at = options.at.toString();
  return db.transaction().execute(async (tx) => {
    const judged = await judge(tx, row, read, counts.new, options);
    const { state, cause, declared, parsed } = judged;
    await insertIntake(tx, {
      source: row.name,
      listed_on: read.day,
      state,
      cause,
      declared,
      ...counts,
      live: options.live,
      taken_in_at: at,
    });
    const alarms = options.live ? await keepDay(tx, row, read, judged, options.at) : [];
    if (read.validators !== undefined) await saveValidators(tx, row.name, read.validators);
    const unread = read.answer.kind === "read" ? [...read.answer.unread] : [];
    return { source: row.name, day: read.day, state, cause, declared, parsed, ...counts, unread, alarms };
  });
}

/**
 * New and cross-listed papers are taken in live; a replaced version updates the paper where that is known, and else is
 * only seen. So is what a selection shows again: it may be a newer version, which must not enter a digest (semantics 3).
 */
async function takeInAnnounced(
  db: Db,
  row: SourceRow,
  { day, answer, parsed }: SourceDay,
  { live, at }: RecordOptions,
): Promise<IntakeCounts> {
  const again =
    answer.kind === "read" && answer.selection ? await listKeysBetween(db, row.name, day, dayAfter(day)) : null;
  const isUpdate = (listing: Listing) => isReplacement(listing) || again?.has(listing.sourceKey) === true;
  const announced = parsed.listings.filter((listing) => !isUpdate(listing));
  const updates = parsed.listings.filter(isUpdate);
  const counts = await takeInListings(db, { parsed: { listings: announced, unread: parsed.unread }, live, at });
  if (updates.length === 0) return counts;
  const known = await listKnownIds(
    db,
    updates.flatMap(({ ids }) => ids),
  );
  const taken = updates.filter(({ ids }) => ids.some(({ scheme, value }) => known.has(`${scheme} ${value}`)));
  const updated = await takeInListings(db, { parsed: { listings: taken, unread: [] }, live: false, at });
  return {
    listings: counts.listings + updates.length,
    new: counts.new + updated.new,
    updated: counts.updated + updated.updated,
    seen: counts.seen + updated.seen + updates.length - taken.length,
    failed: counts.failed,
  };
}

const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

const kindOf = (row: SourceRow): ScheduledKind => {
  if (!isScheduled(row.kind)) throw new Error(`${row.name} is not read on a schedule`);
  return row.kind;
};

async function judge(
  tx: Db,
  row: SourceRow,
  read: SourceDay,
  fresh: number,
  { at }: RecordOptions,
): Promise<DayJudgement> {
  const [before] = await listDays(tx, row.name, [read.day]);
  return judgeDay({
    kind: kindOf(row),
    day: read.day,
    at,
    answer: read.answer,
    fresh,
    before: before
      ? {
          state: before.state,
          parsed: before.parsed,
          unread: before.unread,
          parsedSince: before.parsed_since?.toTemporalInstant() ?? null,
        }
      : null,
  });
}

async function keepDay(
  tx: Db,
  row: SourceRow,
  read: SourceDay,
  judged: DayJudgement,
  at: Temporal.Instant,
): Promise<Alarm[]> {
  const [before] = await listDays(tx, row.name, [read.day]);
  const { state, cause, parsed, unread, parsedSince, until } = judged;
  const kind = kindOf(row);
  const attempts = isSettled(state) ? 0 : (before?.open_attempts ?? 0) + 1;
  const look = { kind, day: read.day, at, state, until, parsedSince, attempts, waitSeconds: read.waitSeconds };
  await saveDay(tx, {
    source: row.name,
    listed_on: read.day,
    state,
    cause,
    declared: judged.declared ?? before?.declared ?? null,
    parsed,
    unread,
    attempts: (before?.attempts ?? 0) + 1,
    open_attempts: attempts,
    parsed_since: parsedSince?.toString() ?? null,
    last_read_at: at.toString(),
    whole_at: isSettled(state) ? (before?.whole_at?.toISOString() ?? at.toString()) : null,
    next_look_at: nextLookAt(look)?.toString() ?? null,
  });
  const earlier = await listCompleteCounts(tx, row.name, read.day, USUAL_DAYS);
  const alarms = listAlarms({ source: row.name, kind, day: read.day, at, state, cause, parsed, attempts, earlier });
  return saveAlarms(tx, row.name, read.day, alarms, at.toString());
}
