/** Late starts: which dates passed, which one gets the digest, how far back it reaches, and whose cadence is due. */
import { describe, expect, test } from "vitest";
import { nextDue } from "../../../src/domain/calendar/due.ts";
import { catchUpSince, latestDue, listDue } from "../../../src/domain/calendar/late-start.ts";
import { isDueOnAny } from "../../../src/domain/subscription/cadence.ts";

const at = (text: string) => Temporal.Instant.from(text);
const berlin = { zone: "Europe/Berlin", hour: "08:00" };

describe("the dues of a span", () => {
  test.each([
    ["2026-05-14T05:00Z", "2026-05-14T05:59:59Z", []],
    ["2026-05-14T05:00Z", "2026-05-14T06:00Z", ["2026-05-14"]],
    ["2026-05-14T06:00Z", "2026-05-16T06:00Z", ["2026-05-15", "2026-05-16"]],
    ["2026-05-16T06:00Z", "2026-05-14T06:00Z", []],
  ])("after %s, until %s are %j: the start out, the end in", (after, until, dates) => {
    expect(listDue(berlin, at(after), at(until)).map((due) => due.on)).toEqual(dates);
  });

  test("leave out a date that the zone jumped over", () => {
    const apia = { zone: "Pacific/Apia", hour: "08:00" };
    const dues = listDue(apia, at("2011-12-29T00:00Z"), at("2012-01-01T00:00Z"));
    expect(dues.map((due) => due.on)).toEqual(["2011-12-29", "2011-12-31", "2012-01-01"]);
  });
});

describe("a late start", () => {
  const pending = nextDue(berlin, at("2026-05-14T05:00Z"));

  test("makes nothing before the hour", () => {
    expect(latestDue(berlin, pending, at("2026-05-14T05:59:59Z"))).toBeNull();
  });

  test("of minutes makes the date's own digest and misses none", () => {
    expect(latestDue(berlin, pending, at("2026-05-14T06:07Z"))).toEqual({ ...pending, missed: [] });
  });

  test("of days makes one digest, of the latest date, and names those it stands for", () => {
    expect(latestDue(berlin, pending, at("2026-05-17T20:00Z"))).toEqual({
      on: "2026-05-17",
      dueAt: at("2026-05-17T06:00Z"),
      missed: ["2026-05-14", "2026-05-15", "2026-05-16"],
    });
  });

  test("never bears the pending date twice, though the reader has flown back over the date line since", () => {
    const honolulu = { zone: "Pacific/Honolulu", hour: "08:00" };
    const tokyo = nextDue({ zone: "Asia/Tokyo", hour: "08:00" }, at("2026-05-13T20:00Z")); // 14 May, 13 May 23:00 UTC
    expect(latestDue(honolulu, tokyo, at("2026-05-14T20:00Z"))).toEqual({ ...tokyo, missed: [] });
    expect(latestDue(honolulu, tokyo, at("2026-05-15T20:00Z"))?.missed).toEqual(["2026-05-14"]);
  });

  test("shows nothing that was matched more than 30 days before it was due", () => {
    expect(catchUpSince(at("2026-05-31T06:00Z"))).toEqual(at("2026-05-01T06:00Z"));
  });

  test.each([
    ["daily", ["2026-05-17"], true],
    ["weekdays", ["2026-05-16", "2026-05-17"], false],
    ["weekdays", ["2026-05-15", "2026-05-16", "2026-05-17"], true],
    ["weekly:mon", ["2026-05-18", "2026-05-19"], true],
    ["weekly:mon", ["2026-05-19", "2026-05-20"], false],
    ["monthly:15", ["2026-05-14", "2026-05-15", "2026-05-16"], true],
    ["monthly:1", ["2026-05-30", "2026-05-31"], false],
    ["daily", [], false],
  ])("makes a %s section when it is due on any of %j: %s", (cadence, dates, due) => {
    expect(isDueOnAny(cadence, dates)).toBe(due);
  });
});
