/** Every IANA zone over three years: each local date once, in order, at the instant that counting minutes gives too. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDueFinder, type Due, type DueTime, dueInstant, nextDue } from "../../../src/domain/calendar/due.ts";
import { latestDue, listDue } from "../../../src/domain/calendar/late-start.ts";
import { listByMinutes, listJumps, MINUTE, readZone, showDate, type ZoneMinutes } from "./minute-model.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const ZONES = Intl.supportedValuesOf("timeZone");
const minuteOf = (text: string) => Temporal.Instant.from(text).epochMilliseconds / MINUTE;
const instantOf = (minute: number) => Temporal.Instant.fromEpochMilliseconds(minute * MINUTE);
const [FROM, TO] = [minuteOf("2025-01-01T00:00Z"), minuteOf("2028-01-01T00:00Z")];
const DAY = 1440;

const showHour = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const showDue = (due: Due) => `${due.on} ${due.dueAt.epochMilliseconds / MINUTE}`;
const minuteOfDay = fc.integer({ min: 0, max: DAY - 1 });
const zone = fc.constantFrom(...ZONES);

/** What the rule and the minutes differ in, for one zone, hour and span; empty when they agree. */
function compare(clock: ZoneMinutes, name: string, minute: number, after: number, until: number): string[] {
  const ruled = listDue({ zone: name, hour: showHour(minute) }, instantOf(after), instantOf(until)).map(showDue);
  const counted = listByMinutes(clock, minute, after, until);
  if (ruled.join() === counted.join()) return [];
  const wrong = [...new Set(ruled).symmetricDifference(new Set(counted))];
  return [`${name} ${showHour(minute)}: ${wrong.length > 0 ? wrong.join(", ") : "out of order"}`];
}

/** The same around the jumps inside a clock, for hours in them and at the ends of a day, also asked right after one. */
function compareJumps(clock: ZoneMinutes, name: string): string[] {
  const inside = clock.changes.filter(({ at }) => at - 5 * DAY >= clock.from && at + 5 * DAY <= clock.to);
  return inside.flatMap((change) =>
    [...new Set([...hoursAround(change), 0, DAY - 1])].flatMap((minute) =>
      [-2 * DAY, 20].flatMap((start) => compare(clock, name, minute, change.at + start, change.at + 2 * DAY)),
    ),
  );
}

/** The minutes of the day in and around a gap or a repeat. */
function hoursAround({ before, after }: { before: number; after: number }): number[] {
  const [start, end] = [Math.min(before, after), Math.max(before, after)];
  const minutes = [start - 1, start, start + 1, Math.floor((start + end) / 2), end - 1, end, end + 1];
  return [...new Set(minutes.map((each) => ((each % DAY) + DAY) % DAY))];
}

function anyHundredDays(): [number, number] {
  const [from = FROM] = fc.sample(fc.integer({ min: FROM, max: TO - 100 * DAY }), 1);
  return [from, from + 100 * DAY];
}

const HOURS = Array.from({ length: 24 }, (_, i) => i * 60);

/** A zone's jumps as Temporal knows them, in minutes of the local clock: what was next, what came. */
function listTransitions(name: string): { before: number; after: number }[] {
  const jumps: { before: number; after: number }[] = [];
  const end = instantOf(TO);
  let at = instantOf(FROM).toZonedDateTimeISO(name);
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (!next || Temporal.Instant.compare(next.toInstant(), end) > 0) return jumps;
    const utc = next.epochMilliseconds / MINUTE;
    const offset = next.subtract({ nanoseconds: 1 }).offsetNanoseconds / 6e10;
    jumps.push({ before: utc + offset, after: utc + next.offsetNanoseconds / 6e10 });
    at = next;
  }
}

