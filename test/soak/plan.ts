/** What a soak goes through: how many readers and days, and which faults come when. Times are `DAY HOURS`, from the first midnight on. */
import { makeRandom } from "../support/listings.ts";

/** From an hour of a day of the soak (0 is the first) for so many hours. */
export interface Span {
  day: number;
  hour: number;
  hours: number;
}

export interface Plan {
  seed: string;
  readers: number;
  /** First day, `YYYY-MM-DD`. */
  from: string;
  days: number;
  tickMinutes: number;
  relayDown: Span[];
  slackDown: Span[];
  /** The relay refuses every second reader by its policy: also when it takes mails again. */
  policy: Span[];
  /** Nothing runs. */
  standstill: Span[];
  /** The clock is set back an hour. */
  clockBack: { day: number; hour: number }[];
  /** Days whose list comes only in the evening; spans in which the source fails, and in which reading it throws. */
  late: number[];
  broken: Span[];
  throwing: Span[];
  /** Days on which two papers are found to be one. */
  merges: number[];
  deathsADay: number;
}

/** Three weeks and a half around the ends of summer time in Europe (25 October) and America (1 November). */
export const LONG: Plan = {
  seed: "long",
  readers: 20_000,
  from: "2026-10-12",
  days: 24,
  tickMinutes: 20,
  relayDown: [
    { day: 3, hour: 4, hours: 6 },
    { day: 9, hour: 2, hours: 23 },
  ],
  slackDown: [{ day: 6, hour: 5, hours: 8 }],
  policy: [
    { day: 10, hour: 0, hours: 3 },
    { day: 15, hour: 8, hours: 1 },
  ],
  standstill: [{ day: 17, hour: 20, hours: 33 }],
  clockBack: [{ day: 20, hour: 12 }],
  late: [4, 11, 21],
  broken: [{ day: 7, hour: 0, hours: 24 }],
  throwing: [{ day: 16, hour: 6, hours: 2 }],
  merges: [4, 9, 13, 16, 23],
  deathsADay: 4,
};

/** Six days around the end of summer time in Europe. */
export const SHORT: Plan = {
  seed: "short",
  readers: 400,
  from: "2026-10-22",
  days: 6,
  tickMinutes: 30,
  relayDown: [{ day: 1, hour: 2, hours: 23 }],
  slackDown: [{ day: 2, hour: 5, hours: 8 }],
  policy: [{ day: 2, hour: 0, hours: 3 }],
  standstill: [{ day: 4, hour: 3, hours: 30 }],
  clockBack: [{ day: 3, hour: 14 }],
  late: [1],
  broken: [{ day: 2, hour: 0, hours: 12 }],
  throwing: [{ day: 5, hour: 12, hours: 2 }],
  merges: [2, 3],
  deathsADay: 4,
};

const HOUR = 3_600_000;

export const midnightOf = ({ from }: Plan, day: number): number =>
  Temporal.Instant.from(`${from}T00:00Z`).epochMilliseconds + day * 24 * HOUR;
const startOf = (plan: Plan, { day, hour }: { day: number; hour: number }) => midnightOf(plan, day) + hour * HOUR;

/** Whether an instant is strictly within one of the spans. */
export const isWithin = (plan: Plan, spans: Span[], at: number): boolean =>
  spans.some((span) => at > startOf(plan, span) && at < startOf(plan, span) + span.hours * HOUR);

/** When the first work after an instant is done: then, or after the standstill it falls into. */
export function seenAt(plan: Plan, at: number): number {
  const span = plan.standstill.find((each) => isWithin(plan, [each], at));
  return span ? startOf(plan, span) + span.hours * HOUR : at;
}

/** The instants of a day at which the program looks what there is to do, in the order in which it lives through them. */
export function listTicks(plan: Plan, day: number): number[] {
  const step = plan.tickMinutes * 60_000;
  const ticks: number[] = [];
  for (let at = midnightOf(plan, day); at < midnightOf(plan, day + 1); at += step) {
    if (isWithin(plan, plan.standstill, at)) continue;
    ticks.push(at);
    if (plan.clockBack.some((back) => startOf(plan, back) === at))
      for (let again = at - HOUR; again <= at; again += step) ticks.push(again);
  }
  return ticks;
}

/** From 0 to 1, the same for the same words. */
export const draw = (words: string): number => {
  const next = makeRandom(words);
  next();
  return next() / 2 ** 32;
};

export const pick = <T>(list: readonly T[], words: string): T => list[Math.floor(draw(words) * list.length)] as T;
