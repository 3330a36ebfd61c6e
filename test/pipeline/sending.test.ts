/** Sending by the steps: relays that rest or are stopped, rates, expiry, readers who leave, lost jobs, and two processes at once. */
import { describe, expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { beat } from "../../src/db/workers.ts";
import { createLog } from "../../src/log.ts";
import { readStatus } from "../../src/reading/status.ts";
import { createWorker } from "../../src/worker.ts";
import { describeOnBoth, openPostgres, type TestDatabase } from "../support/databases.ts";
import { type Mill, type MillWish, openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const MORNING = "2026-05-14T08:00:00Z";
const POLICY = { state: "rejected", reason: "550 5.7.1 looks like spam", policy: true } as const;
const FULL = { state: "deferred", reason: "452 4.2.2 mailbox full", full: true } as const;
const FAR = {
  state: "deferred",
  reason: "421 4.7.0 slow down",
  relay: { seconds: 600, oneConnection: false },
} as const;

const names = (count: number) => Array.from({ length: count }, (_, i) => `r${String(i).padStart(3, "0")}@example.org`);

/** Readers who are due at 08:00 with papers of the day before, and the first mill. */
async function morning(open: () => Promise<TestDatabase>, addresses: string[], wish: MillWish = {}) {
  const database = await open();
  const mill = openMill(database, { alone: false, ...wish }).at("2026-05-13T12:00:00Z");
  await order(
    database.db,
    addresses.map((address) => ({ address, topics: ["*"], at: "08:00" })),
    mill.now(),
  );
  await mill.takeIn("2026-05-13", 3, 1);
  for (const owner of ["mill", "other"]) await beat(database.db, owner, "test");
  mill.at(MORNING);
  return { db: database.db, database, mill };
}

const states = async (db: Db) => {
  const rows = await db
    .selectFrom("delivery")
    .select(["state", (eb) => eb.fn.countAll<number>().as("count")])
    .groupBy("state")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
};
async function expectBalance(db: Db, ...mills: Mill[]): Promise<void> {
  const { runs } = await readStatus(db, (mills[0] as Mill).now(), 100);
  expect(runs.flatMap((run) => run.imbalance)).toEqual([]);
  expect(mills.flatMap((mill) => mill.imbalances)).toEqual([]);
  const keys = mills.flatMap((mill) => mill.sent.map((each) => `${each.key} ${each.part}`));
  expect(new Set(keys).size).toBe(keys.length);
}

describeOnBoth("sending", (open) => {
  it("gives up a digest after twenty hours, and its papers come in the next one", async () => {
    const { db, mill } = await morning(open, ["ada@example.org"]);
    mill.answer = () => ({ state: "deferred", reason: "450 4.2.1 later" });
    await mill.hoursUntil("2026-05-15T03:59:00Z");
    expect(await states(db)).toEqual({ deferred: 1 });
    const tries = await db.selectFrom("delivery").select("tries").executeTakeFirstOrThrow();
    expect(tries.tries).toBeGreaterThan(15); // 1, 5, 15, then every 60 minutes
    mill.answer = () => undefined;
    await mill.at("2026-05-15T04:00:00Z").minute();
    expect(await states(db)).toEqual({ expired: 1 });
    expect(mill.sent).toEqual([]);
    await mill.at("2026-05-15T08:00:00Z").minute();
    expect(mill.sent.map((each) => [each.on, each.papers])).toEqual([
      ["2026-05-15", ["2605.00001", "2605.00002", "2605.00003"]],
    ]);
    await expectBalance(db, mill);
  });

  it("lets a relay rest that asks for it, for all processes, and goes on afterwards", async () => {
    const { db, database, mill } = await morning(open, names(12), { concurrency: 1 });
    const other = openMill(database, { owner: "other", alone: false }).at(MORNING);
    mill.answer = () => (mill.sent.length >= 4 ? FAR : undefined);
    await mill.minute();
    expect(mill.sent).toHaveLength(4);
    await other.minute();
    expect(other.sent).toHaveLength(0);
    const { relays } = await readStatus(db, mill.now(), 1);
    expect(relays).toEqual([{ via: "smtp", until: new Date("2026-05-14T08:10:00Z"), reason: FAR.reason }]);
    const tried = await db.selectFrom("delivery").select("tries").where("state", "<>", "accepted").execute();
    expect(tried.every((each) => each.tries === 0)).toBe(true); // the relay's trouble is not the recipients'
    await other.at("2026-05-14T08:10:00Z").minute();
    expect(other.sent).toHaveLength(8);
    expect(await states(db)).toEqual({ accepted: 12 });
    await expectBalance(db, mill, other);
  });

  it("stops a relay on twenty refusals by policy, tells it once, and comes back with one mail at a time", async () => {
    const { db, database, mill } = await morning(open, names(60), { concurrency: 1 });
    const other = openMill(database, { owner: "other", alone: false }).at(MORNING);
    let asked = 0;
    mill.answer = other.answer = () => (asked++ % 3 === 2 ? undefined : POLICY);
    await mill.steps.compile();
    await Promise.all([mill.steps.email(), other.steps.email()]);
    expect([...mill.stopped, ...other.stopped]).toEqual([
      expect.stringMatching(/^smtp: the relay refused \d+ different/),
    ]);
    const after = await states(db);
    expect(after.rejected).toBeLessThanOrEqual(24);
    expect(Object.values(after).reduce((sum, count) => sum + count, 0)).toBe(60);
    expect((after.deferred ?? 0) + (after.pending ?? 0)).toBeGreaterThan(20);
    await mill.at("2026-05-14T08:30:00Z").minute();
    await other.at("2026-05-14T08:30:00Z").minute();
    expect(await states(db)).toEqual(after);
    const before = asked;
    mill.answer = () => (asked++ > before ? undefined : { state: "deferred", reason: "450 later" });
    await mill.at("2026-05-14T09:01:00Z").minute();
    expect(await states(db)).toMatchObject({
      rejected: after.rejected,
      accepted: 60 - 1 - (after.rejected ?? 0),
      deferred: 1,
    });
    expect(mill.stopped.length + other.stopped.length).toBe(1);
    await expectBalance(db, mill, other);
  });

  it("does not stop a relay for a few refusals among many mails, sweep after sweep", async () => {
    const { db, mill } = await morning(open, names(150));
    const bad = new Set(names(150).filter((_, i) => i % 25 === 24)); // 6 of 150: 4 %
    mill.answer = (address) => (bad.has(address) ? { state: "deferred", reason: "450 later" } : undefined);
    await mill.minute();
    mill.answer = () => POLICY;
    for (const minute of [1, 2]) await mill.at(`2026-05-14T08:0${minute}:00Z`).minute();
    expect(mill.stopped).toEqual([]);
    expect(await states(db)).toEqual({ accepted: 144, rejected: 6 });
  });

  it("suppresses a mailbox that is full on the third day, not before", async () => {
    const { db, mill } = await morning(open, ["ada@example.org"]);
    mill.answer = () => FULL;
    const suppressed = () => db.selectFrom("suppression").select("reason").execute();
    for (const day of [14, 15, 16]) {
      expect(await suppressed()).toEqual([]);
      await mill.at(`2026-05-${day}T08:00:00Z`).minute();
      await mill.at(`2026-05-${day}T12:00:00Z`).minute();
      if (day < 16) await mill.takeIn(`2026-05-${day}`, 1, day);
    }
    expect(await suppressed()).toEqual([{ reason: "mailbox full on 3 days" }]);
    await mill.at("2026-05-17T08:00:00Z").minute();
    expect(mill.sent).toEqual([]);
    expect((await db.selectFrom("digest").select("id").execute()).length).toBe(3);
    await expectBalance(db, mill);
  });

  it("keeps the rates per second and per hour that two processes share", async () => {
    const rates = { perSecond: 20, perHour: 30 };
    const { db, database, mill } = await morning(open, names(50), { rates });
    const other = openMill(database, { owner: "other", alone: false, rates }).at(MORNING);
    await mill.steps.compile();
    await Promise.all([mill.steps.email(), other.steps.email()]);
    const sent = mill.sent.length + other.sent.length;
    expect(sent).toBeGreaterThanOrEqual(30);
    expect(sent).toBeLessThanOrEqual(31); // an hour's rate goes on while the test runs
    expect(await states(db)).toEqual({ accepted: sent, pending: 50 - sent });
    const longest = Math.max(...mill.waits, ...other.waits);
    expect(longest).toBeGreaterThan((1_000 * (sent - 8)) / 20 - 500); // thirty mails at twenty a second
    expect(longest).toBeLessThan((1_000 * sent) / 20 + 500);
    await expectBalance(db, mill, other);
  });

  it("still serves the outbox while the relay is dead, and loses nothing of the relay's", async () => {
    const addresses = names(20);
    const far = new Set(addresses.slice(0, 8));
    const { db, mill } = await morning(open, addresses, { viaOf: (address) => (far.has(address) ? "smtp" : "outbox") });
    mill.answer = (_, via) =>
      via === "smtp" ? { state: "stop", reason: "the relay cannot be used: ECONNREFUSED" } : undefined;
    await mill.minute();
    expect(mill.sent.map((each) => each.via)).toEqual(Array(12).fill("outbox"));
    expect(await states(db)).toEqual({ accepted: 12, deferred: 8 });
    mill.answer = () => undefined;
    await mill.at("2026-05-14T08:01:00Z").minute();
    expect(await states(db)).toEqual({ accepted: 20 });
    const [run] = (await readStatus(db, mill.now(), 1)).runs;
    expect(run).toMatchObject({ outbox: 12, messages: { accepted: 20 }, imbalance: [] });
    await expectBalance(db, mill);
  });

  it("hands nothing over to a reader who is suppressed between the claim and the mark", async () => {
    const { db, mill } = await morning(open, ["ada@example.org", "grace@example.org"]);
    mill.answer = async (address) => {
      if (address.startsWith("ada"))
        await db
          .insertInto("suppression")
          .values({ channel: "email", address_key: address, reason: "complaint", created_at: MORNING })
          .execute();
      return undefined;
    };
    await mill.minute();
    await mill.minute();
    expect(mill.sent.map((each) => each.address)).toEqual(["grace@example.org"]);
    const rows = await db.selectFrom("delivery").select(["state", "reason"]).where("state", "<>", "accepted").execute();
    expect(rows).toEqual([{ state: "cancelled", reason: "suppressed: complaint" }]);
    expect(await db.selectFrom("shown").select("paper_id").execute()).toHaveLength(3);
    await expectBalance(db, mill);
  });

  it("does not need the queue: with all jobs lost, the worker's sweep finds the work", async () => {
    const { db, mill } = await morning(open, names(5));
    const done = Promise.withResolvers<void>();
    let asked = 0;
    mill.answer = () => {
      if (++asked === 5) done.resolve();
      return undefined;
    };
    const worker = createWorker(mill.steps, createLog("silent"), () => {}, 0.05);
    await done.promise;
    await worker.stop();
    expect(await states(db)).toEqual({ accepted: 5 });
    await expectBalance(db, mill);
  });
});

describe("two processes at once on Postgres", () => {
  it("share the work, nobody is planned or written to twice, and the sums balance", async () => {
    const database = await openPostgres();
    await database.db.insertInto("source").values({ name: "huggingface", created_at: MORNING }).execute();
    const { db, mill } = await morning(async () => database, names(1_500));
    const other = openMill(database, { owner: "other", alone: false }).at(MORNING);
    await Promise.all([mill.steps.compile(), other.steps.compile()]);
    await Promise.all([mill.steps.email(), other.steps.email(), mill.steps.recover(), other.steps.recover()]);
    await Promise.all([mill.minute(), other.minute()]);
    expect(mill.sent.length + other.sent.length).toBe(1_500);
    expect(Math.min(mill.sent.length, other.sent.length)).toBeGreaterThan(200);
    expect(await states(db)).toEqual({ accepted: 1_500 });
    await expectBalance(db, mill, other);
    await database.close();
  });

  it("lose none of the papers that one releases while the other compiles the next digest", async () => {
    const database = await openPostgres();
    await database.db.insertInto("source").values({ name: "huggingface", created_at: MORNING }).execute();
    const addresses = names(300);
    const { db, mill } = await morning(async () => database, addresses);
    const other = openMill(database, { owner: "other", alone: false }).at("2026-05-15T08:00:00Z");
    await mill.steps.compile();
    await mill.at("2026-05-14T12:00:00Z").takeIn("2026-05-14", 2, 11);
    mill.answer = () => ({ state: "rejected", reason: "550 no" });
    mill.at("2026-05-15T03:00:00Z");
    await Promise.all([mill.steps.email(), other.steps.compile()]);
    await other.steps.email();
    await other.at("2026-05-15T12:00:00Z").takeIn("2026-05-15", 1, 21);
    await other.at("2026-05-16T08:00:00Z").minute();
    const had = Map.groupBy(other.sent, (each) => each.address);
    for (const address of addresses) {
      const papers = (had.get(address) ?? []).flatMap((each) => each.papers);
      expect(papers.sort(), address).toEqual([1, 2, 3, 11, 12, 21].map((n) => `2605.${String(n).padStart(5, "0")}`));
    }
    await expectBalance(db, other);
    await database.close();
  });
});
