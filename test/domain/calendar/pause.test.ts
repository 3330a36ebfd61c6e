/** Pauses: who gets no digest, and when the one after a pause is a catch-up. */
import { describe, expect, test } from "vitest";
import { isPaused, listMissedInPause } from "../../../src/domain/calendar/pause.ts";

describe("a pause", () => {
  test.each([
    [null, "2026-05-14", false],
    ["2026-05-15", "2026-05-14", true],
    ["2026-05-15", "2026-05-15", false],
    ["2026-05-15", "2026-05-16", false],
  ])("until %s on %s holds: %s", (pausedUntil, on, paused) => expect(isPaused(pausedUntil, on)).toBe(paused));

  const zone = "Europe/Berlin";
  test.each([
    ["the days between", "daily", "2026-05-10", "2026-05-14", "2026-05-14", ["2026-05-11", "2026-05-12", "2026-05-13"]],
    ["only its days", "weekdays", "2026-05-15", "2026-05-19", "2026-05-19", ["2026-05-18"]],
    ["nothing of a weekend", "weekdays", "2026-05-15", "2026-05-18", "2026-05-18", []],
    ["a missed Monday", "weekly:mon", "2026-05-11", "2026-05-20", "2026-05-25", ["2026-05-18"]],
    ["no Monday from Tuesday to Friday", "weekly:mon", "2026-05-11", "2026-05-15", "2026-05-18", []],
    ["nothing that began and ended between two digests", "daily", "2026-05-13", "2026-05-14", "2026-05-14", []],
    ["nothing once a digest has made up for it", "daily", "2026-05-14", "2026-05-14", "2026-05-15", []],
    ["nothing without a pause", "daily", "2026-05-01", null, "2026-05-14", []],
    ["nothing later than the digest itself", "daily", "2026-05-12", "2026-06-01", "2026-05-14", ["2026-05-13"]],
  ])("misses %s", (_what, cadence, lastOn, pausedUntil, on, missed) => {
    expect(listMissedInPause({ zone, cadence, pausedUntil, lastOn }, on)).toEqual(missed);
  });

  test("misses no date that the zone jumped over", () => {
    const apia = { zone: "Pacific/Apia", cadence: "daily", pausedUntil: "2012-01-01", lastOn: "2011-12-28" };
    expect(listMissedInPause(apia, "2012-01-01")).toEqual(["2011-12-29", "2011-12-31"]);
  });
});
