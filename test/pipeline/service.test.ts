/** The service by its steps, with a clock that moves: each reader's hour, late starts, pauses, waiting, moves, by hand and by itself. */
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { changeSettings, type SettingsOrder } from "../../src/membership/change-settings.ts";
import type { Order } from "../../src/membership/subscribe.ts";
import { runDigests } from "../../src/pipeline/run.ts";
import { readStatus } from "../../src/reading/status.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { type Mill, openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const NOWHERE = '"nothing is ever called this"';
const reader = (name: string, more: Partial<Order> = {}): Order => ({
  address: `${name}@example.org`,
  topics: ["*"],
  at: "08:00",
  zone: "UTC",
  ...more,
});

async function start(open: () => Promise<TestDatabase>, at: string, ...orders: Order[]): Promise<Mill & { db: Db }> {
  const database = await open();
  const mill = openMill(database).at(at);
  if (orders.length > 0) await order(database.db, orders, mill.now());
  return Object.assign(mill, { db: database.db });
}

const dates = (mill: Mill, name = ""): string[] =>
  mill.sent.filter((each) => each.address.startsWith(name)).map((each) => each.on.slice(5));
const papersOf = (mill: Mill, name = ""): string[] =>
  mill.sent.filter((each) => each.address.startsWith(name)).flatMap((each) => each.papers);
const missed = async (db: Db) =>
  (
    await db
      .selectFrom("missed")
      .innerJoin("run", "run.id", "missed.run_id")
      .leftJoin("digest", "digest.id", "missed.digest_id")
      .select(["missed.local_on", "run.key", "digest.local_on as by"])
      .orderBy("missed.local_on")
      .execute()
  ).map((row) => `${row.local_on.slice(5)} by ${row.by?.slice(5) ?? "nothing"}`);
async function change(mill: Mill & { db: Db }, name: string, settings: SettingsOrder) {
  const parsed = parseAddress(`${name}@example.org`);
  if (!parsed.ok) throw new Error(parsed.message);
  return changeSettings(mill.db, parsed.address, settings, mill.now());
}
async function expectBalance(mill: Mill & { db: Db }): Promise<void> {
  expect(mill.imbalances).toEqual([]);
  const { runs } = await readStatus(mill.db, mill.now(), 1_000);
  expect(runs.flatMap((run) => run.imbalance)).toEqual([]);
  const keys = mill.sent.map((each) => `${each.key} ${each.part}`);
  expect(new Set(keys).size).toBe(keys.length);
}

