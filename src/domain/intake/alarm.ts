/** What the operator is told of: a source that is stale, late, failing, or far below its usual count. Pure. */
import { type DayState, isLate, isSettled } from "./day.ts";
import { firstLookAt, type ScheduledKind } from "./habits.ts";

export type AlarmKind = "stale" | "late" | "failing" | "unfinished" | "low";

export interface Alarm {
  kind: AlarmKind;
  says: string;
}

export interface AlarmFacts {
  source: string;
  kind: ScheduledKind;
  day: string;
  at: Temporal.Instant;
  state: DayState;
  cause: string;
  parsed: number | null;
  /** Readings in a row after which the day was not whole. */
  attempts: number;
  /** Counts of complete days before, the latest first. */
  earlier: readonly number[];
}

const FAILING_ATTEMPTS = 3;
const STALE_HOURS = 3;
const UNFINISHED_HOURS = 48;
/** A count below this share of the usual one is low; with fewer days behind it nothing is usual. */
const LOW_SHARE = 0.4;
const USUAL_DAYS = 4;

export function listAlarms(facts: AlarmFacts): Alarm[] {
  const { source, day, state, cause, at, kind, attempts } = facts;
  const of = `${source} ${day}`;
  const hours = at.since(firstLookAt(kind, day)).total("hours");
  if (isSettled(state)) return state === "complete" ? listLow(facts) : [];
  if (state === "stale" && hours >= STALE_HOURS) return [{ kind: "stale", says: `${of} is stale: ${cause}` }];
  if (state === "failed" && attempts >= FAILING_ATTEMPTS)
    return [{ kind: "failing", says: `${of} failed ${attempts} times: ${cause}` }];
  if (state === "waiting" && isLate(facts)) return [{ kind: "late", says: `${of} is late: ${cause}` }];
  if (hours >= UNFINISHED_HOURS) return [{ kind: "unfinished", says: `${of} is not whole after two days: ${cause}` }];
  return [];
}

function listLow({ source, day, parsed, earlier }: AlarmFacts): Alarm[] {
  const counts = earlier.filter((count) => count > 0).toSorted((a, b) => a - b);
  if (counts.length < USUAL_DAYS || parsed === null) return [];
  const usual = counts[Math.floor(counts.length / 2)] as number;
  if (parsed >= usual * LOW_SHARE) return [];
  return [{ kind: "low", says: `${source} ${day} has ${parsed} listings; the usual is ${usual}` }];
}

/** Alarms of one kind about one source, told together. */
export interface SummedAlarm extends Alarm {
  source: string;
  /** Rising. */
  days: string[];
}

/** After a long outage the operator hears of it once, not once for each day. */
export function sumUpAlarms(source: string, alarms: readonly (Alarm & { day: string })[]): SummedAlarm[] {
  return [...Map.groupBy(alarms, ({ kind }) => kind)].map(([kind, same]) => {
    const rising = same.toSorted((a, b) => (a.day < b.day ? -1 : 1));
    const days = rising.map(({ day }) => day);
    const last = rising.at(-1)?.says ?? "";
    const says = days.length === 1 ? last : `${source}, ${days.length} days from ${days[0]} on; the latest: ${last}`;
    return { source, kind, says, days };
  });
}
