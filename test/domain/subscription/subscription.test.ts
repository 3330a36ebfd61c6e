/** What an address, a cadence and an hour may look like, and when a subscription is due. */
import { describe, expect, test } from "vitest";
import { parseAddress } from "../../../src/domain/subscription/address.ts";
import { isDueOn, parseCadence } from "../../../src/domain/subscription/cadence.ts";
import { parseHour, parseZone } from "../../../src/domain/subscription/hour.ts";

describe("an address", () => {
  test.each([
    ["ada@example.org", "email", "ada@example.org", "ada@example.org"],
    [
      " Ada.Lovelace+papers@Example.ORG ",
      "email",
      "Ada.Lovelace+papers@Example.ORG",
      "ada.lovelace+papers@example.org",
    ],
    ["jürgen@münchen.example", "email", "jürgen@münchen.example", "jürgen@münchen.example"],
    ["root@localhost", "email", "root@localhost", "root@localhost"],
    ["slack:C0123ABCD", "slack", "C0123ABCD", "c0123abcd"],
    ["slack:c0123abcd", "slack", "C0123ABCD", "c0123abcd"],
    ["slack:T0001/D0ADA", "slack", "T0001/D0ADA", "t0001/d0ada"],
  ])("%s keeps what was typed and folds its key", (text, channel, address, key) => {
    expect(parseAddress(text)).toEqual({ ok: true, address: { channel, address, key } });
  });

  test.each([
    ["ada", /no @/],
    ["@example.org", /no @/],
    ["ada@example", /ending/],
    ["ada lovelace@example.org", /character that no mailbox has/],
    ["ada@exa mple.org", /no domain/],
    ["ada@-example.org", /no domain/],
    [`${"a".repeat(65)}@example.org`, /64 bytes/],
    [`a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.${"f".repeat(20)}.org`, /254 bytes/],
    ["ada@example.org\r\nBcc: eve@example.org", /character that no mailbox has/],
    ["Ada <ada@example.org>", /character/],
    ["slack:general", /never its name/],
    ["slack:#general", /never its name/],
    ["slack:", /no conversation/],
  ])("%s is refused with what to type", (text, message) => {
    const parsed = parseAddress(text);
    expect(parsed.ok ? "" : parsed.message).toMatch(message);
    expect(parsed.ok ? "" : parsed.message).not.toMatch(/[\r\n]/);
  });
});

describe("a cadence", () => {
  test.each([
    ["daily", "daily"],
    ["Weekdays", "weekdays"],
    ["weekly", "weekly:mon"],
    ["weekly:friday", "weekly:fri"],
    ["weekly:Tues", "weekly:tue"],
    ["monthly", "monthly:1"],
    ["monthly:28", "monthly:28"],
    ["monthly:05", "monthly:5"],
  ])("%s is read as %s", (text, cadence) => expect(parseCadence(text)).toEqual({ ok: true, cadence }));

  test.each([
    ..."hourly weekly:xyz weekly:mo weekly:monkey weekly: weekly:mon:tue daily:mon daily:".split(" "),
    ..."monthly: monthly:0 monthly:29 monthly:-1 monthly:1.0 monthly:1e1 monthly:0x10".split(" "),
    "monthly: 5",
    "",
  ])("%j is refused", (text) => {
    expect(parseCadence(text).ok).toBe(false);
  });

  test.each([
    ["daily", "2026-05-16", true],
    ["weekdays", "2026-05-15", true],
    ["weekdays", "2026-05-16", false],
    ["weekly:mon", "2026-05-18", true],
    ["weekly:mon", "2026-05-17", false],
    ["weekly:sun", "2026-05-17", true],
    ["monthly:1", "2026-06-01", true],
    ["monthly:15", "2026-05-14", false],
  ])("%s on %s is due: %s", (cadence, on, due) => expect(isDueOn(cadence, on)).toBe(due));

  test("falls on the days it names, in every month of three years, leap day and all", () => {
    const dates = Array.from({ length: 1096 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i))); // to the end of 2028
    const expectDays = (cadence: string, isDay: (date: Date) => boolean) => {
      for (const date of dates) expect(isDueOn(cadence, date.toISOString().slice(0, 10))).toBe(isDay(date));
    };
    expectDays("daily", () => true);
    expectDays("weekdays", (date) => date.getUTCDay() % 6 !== 0);
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].forEach((day, i) => {
      expectDays(`weekly:${day}`, (date) => date.getUTCDay() === i);
    });
    for (const day of [1, 15, 28]) expectDays(`monthly:${day}`, (date) => date.getUTCDate() === day);
  });
});

describe("an hour and a zone", () => {
  test.each([
    ["9", "09:00"],
    ["17:30", "17:30"],
    ["00:00", "00:00"],
  ])("%s is %s", (text, hour) => expect(parseHour(text)).toEqual({ ok: true, hour }));
  test.each(["24:00", "9:60", "noon", "-1", "9:5"])("%s is no hour", (text) => expect(parseHour(text).ok).toBe(false));
  test("a zone gets its canonical spelling; offsets and inventions are refused", () => {
    expect(parseZone("europe/berlin")).toEqual({ ok: true, zone: "Europe/Berlin" });
    expect(parseZone("+02:00").ok).toBe(false);
    expect(parseZone("Mars/Olympus").ok).toBe(false);
  });
});
