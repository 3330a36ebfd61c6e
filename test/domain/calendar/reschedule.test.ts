/** A reader who moves the hour or the zone: no date twice, however often and wherever to. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Due, type DueTime, dueInstant, nextDue } from "../../../src/domain/calendar/due.ts";
import { type LateDue, latestDue } from "../../../src/domain/calendar/late-start.ts";
import { rescheduleAfterChange } from "../../../src/domain/calendar/reschedule.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const at = (text: string) => Temporal.Instant.from(text);

describe("after a change", () => {
  test.each([
    ["to a later hour of a date that has its digest", "Europe/Berlin", "20:00", "2026-05-14", "2026-05-15", "15T18:00"],
    ["to a later hour before today's digest", "Europe/Berlin", "20:00", "2026-05-13", "2026-05-14", "14T18:00"],
    ["to an hour that has passed", "Europe/Berlin", "08:00", "2026-05-13", "2026-05-15", "15T06:00"],
    ["to the very minute", "Europe/Berlin", "12:00", "2026-05-13", "2026-05-15", "15T10:00"],
    [
      "back over the date line, where it is the date again",
      "Pacific/Honolulu",
      "08:00",
      "2026-05-14",
      "2026-05-15",
      "15T18:00",
    ],
    ["forward over the date line", "Pacific/Kiritimati", "08:00", "2026-05-13", "2026-05-15", "14T18:00"],
    ["before any digest", "Pacific/Honolulu", "08:00", null, "2026-05-14", "14T18:00"],
  ])("%s", (_change, zone, hour, lastOn, on, due) => {
    const dueAt = at(`2026-05-${due}Z`);
    expect(rescheduleAfterChange({ zone, hour }, at("2026-05-14T10:00Z"), lastOn)).toEqual({ on, dueAt });
  });

  const farZones = fc.constantFrom(
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "America/Nuuk",
  );
  const time = fc.record({
    zone: fc.oneof(farZones, fc.constantFrom(...Intl.supportedValuesOf("timeZone"))),
    hour: fc
      .record({ h: fc.integer({ min: 0, max: 23 }), m: fc.integer({ min: 0, max: 59 }) })
      .map(({ h, m }) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`),
  });
  const event = fc.oneof(
    fc.record({ kind: fc.constant("digest" as const), hoursLate: fc.constantFrom(0, 0, 0, 1, 5, 17, 30, 200) }),
    fc.record({ kind: fc.constant("change while due" as const), to: time, hoursLate: fc.integer({ min: 0, max: 60 }) }),
    fc.record({
      kind: fc.constant("change" as const),
      to: time,
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  );
  const start = fc.integer({ min: 0, max: 3 * 365 * 1440 }).map((minutes) => at("2025-01-01T00:00Z").add({ minutes }));

  test("the dates of a reader only rise, and each digest is due after the one before", () => {
    fc.assert(
      fc.property(time, start, fc.array(event, { maxLength: 40 }), (first, begin, events) => {
        let [place, now, due]: [DueTime, Temporal.Instant, Due] = [first, begin, nextDue(first, begin)];
        const dates: string[] = [];
        const instants: Temporal.Instant[] = [];
        for (const each of events) {
          expect(Temporal.Instant.compare(due.dueAt, now)).toBe(1);
          expect(due.dueAt).toEqual(dueInstant(due.on, place.hour, place.zone));
          if (each.kind !== "digest") place = each.to;
          if (each.kind === "change")
            now = now.add({ seconds: Math.floor(secondsBetween(now, due.dueAt) * each.share) });
          else {
            now = due.dueAt.add({ hours: each.hoursLate });
            const made = latestDue(place, due, now) as LateDue;
            dates.push(...made.missed, made.on);
            instants.push(made.dueAt);
          }
          due = rescheduleAfterChange(place, now, dates.at(-1) ?? null);
        }
        expect(dates).toEqual([...new Set(dates)].sort());
        instants.slice(1).forEach((each, i) => {
          expect(Temporal.Instant.compare(each, instants[i] as Temporal.Instant)).toBe(1);
        });
      }),
      { numRuns: LONG ? 20_000 : 300 },
    );
  });
});

const secondsBetween = (from: Temporal.Instant, to: Temporal.Instant): number => from.until(to).total("seconds");