describeOnBoth("the service", (open) => {
  it("makes each reader's digest at the reader's hour in the reader's zone, once", async () => {
    const mill = await start(
      open,
      "2026-05-13T12:00:00Z",
      reader("berlin", { zone: "Europe/Berlin" }),
      reader("kolkata", { zone: "Asia/Kolkata" }),
      reader("honolulu", { zone: "Pacific/Honolulu", at: "20:00" }),
      reader("kiritimati", { zone: "Pacific/Kiritimati" }),
    );
    await mill.takeIn("2026-05-13", 3, 1);
    for (const [at, names] of [
      ["13T17:59", []],
      ["13T18:00", ["kiritimati"]],
      ["14T02:29", []],
      ["14T02:30", ["kolkata"]],
      ["14T06:00", ["berlin", "honolulu"]],
      ["14T06:01", []],
      ["14T17:59", []],
    ] as const) {
      const before = mill.sent.length;
      await mill.at(`2026-05-${at}:00Z`).minute();
      expect(
        mill.sent
          .slice(before)
          .map((each) => each.address.split("@")[0])
          .sort(),
        at,
      ).toEqual(names);
    }
    expect(dates(mill, "kiritimati")).toEqual(["05-14"]);
    expect(dates(mill, "honolulu")).toEqual(["05-13"]);
    await expectBalance(mill);
  });

  it("makes one digest on the days on which clocks change, at the moved hour of a gap and the first of a repeat", async () => {
    const mill = await start(open, "2026-03-28T12:00:00Z", reader("ada", { zone: "Europe/Berlin", at: "02:30" }));
    const count = async (at: string) => {
      await mill.at(at).minute();
      return (await mill.db.selectFrom("digest").select("local_on").execute()).length;
    };
    expect(await count("2026-03-29T01:29:00Z")).toBe(0);
    expect(await count("2026-03-29T01:30:00Z")).toBe(1);
    expect(await count("2026-03-29T05:00:00Z")).toBe(1);
    await mill.db
      .updateTable("subscriber")
      .set({ next_due_at: "2026-10-25T00:30:00Z", next_on: "2026-10-25" })
      .execute();
    expect(await count("2026-10-25T00:29:00Z")).toBe(1);
    expect(await count("2026-10-25T00:30:00Z")).toBe(2);
    expect(await count("2026-10-25T01:30:00Z")).toBe(2);
    expect(await count("2026-10-26T01:29:00Z")).toBe(2);
  });

  it("makes up for three days of standing still by one digest that bears the latest date and says so", async () => {
    const mill = await start(open, "2026-05-10T12:00:00Z", reader("ada"));
    await mill.takeIn("2026-05-10", 4, 1);
    await mill.at("2026-05-11T08:00:00Z").minute();
    await mill.at("2026-05-11T12:00:00Z").takeIn("2026-05-11", 15, 11);
    mill.at("2026-05-14T09:00:00Z");
    const recovered = await mill.steps.recover();
    expect(recovered.did).toMatchObject({ missed: 2 });
    expect(await missed(mill.db)).toEqual(["05-12 by nothing", "05-13 by nothing"]);
    await mill.minute();
    expect(dates(mill)).toEqual(["05-11", "05-14"]);
    expect(await missed(mill.db)).toEqual(["05-12 by 05-14", "05-13 by 05-14"]);
    const { view, papers } = mill.sent[1] as Mill["sent"][number];
    expect(view.notes).toEqual([
      "Nothing went out on Tue 12 May to Wed 13 May: Paperboy was not running. Here is the best since.",
    ]);
    expect(papers).toHaveLength(10);
    expect(view.sections[0]?.more).toBe(5);
    const runs = await mill.db.selectFrom("run").select("key").orderBy("key").execute();
    expect(runs.map((run) => run.key.slice(5))).toEqual(["05-11", "05-12", "05-13", "05-14"]);
    await mill.minute();
    const status = await readStatus(mill.db, mill.now(), 10);
    expect(
      status.runs.map((run) => [run.on.slice(5), run.books.planned, run.books.missed, run.finishedAt !== null]),
    ).toEqual([
      ["05-14", 1, 0, true],
      ["05-13", 0, 1, true],
      ["05-12", 0, 1, true],
      ["05-11", 1, 0, true],
    ]);
    await mill.hoursUntil("2026-05-15T12:00:00Z");
    expect(dates(mill)).toEqual(["05-11", "05-14", "05-15"]); // the last one a quiet note
    expect(papersOf(mill)).toHaveLength(new Set(papersOf(mill)).size);
    await expectBalance(mill);
  });

  it("shows in a catch-up nothing older than thirty days: that is linked", async () => {
    const mill = await start(open, "2026-03-01T12:00:00Z", reader("ada"));
    await mill.at("2026-03-02T08:00:00Z").minute();
    await mill.at("2026-03-02T12:00:00Z").takeIn("2026-03-02", 4, 1);
    await mill.at("2026-05-10T12:00:00Z").takeIn("2026-05-10", 3, 11);
    await mill.at("2026-05-11T09:00:00Z").minute();
    const catchUp = mill.sent.at(-1);
    expect(catchUp?.on).toBe("2026-05-11");
    expect(catchUp?.papers).toEqual(["2605.00011", "2605.00012", "2605.00013"]);
    expect(catchUp?.view.sections[0]?.more).toBe(4);
    expect((await missed(mill.db)).length).toBe(7); // a week back
    await expectBalance(mill);
  });

  it("is silent in a pause, and welcomes back with one catch-up digest", async () => {
    const mill = await start(open, "2026-05-10T12:00:00Z", reader("ada"));
    await mill.takeIn("2026-05-10", 2, 1);
    await mill.at("2026-05-11T08:00:00Z").minute();
    await change(mill, "ada", { pauseUntil: "2026-05-15" });
    for (const day of [11, 12, 13, 14]) {
      await mill.at(`2026-05-${day}T12:00:00Z`).takeIn(`2026-05-${day}`, 4, day * 10);
      await mill.at(`2026-05-${day + 1}T08:00:00Z`).minute();
    }
    expect(dates(mill)).toEqual(["05-11", "05-15"]);
    expect(mill.sent[1]?.view.notes).toEqual(["Welcome back: the best since Mon 11 May."]);
    expect(mill.sent[1]?.view).toMatchObject({ itemCount: 10, sections: [{ more: 6 }] });
    await mill.at("2026-05-15T12:00:00Z").takeIn("2026-05-15", 1, 200);
    await mill.at("2026-05-16T08:00:00Z").minute();
    expect(mill.sent[2]?.view.notes).toEqual([]);
    await expectBalance(mill);
  });

  it("resumes a pause before its end with a catch-up, too", async () => {
    const mill = await start(open, "2026-05-10T12:00:00Z", reader("ada"));
    await mill.takeIn("2026-05-10", 2, 11);
    await mill.at("2026-05-11T08:00:00Z").minute();
    await change(mill, "ada", { pauseUntil: "2026-06-15" });
    await mill.at("2026-05-12T12:00:00Z").takeIn("2026-05-12", 2, 1);
    await mill.hoursUntil("2026-05-13T12:00:00Z");
    await change(mill, "ada", { resume: true });
    await mill.hoursUntil("2026-05-14T09:00:00Z");
    expect(dates(mill)).toEqual(["05-11", "05-14"]);
    expect(mill.sent[1]?.view.notes).toEqual(["Welcome back: the best since Mon 11 May."]);
  });

  it("waits for a late source three hours at most for who wants it, and then says so", async () => {
    const mill = await start(open, "2026-05-12T12:00:00Z", reader("waits"), reader("goes"));
    await change(mill, "waits", { waits: true });
    await mill.takeIn("2026-05-12", 3, 1);
    await mill.at("2026-05-13T08:00:00Z").minute();
    expect(mill.sent).toHaveLength(2); // Tuesday's day is there: nobody waits
    await mill.at("2026-05-14T08:00:00Z").minute();
    expect(dates(mill)).toHaveLength(3);
    expect((await readStatus(mill.db, mill.now(), 1)).due.readers).toBe(0); // waiting is not being late
    await mill.at("2026-05-14T10:59:00Z").minute();
    expect(dates(mill, "waits")).toEqual(["05-13"]);
    await mill.at("2026-05-14T11:00:00Z").minute();
    expect(dates(mill, "waits")).toEqual(["05-13", "05-14"]);
    expect(mill.sent.at(-1)?.view.notes).toEqual(["Hugging Face is late."]);
    await mill.at("2026-05-15T09:00:00Z").minute();
    expect(dates(mill, "waits")).toHaveLength(2);
    await mill.at("2026-05-15T09:10:00Z").takeIn("2026-05-14", 2, 20);
    await mill.minute();
    expect(mill.sent.at(-1)).toMatchObject({ address: "waits@example.org", on: "2026-05-15", view: { notes: [] } });
    await expectBalance(mill);
  });

  it("sends a note on the first and the seventh quiet day, weekly and monthly digests on their days", async () => {
    const mill = await start(
      open,
      "2026-05-13T12:00:00Z",
      reader("quiet", { topics: [NOWHERE] }),
      reader("friday", { cadence: "weekly:fri" }),
      reader("monthly", { cadence: "monthly:20" }),
    );
    const from = Temporal.PlainDate.from("2026-05-13");
    for (let i = 0; i <= 12; i++) {
      const day = from.add({ days: i });
      if (day.dayOfWeek <= 5) await mill.at(`${day}T12:00:00Z`).takeIn(day.toString(), 1, i + 1);
      await mill.at(`${day.add({ days: 1 })}T08:00:00Z`).minute();
    }
    expect(dates(mill, "quiet")).toEqual(["05-14", "05-22"]); // Sun and Mon, after Hugging Face's weekend, do not count
    expect(dates(mill, "friday")).toEqual(["05-15", "05-22"]);
    expect(mill.sent.find((each) => each.address.startsWith("friday") && each.on === "2026-05-22")?.papers).toEqual([
      "2605.00003",
      "2605.00006",
      "2605.00007",
      "2605.00008",
      "2605.00009",
    ]);
    expect(dates(mill, "monthly")).toEqual(["05-20"]);
    await expectBalance(mill);
  });

  it("never gives a date twice, whatever hours and zones a reader moves to", async () => {
    const mill = await start(open, "2026-05-13T12:00:00Z", reader("ada", { topics: [NOWHERE] }));
    await change(mill, "ada", { quiet: "always" });
    const moves = [
      { at: "23:00" },
      { zone: "Pacific/Kiritimati" },
      { at: "00:30" },
      { zone: "Pacific/Honolulu" },
      { at: "18:00", zone: "Europe/Berlin" },
      { zone: "America/New_York", at: "05:15" },
    ];
    for (const [i, move] of moves.entries()) {
      await mill.hoursUntil(
        mill
          .now()
          .add({ hours: 17 + 3 * i })
          .toString(),
      );
      await change(mill, "ada", move);
    }
    await mill.hoursUntil("2026-05-21T12:00:00Z", 4);
    const all = (await mill.db.selectFrom("digest").select("local_on").orderBy("id").execute()).map(
      (row) => row.local_on,
    );
    expect(all).toEqual([...new Set(all)].sort());
    expect(all.length).toBeGreaterThan(5);
    expect(all.at(-1)).toBe("2026-05-21");
    await expectBalance(mill);
  });

  it("keeps a due time that has passed and is not planned yet when the reader moves the hour", async () => {
    const mill = await start(open, "2026-05-13T12:00:00Z", reader("ada"));
    mill.at("2026-05-14T08:30:00Z");
    expect(await change(mill, "ada", { at: "20:00" })).toMatchObject({ next: { on: "2026-05-14" }, topics: 1 });
    await mill.minute();
    expect(dates(mill)).toEqual(["05-14"]);
    await mill.at("2026-05-14T20:00:00Z").minute();
    expect(dates(mill)).toEqual(["05-14"]);
    const row = await mill.db.selectFrom("subscriber").select(["next_on", "next_due_at"]).executeTakeFirstOrThrow();
    expect(row).toEqual({ next_on: "2026-05-15", next_due_at: new Date("2026-05-15T20:00:00Z") });
  });

  it("makes nothing twice after a run by hand, of today or of tomorrow", async () => {
    const mill = await start(open, "2026-05-13T12:00:00Z", reader("ada"));
    await mill.takeIn("2026-05-13", 3, 1);
    const run = (on: string) => runDigests(mill.db, { ...mill.order, on, closeStopped: true });
    mill.at("2026-05-14T05:00:00Z");
    expect(await run("2026-05-14")).toMatchObject({ digests: 1, imbalance: [] });
    await mill.hoursUntil("2026-05-14T12:00:00Z");
    expect(dates(mill)).toEqual(["05-14"]);
    await mill.takeIn("2026-05-14", 2, 11);
    expect(await run("2026-05-16")).toMatchObject({ digests: 1 });
    await mill.hoursUntil("2026-05-15T12:00:00Z");
    expect(dates(mill)).toEqual(["05-14", "05-16", "05-15"]);
    expect(mill.sent[2]?.view.cause).toBe(
      "No new papers have been read since Thu 14 May: no source was read, or it listed nothing new.",
    );
    await mill.hoursUntil("2026-05-17T12:00:00Z");
    expect(dates(mill)).toEqual(["05-14", "05-16", "05-15"]);
    const digests = await mill.db.selectFrom("digest").select("local_on").orderBy("local_on").execute();
    expect(digests.map((each) => each.local_on.slice(5))).toEqual(["05-14", "05-15", "05-16", "05-17"]);
    expect(papersOf(mill)).toHaveLength(5);
    await expectBalance(mill);
  });
});
