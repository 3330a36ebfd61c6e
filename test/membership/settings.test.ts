/** Changing what a reader has set: what is said of it, what follows, and what is refused. */
import { expect, it } from "vitest";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { changeSettings, type SettingsOrder } from "../../src/membership/change-settings.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { order } from "../support/orders.ts";

const at = (text: string) => Temporal.Instant.from(text);
const change = (db: TestDatabase["db"], settings: SettingsOrder, now: string, who = "ada@example.org") => {
  const parsed = parseAddress(who);
  if (!parsed.ok) throw new Error(parsed.message);
  return changeSettings(db, parsed.address, settings, at(now));
};

describeOnBoth("a reader's settings", (open) => {
  async function start() {
    const { db } = await open();
    const berlin = { at: "08:00", zone: "Europe/Berlin" };
    await order(db, [{ address: "Ada@example.org", topics: ["*", "agents"], ...berlin }], at("2026-05-14T12:00:00Z"));
    return db;
  }

  it("move the hour and zone of all topics, with the due time that follows, and stay when nothing is said", async () => {
    const db = await start();
    const hour = await change(db, { at: "17" }, "2026-05-14T12:00:00Z");
    expect(hour).toMatchObject({ ok: true, topics: 2, before: { hour: "08:00" }, after: { hour: "17:00" } });
    expect(hour).toMatchObject({ next: { on: "2026-05-14", dueAt: at("2026-05-14T15:00:00Z") } });
    const zone = await change(db, { zone: "america/new_york" }, "2026-05-14T12:00:00Z");
    expect(zone).toMatchObject({ after: { zone: "America/New_York" }, next: { dueAt: at("2026-05-14T21:00:00Z") } });
    const said = await change(db, {}, "2026-05-14T13:00:00Z");
    expect(said).toMatchObject({ next: { on: "2026-05-14", dueAt: at("2026-05-14T21:00:00Z") } });
    const row = await db.selectFrom("subscriber").select(["hour", "zone", "next_due_at"]).executeTakeFirstOrThrow();
    expect(row).toEqual({ hour: "17:00", zone: "America/New_York", next_due_at: new Date("2026-05-14T21:00:00Z") });
  });

  it("pause until a date, end the pause today, wait, and say how often quiet days are told", async () => {
    const db = await start();
    const now = "2026-05-14T12:00:00Z";
    expect(await change(db, { pauseUntil: "2026-06-01", waits: true, quiet: "never" }, now)).toMatchObject({
      after: { paused_until: "2026-06-01", waits: true, quiet_notes: "never", hour: "08:00" },
    });
    expect(await change(db, { resume: true }, "2026-05-20T23:00:00Z")).toMatchObject({
      after: { paused_until: "2026-05-21", waits: true, quiet_notes: "never" }, // it is the 21st in Berlin
    });
    expect(await change(db, { resume: true }, "2026-05-25T23:00:00Z")).toMatchObject({
      after: { paused_until: "2026-05-21" },
    });
  });

  it.each([
    [{ at: "25:00" }, /"25:00" is no hour/],
    [{ zone: "Berlin" }, /"Berlin" is no time zone/],
    [{ pauseUntil: "2026-05-14" }, /a pause until 2026-05-14 would be over: today is 2026-05-14 in Europe\/Berlin/],
  ])("are refused whole: %j", async (settings, message) => {
    const db = await start();
    const before = await db.selectFrom("subscriber").selectAll().execute();
    expect(await change(db, { quiet: "always", ...settings }, "2026-05-14T12:00:00Z")).toEqual({
      ok: false,
      message: expect.stringMatching(message),
    });
    expect(await db.selectFrom("subscriber").selectAll().execute()).toEqual(before);
  });

  it("are those of a subscriber: nobody else has any", async () => {
    const db = await start();
    expect(await change(db, {}, "2026-05-14T12:00:00Z", "bob@example.org")).toEqual({
      ok: false,
      message: "bob@example.org is not subscribed",
    });
  });
});