describe("in all zones", () => {
  test("the dues at every jump of three years, and any others, are those that counting minutes gives", () => {
    const wrong: string[] = [];
    let jumps = 0;
    for (const name of ZONES) {
      const found = listJumps(name, FROM, TO, 21); // days: the shortest stretch, Morocco's Ramadan, has five weeks
      for (const at of found) wrong.push(...compareJumps(readZone(name, at - 6 * DAY, at + 6 * DAY, 12), name));
      jumps += found.length;
      const [from, to] = LONG ? [FROM, TO] : anyHundredDays();
      const clock = readZone(name, from - 5 * DAY, to + 5 * DAY, 21);
      for (const minute of fc.sample(minuteOfDay, LONG ? 12 : 2)) wrong.push(...compare(clock, name, minute, from, to));
    }
    expect(wrong).toEqual([]);
    expect(ZONES.length).toBeGreaterThan(400);
    expect(jumps).toBeGreaterThan(700); // a model that saw no jump would agree with a rule that knows none
  });

  test.each([
    ["Pacific/Kwajalein", "1969-10-01"],
    ["Pacific/Kwajalein", "1993-08-21"],
    ["Pacific/Kiritimati", "1994-12-31"],
    ["Pacific/Enderbury", "1994-12-31"],
    ["Pacific/Fakaofo", "2011-12-30"],
    ["Pacific/Apia", "2011-12-30"],
  ])("a jump over the date line gives what the minutes give: %s, %s", (name, on) => {
    const middle = minuteOf(`${on}T00:00Z`);
    const clock = readZone(name, middle - 9 * DAY, middle + 9 * DAY, 1);
    expect(clock.changes.map(({ before, after }) => Math.abs(after - before) > 20 * 60)).toEqual([true]);
    const starts = [-4 * DAY, -DAY, 0, DAY];
    for (const minute of [...HOURS, 1, DAY - 1])
      for (const start of starts) expect(compare(clock, name, minute, middle + start, middle + 5 * DAY)).toEqual([]);
    expect(compareJumps(clock, name)).toEqual([]);
  });

  test.runIf(LONG)("the same holds for every jump since 1973, when the last offset got whole minutes", () => {
    for (const name of ZONES)
      for (const at of listJumps(name, minuteOf("1973-01-01T00:00Z"), FROM, 2))
        expect(compareJumps(readZone(name, at - 6 * DAY, at + 6 * DAY, 1), name)).toEqual([]);
  });

  test("walking from one due to the next gives each date exactly once, at ever later instants", () => {
    fc.assert(
      fc.property(zone, minuteOfDay, (name, minute) => {
        const time = { zone: name, hour: showHour(minute) };
        const dates: string[] = [];
        let due = nextDue(time, instantOf(FROM));
        const first = due.on;
        while (due.dueAt.epochMilliseconds <= TO * MINUTE) {
          dates.push(due.on);
          const next = nextDue(time, due.dueAt);
          expect(Temporal.Instant.compare(next.dueAt, due.dueAt)).toBe(1);
          due = next;
        }
        const start = Date.parse(first) / MINUTE / DAY;
        expect(dates).toEqual(dates.map((_, i) => showDate(start + i))); // no zone crosses the date line in these years
        expect(Math.abs(dates.length - (TO - FROM) / DAY)).toBeLessThanOrEqual(1); // one more or less: the offset moved
      }),
      { numRuns: LONG ? 1000 : 40 },
    );
  });

  test("a due's local date is its own, but where a gap to midnight swallows the hour", () => {
    const moved = new Set<string>();
    const wrong: string[] = [];
    for (const name of ZONES)
      for (const change of listTransitions(name))
        for (const minute of [...hoursAround(change), ...HOURS])
          for (const date of [-1, 0, 1].map((each) => Math.floor(change.before / DAY) + each)) {
            const due = dueInstant(showDate(date), showHour(minute), name);
            const leaves = due?.toZonedDateTimeISO(name).toPlainDate().toString() !== showDate(date);
            const wanted = date * DAY + minute;
            const swallowed = change.before <= wanted && wanted < change.after && change.after >= (date + 1) * DAY;
            if (leaves !== swallowed) wrong.push(`${name} ${showDate(date)} ${showHour(minute)}`);
            if (leaves) moved.add(name);
          }
    expect(wrong).toEqual([]);
    expect([...moved].sort()).toEqual(["America/Godthab", "America/Scoresbysund"]); // Godthab is Nuuk's older name
  });

  test("the next due is the same from anywhere between two dues, found or remembered", () => {
    const hops = fc.array(fc.integer({ min: 0, max: 3 * DAY * 60_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(zone, minuteOfDay, fc.integer({ min: FROM, max: TO }), hops, (name, minute, from, steps) => {
        const time: DueTime = { zone: name, hour: showHour(minute) };
        const find = createDueFinder(time);
        let at = instantOf(from);
        for (const step of steps) {
          const due = find(at);
          expect(due).toEqual(nextDue(time, at));
          expect(due).toEqual(nextDue(time, due.dueAt.subtract({ nanoseconds: 1 })));
          at = at.add({ microseconds: step * 1000 + 1 });
        }
      }),
      { numRuns: LONG ? 5000 : 200 },
    );
  });

  test("a late start makes one digest of the latest date and misses the others, however late it is", () => {
    const late = fc.integer({ min: 0, max: 40 * DAY });
    fc.assert(
      fc.property(zone, minuteOfDay, fc.integer({ min: FROM, max: TO }), late, (name, minute, from, lateness) => {
        const time = { zone: name, hour: showHour(minute) };
        const pending = nextDue(time, instantOf(from));
        const until = pending.dueAt.add({ minutes: lateness });
        const due = latestDue(time, pending, until);
        const all = listDue(time, instantOf(from), until);
        expect([...(due?.missed ?? []), due?.on]).toEqual(all.map((each) => each.on));
        expect(due?.dueAt).toEqual(all.at(-1)?.dueAt);
        expect(latestDue(time, pending, pending.dueAt.subtract({ nanoseconds: 1 }))).toBeNull();
      }),
      { numRuns: LONG ? 3000 : 100 },
    );
  });
});
