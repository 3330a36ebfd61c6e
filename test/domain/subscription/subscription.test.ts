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
    ["monthly", "monthly:1"],
    ["monthly:28", "monthly:28"],
  ])("%s is read as %s", (text, cadence) => expect(parseCadence(text)).toEqual({ ok: true, cadence }));

  test.each(["hourly", "weekly:xyz", "monthly:0", "monthly:29", "daily:mon", "weekly:mon:tue", ""])(
    "%j is refused",
    (text) => {
      expect(parseCadence(text).ok).toBe(false);
    },
  );

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
