/** When days are looked at: back-off that grows to a bound, a week of daily re-reading, and no day ever forgotten. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { listAlarms, sumUpAlarms } from "../../../src/domain/intake/alarm.ts";
import { isSettled } from "../../../src/domain/intake/day.ts";
import { dayEndsAt, firstLookAt, HABITS, type ScheduledKind, sourceDayAt } from "../../../src/domain/intake/habits.ts";
import { type Looked, listDaysSince, nextLookAt } from "../../../src/domain/intake/schedule.ts";

const at = (text: string) => Temporal.Instant.from(text);
const looked: Looked = {
  kind: "arxiv",
  day: "2026-05-13",
  at: at("2026-05-13T05:00:00Z"),
  state: "failed",
  until: null,
  parsedSince: null,
  attempts: 1,
  waitSeconds: null,
};
const minutes = (change: Partial<Looked>) => {
  const look = { ...looked, ...change };
  return nextLookAt(look)?.since(look.at).total("minutes") ?? null;
};

test("pauses grow from a quarter of an hour to four hours", () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempts) => minutes({ attempts }))).toEqual([15, 30, 60, 120, 240, 240, 240]);
});
test("a source that asked to be left alone longer is", () => {
  expect(minutes({ waitSeconds: 7_200 })).toBe(120);
  expect(minutes({ waitSeconds: 60 })).toBe(15);
});
test("a whole day is read again daily for a week, and then no more", () => {
  const settled = { state: "complete" as const };
  expect(minutes(settled)).toBe(24 * 60);
  expect(minutes({ ...settled, at: at("2026-05-19T05:00:00Z") })).toBe(24 * 60);
  expect(minutes({ ...settled, at: at("2026-05-20T05:00:00Z") })).toBeNull();
});
test("a day whose listings carry votes is read again every third day for the rest of a month", () => {
  const settled = { kind: "huggingface" as const, state: "complete" as const };
  expect(minutes({ ...settled, at: at("2026-05-19T12:00:00Z") })).toBe(24 * 60);
  expect(minutes({ ...settled, at: at("2026-05-20T12:00:00Z") })).toBe(3 * 24 * 60);
  expect(minutes({ ...settled, at: at("2026-06-11T12:00:00Z") })).toBe(3 * 24 * 60);
  expect(minutes({ ...settled, at: at("2026-06-12T12:00:00Z") })).toBeNull();
});
test("a day that is not whole is tried daily after a week and given up after a month", () => {
  expect(minutes({ at: at("2026-05-22T05:00:00Z"), attempts: 40 })).toBe(24 * 60);
  expect(minutes({ at: at("2026-06-14T05:00:00Z"), attempts: 60 })).toBeNull();
});
test("a growing day is looked at every two hours and just after its end", () => {
  const growing = { kind: "huggingface" as const, state: "partial" as const, until: "growth" as const };
  expect(minutes({ ...growing, at: at("2026-05-13T10:00:00Z") })).toBe(120);
  expect(minutes({ ...growing, at: at("2026-05-13T23:30:00Z") })).toBe(35);
});
test("two readings that shall agree lie an hour apart", () => {
  const waiting = {
    kind: "huggingface" as const,
    state: "partial" as const,
    until: "agreement" as const,
    at: at("2026-05-14T00:05:00Z"),
  };
  expect(minutes({ ...waiting, parsedSince: waiting.at })).toBe(61);
  expect(minutes({ ...waiting, parsedSince: at("2026-05-13T22:00:00Z") })).toBe(1);
});

const kinds = fc.constantFrom<ScheduledKind>(...(Object.keys(HABITS) as ScheduledKind[]));
const instants = fc
  .integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 11) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

test("the next look is always later than this one, also over changes of the clock", () => {
  const states = fc.constantFrom("waiting", "partial", "complete", "stale", "holiday", "empty", "failed");
  fc.assert(
    fc.property(
      kinds,
      instants,
      states,
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 500 }),
      (kind, now, state, back, attempts) => {
        const day = Temporal.PlainDate.from(sourceDayAt(kind, now)).subtract({ days: back }).toString();
        for (const until of ["growth", "agreement", null] as const) {
          const next = nextLookAt({ kind, day, at: now, state, until, parsedSince: now, attempts, waitSeconds: null });
          if (next !== null) expect(Temporal.Instant.compare(next, now)).toBe(1);
          else expect(back).toBeGreaterThanOrEqual(isSettled(state) ? 7 : 31);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("days since one are each there once, in order, up to the last whose first look has come, however it is cut", () => {
  fc.assert(
    fc.property(
      kinds,
      instants,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (kind, now, back, most) => {
        const from = Temporal.PlainDate.from(sourceDayAt(kind, now)).subtract({ days: back }).toString();
        const days: string[] = [];
        for (
          let next = from, page = listDaysSince(kind, next, now, most);
          page.length > 0;
          page = listDaysSince(kind, next, now, most)
        ) {
          days.push(...page);
          next = Temporal.PlainDate.from(page.at(-1) as string)
            .add({ days: 1 })
            .toString();
        }
        expect(days).toEqual(listDaysSince(kind, from, now, 10_000));
        const last = days.at(-1);
        if (last) expect(Temporal.Instant.compare(firstLookAt(kind, last), now)).toBeLessThanOrEqual(0);
        expect(days.length).toBeGreaterThanOrEqual(back);
      },
    ),
    { numRuns: 100 },
  );
});

test("a day ends where the next begins", () => {
  expect(dayEndsAt("arxiv", "2026-03-08").since(dayEndsAt("arxiv", "2026-03-07")).total("hours")).toBe(23);
});

const facts = {
  source: "arxiv/cs.CL",
  kind: "arxiv",
  day: "2026-05-13",
  at: at("2026-05-13T12:00:00Z"),
  state: "complete",
  cause: "why",
  parsed: 20,
  attempts: 1,
  earlier: [60, 61, 59, 80],
} as const;
test.each([
  ["a third of the usual count", {}, ["low"]],
  ["a half of it", { parsed: 30 }, []],
  ["three days behind it", { earlier: [60, 61, 59] }, []],
  ["holidays behind it", { earlier: [0, 0, 60, 61, 59] }, []],
  ["a stale list for hours", { state: "stale" }, ["stale"]],
  ["a stale list at the first look", { state: "stale", at: at("2026-05-13T05:00:00Z") }, []],
  ["two failures", { state: "failed", attempts: 2 }, []],
  ["three failures", { state: "failed", attempts: 3 }, ["failing"]],
  ["a late list", { state: "waiting" }, ["late"]],
  ["half a list for two days", { state: "partial", at: at("2026-05-15T12:00:00Z") }, ["unfinished"]],
  ["a holiday", { state: "holiday", parsed: 0 }, []],
] as const)("%s", (_, change, kindsOfAlarms) => {
  expect(listAlarms({ ...facts, ...change }).map(({ kind }) => kind)).toEqual(kindsOfAlarms);
});

test("alarms of one kind are told together, whatever the order in which their days were read", () => {
  const late = (day: string) => ({ day, kind: "late" as const, says: `arxiv ${day} is late: it lists nothing` });
  const failing = { day: "2026-05-12", kind: "failing" as const, says: "arxiv 2026-05-12 failed 3 times: 503" };
  expect(sumUpAlarms("arxiv", [late("2026-05-14"), failing, late("2026-05-13"), late("2026-05-15")])).toEqual([
    {
      source: "arxiv",
      kind: "late",
      says: "arxiv, 3 days from 2026-05-13 on; the latest: arxiv 2026-05-15 is late: it lists nothing",
      days: ["2026-05-13", "2026-05-14", "2026-05-15"],
    },
    { source: "arxiv", kind: "failing", says: failing.says, days: ["2026-05-12"] },
  ]);
  expect(sumUpAlarms("arxiv", [])).toEqual([]);
});
