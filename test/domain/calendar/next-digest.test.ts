/** When the next digest comes, by cadence, pause and the due that stands. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { findNextDigest } from "../../../src/domain/calendar/next-digest.ts";
import { WITHOUT_END } from "../../../src/domain/calendar/pause.ts";
import { isDueOn } from "../../../src/domain/subscription/cadence.ts";

const NOW = Temporal.Instant.from("2026-05-14T12:00:00Z"); // a Thursday
const at = (text: string) => Temporal.Instant.from(text);
const berlin = { zone: "Europe/Berlin", hour: "08:00", pausedUntil: null, due: null };
const nextOn = (wish: Partial<Parameters<typeof findNextDigest>[0]>) =>
  findNextDigest({ ...berlin, cadences: ["daily"], ...wish }, NOW)?.on ?? null;

test.each<[Parameters<typeof nextOn>[0], string | null]>([
  [{}, "2026-05-15"],
  [{ hour: "18:00" }, "2026-05-14"],
  [{ cadences: [] }, null],
  [{ cadences: ["weekly:mon", "monthly:17"] }, "2026-05-17"],
  [{ cadences: ["monthly:14"] }, "2026-06-14"],
  [{ cadences: ["weekdays"], pausedUntil: "2026-05-16" }, "2026-05-18"],
  [{ pausedUntil: "2026-05-14" }, "2026-05-15"],
  [{ pausedUntil: "2026-12-24" }, "2026-12-24"],
  [{ pausedUntil: WITHOUT_END }, null],
  [{ due: { on: "2026-05-14", dueAt: NOW } }, "2026-05-14"],
  [{ due: { on: "2026-05-14", dueAt: NOW }, cadences: ["weekly:fri"] }, "2026-05-15"],
  [{ due: { on: "2026-05-16", dueAt: at("2026-05-16T06:00:00Z") } }, "2026-05-16"],
  [{ due: { on: "2026-05-15", dueAt: at("2026-05-15T06:00:00Z") }, pausedUntil: "2026-05-20" }, "2026-05-20"],
])("%j comes on %s", (wish, on) => {
  expect(nextOn(wish)).toBe(on);
});

test("it is a date on which a topic is due, not paused, and not before the due that stands", () => {
  const cadence = fc.constantFrom("daily", "weekdays", "weekly:sun", "monthly:1", "monthly:28");
  const day = fc
    .integer({ min: 0, max: 400 })
    .map((days) => Temporal.PlainDate.from("2026-05-14").add({ days }).toString());
  const zone = fc.constantFrom("UTC", "Pacific/Apia", "America/Nuuk", "Asia/Kathmandu");
  fc.assert(
    fc.property(
      fc.array(cadence, { minLength: 1, maxLength: 3 }),
      zone,
      fc.option(day),
      (cadences, where, pausedUntil) => {
        const next = findNextDigest({ zone: where, hour: "23:30", cadences, pausedUntil, due: null }, NOW);
        expect(next).not.toBeNull();
        if (!next) return;
        expect(cadences.some((each) => isDueOn(each, next.on))).toBe(true);
        expect(next.on >= (pausedUntil ?? "")).toBe(true);
        expect(Temporal.Instant.compare(next.dueAt, NOW)).toBe(1);
      },
    ),
  );
});
