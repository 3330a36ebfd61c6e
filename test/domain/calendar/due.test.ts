/** Due times where clocks jump: gaps, repeats, dates that a zone leaves out, and zones a day apart. */
import { describe, expect, test } from "vitest";
import { createDueFinder, dueInstant, hasDate, nextDue, nextDueFrom } from "../../../src/domain/calendar/due.ts";

const at = (text: string) => Temporal.Instant.from(text);

describe("a due time", () => {
  test.each([
    ["plain day", "Europe/Berlin", "2026-05-14", "08:00", "2026-05-14T06:00:00Z"],
    ["gap, moved by an hour", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z"],
    ["the gap's first minute", "Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"],
    ["the first minute after the gap", "Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00:00Z"],
    ["the last minute before the gap", "Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59:00Z"],
    ["repeat, the first", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"],
    ["after the repeat", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"],
    ["gap at midnight", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z"],
    ["gap at midnight", "America/Havana", "2026-03-08", "00:30", "2026-03-08T05:30:00Z"],
    ["gap at midnight", "Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00:00Z"],
    ["gap at midnight", "Asia/Beirut", "2026-03-29", "00:59", "2026-03-28T22:59:00Z"],
    ["repeat before midnight", "Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30:00Z"],
    ["repeat before midnight, date ends later", "America/Sao_Paulo", "2018-02-17", "23:59", "2018-02-18T01:59:00Z"],
    ["repeat of midnight", "America/Havana", "2026-11-01", "00:00", "2026-11-01T04:00:00Z"],
    ["repeat that returns to the date before", "America/St_Johns", "2010-11-07", "00:00", "2010-11-07T02:30:00Z"],
    ["the date before, shown again after it", "America/St_Johns", "2010-11-06", "23:30", "2010-11-07T02:00:00Z"],
    ["gap of half an hour", "Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00Z"],
    ["repeat of half an hour", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"],
    ["gap of two hours", "Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T01:30:00Z"],
    ["gap of two hours, its end", "Antarctica/Troll", "2026-03-29", "02:59", "2026-03-29T02:59:00Z"],
    ["repeat of two hours", "Antarctica/Troll", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"],
    ["Ramadan begins: repeat", "Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15T01:30:00Z"],
    ["Ramadan ends: gap", "Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22T02:30:00Z"],
    ["gap to midnight, over it", "America/Nuuk", "2026-03-28", "23:30", "2026-03-29T01:30:00Z"],
    ["gap to midnight, its last minute", "America/Nuuk", "2026-03-28", "23:59", "2026-03-29T01:59:00Z"],
    ["the date after it starts on time", "America/Nuuk", "2026-03-29", "00:00", "2026-03-29T01:00:00Z"],
    ["repeat before midnight", "America/Nuuk", "2026-10-24", "23:30", "2026-10-25T00:30:00Z"],
    ["new standard time", "Asia/Pyongyang", "2015-08-14", "23:45", "2015-08-14T14:45:00Z"],
    ["gap of half an hour to midnight", "Asia/Pyongyang", "2018-05-04", "23:45", "2018-05-04T15:15:00Z"],
    ["gap across midnight", "America/Toronto", "1919-03-30", "23:45", "1919-03-31T04:45:00Z"],
    ["gap across midnight, its other date", "America/Toronto", "1919-03-31", "00:15", "1919-03-31T05:15:00Z"],
    ["a date shown twice, the first", "Pacific/Kwajalein", "1969-09-30", "12:00", "1969-09-30T01:00:00Z"],
    ["the day before the jump", "Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59:00Z"],
    ["no such date", "Pacific/Apia", "2011-12-30", "00:00", null],
    ["no such date", "Pacific/Apia", "2011-12-30", "23:59", null],
    ["the day after the jump", "Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00:00Z"],
    ["no such date", "Pacific/Kwajalein", "1993-08-21", "12:00", null],
    ["no such date", "Pacific/Fakaofo", "2011-12-30", "08:00", null],
    ["no such date", "Pacific/Kiritimati", "1994-12-31", "08:00", null],
    ["14 hours ahead", "Pacific/Kiritimati", "2026-05-14", "00:00", "2026-05-13T10:00:00Z"],
    ["12 hours behind", "Etc/GMT+12", "2026-05-14", "23:59", "2026-05-15T11:59:00Z"],
    ["leap day", "Asia/Kathmandu", "2028-02-29", "08:00", "2028-02-29T02:15:00Z"],
  ])("%s: %s %s %s passes at %s", (_why, zone, on, hour, instant) => {
    expect(dueInstant(on, hour, zone)?.toString() ?? null).toBe(instant && at(instant).toString());
  });

  test("a zone has every date but those it jumped over", () => {
    const dates = ["2011-12-29", "2011-12-30", "2011-12-31"];
    expect(dates.map((on) => hasDate("Pacific/Apia", on))).toEqual([true, false, true]);
    expect(hasDate("America/Sao_Paulo", "2018-11-04")).toBe(true); // begins at 01:00
  });
});

describe("the next due", () => {
  const berlin = { zone: "Europe/Berlin", hour: "08:00" };

  test.each([
    ["2026-05-14T05:59:59.999999999Z", "2026-05-14"],
    ["2026-05-14T06:00:00Z", "2026-05-15"],
    ["2026-05-14T06:00:00.000000001Z", "2026-05-15"],
    ["2026-05-13T22:00:00Z", "2026-05-14"],
  ])("after %s bears %s: strictly after", (after, on) => expect(nextDue(berlin, at(after)).on).toBe(on));

  test("skips a date that the zone does not have", () => {
    const apia = { zone: "Pacific/Apia", hour: "08:00" };
    expect(nextDue(apia, at("2011-12-29T18:00:00Z"))).toEqual({ on: "2011-12-31", dueAt: at("2011-12-30T18:00:00Z") });
  });

  test("is yesterday's where a gap moved it over midnight, then today's", () => {
    const nuuk = { zone: "America/Nuuk", hour: "23:30" };
    const first = nextDue(nuuk, at("2026-03-29T01:10:00Z")); // 00:10 of the 29th
    expect(first).toEqual({ on: "2026-03-28", dueAt: at("2026-03-29T01:30:00Z") });
    expect(nextDue(nuuk, first.dueAt)).toEqual({ on: "2026-03-29", dueAt: at("2026-03-30T00:30:00Z") });
  });

  test("is once in an hour that is shown twice", () => {
    const repeated = { zone: "Europe/Berlin", hour: "02:30" };
    expect(nextDue(repeated, at("2026-10-25T00:30:00Z")).on).toBe("2026-10-26");
  });

  test("is the first after a pause, and at once when the pause is over", () => {
    const after = at("2026-05-14T06:00:00Z");
    expect(nextDueFrom(berlin, "2026-06-01", after)).toEqual({ on: "2026-06-01", dueAt: at("2026-06-01T06:00:00Z") });
    expect(nextDueFrom(berlin, "2026-05-01", after).on).toBe("2026-05-15");
    expect(nextDueFrom({ zone: "Pacific/Apia", hour: "08:00" }, "2011-12-30", at("2011-12-01T00:00:00Z")).on).toBe(
      "2011-12-31",
    );
  });

  test("is found again from memory, before and after the one remembered too", () => {
    const find = createDueFinder(berlin);
    const asked = ["14T05:00", "14T05:30", "14T05:59:59.999999999", "14T06:00", "13T05:00", "14T04:00", "20T00:00"];
    for (const text of asked) expect(find(at(`2026-05-${text}Z`))).toEqual(nextDue(berlin, at(`2026-05-${text}Z`)));
    expect(find(at("2026-05-20T01:00Z"))).toBe(find(at("2026-05-20T00:30Z")));
  });

  test("a zone or an hour that does not exist throws", () => {
    expect(() => nextDue({ zone: "Europe/Atlantis", hour: "08:00" }, at("2026-05-14T00:00Z"))).toThrow(RangeError);
    expect(() => nextDue({ zone: "Europe/Berlin", hour: "25:00" }, at("2026-05-14T00:00Z"))).toThrow(RangeError);
  });
});
