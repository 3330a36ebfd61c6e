/** Resending and recovering, when the operator says so: what comes again, what stays, and what is only said. */
import { describe, expect, it } from "vitest";
import { reopenUnknown } from "../../src/db/resending.ts";
import { saveForgottenBefore } from "../../src/db/retention.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { leave } from "../../src/membership/leave.ts";
import { type ResendOrder, resend, tryResend } from "../../src/pipeline/resend.ts";
import { readReasons, readStatus } from "../../src/reading/status.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { type Mill, openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const UNKNOWN = { state: "unknown", reason: "the connection was lost" } as const;
const REFUSED = { state: "rejected", reason: "550 5.7.1 no" } as const;
const ids = (...numbers: number[]) => numbers.map((n) => `2605.${String(n).padStart(5, "0")}`);

async function start(open: () => Promise<TestDatabase>, ...addresses: string[]) {
  const database = await open();
  const mill = openMill(database).at("2026-05-13T12:00:00Z");
  await order(
    database.db,
    addresses.map((address) => ({ address, topics: ["*"], at: "08:00" })),
    mill.now(),
  );
  await mill.takeIn("2026-05-13", 3, 1);
  const told: number[] = [];
  const orderOf = (only: ResendOrder["only"], on: string): ResendOrder => ({
    ...mill.order,
    on,
    only,
    closeStopped: true,
    onMayComeTwice: (count) => told.push(count),
  });
  return {
    db: database.db,
    mill: mill.at("2026-05-14T08:00:00Z"),
    told,
    resend: (only: ResendOrder["only"], on = "2026-05-14") => resend(database.db, orderOf(only, on)),
    tryResend: (only: ResendOrder["only"], on = "2026-05-14") => tryResend(database.db, orderOf(only, on)),
  };
}

const suppress = (db: TestDatabase["db"], address: string) =>
  db
    .insertInto("suppression")
    .values({ channel: "email", address_key: address, reason: "complaint", created_at: "2026-05-14T09:00:00Z" })
    .execute();
async function leaves(db: TestDatabase["db"], mill: Mill, address: string): Promise<void> {
  const parsed = parseAddress(address);
  if (parsed.ok) await leave(db, parsed.address, mill.now());
}

describeOnBoth("resend --only unknown", (open) => {
  it("hands the same message over again, days later too, and says before how many may come twice", async () => {
    const { db, mill, told, ...again } = await start(open, "ada@example.org", "grace@example.org");
    mill.answer = (address) => (address.startsWith("ada") ? UNKNOWN : undefined);
    await mill.minute();
    mill.answer = () => undefined;
    await mill.at("2026-05-17T07:00:00Z").minute();
    const first = mill.sent.find((each) => each.address.startsWith("ada"));
    const before = mill.sent.length;
    expect(await again.tryResend("unknown")).toMatchObject({ unknown: 1, withheld: 0 });
    expect(mill.sent).toHaveLength(before);
    expect(await again.resend("unknown")).toMatchObject({ unknown: 1, deliveries: { accepted: 1 }, imbalance: [] });
    expect(told).toEqual([1, 1]);
    expect(mill.sent.slice(before)).toEqual([{ ...first, at: mill.now().toString() }]);
    expect(await again.resend("unknown")).toMatchObject({ unknown: 0, deliveries: {} });
    expect(mill.sent).toHaveLength(before + 1);
    await mill.at("2026-05-18T08:00:00Z").minute();
    expect(mill.sent.slice(before + 1).flatMap((each) => each.papers)).toEqual([]); // never twice by a digest
    expect((await readStatus(db, mill.now(), 10)).runs.flatMap((run) => run.imbalance)).toEqual([]);
  });

  it("opens each once, though the service makes it unknown again before the last page", async () => {
    const { db, mill } = await start(open, "a@example.org", "b@example.org", "c@example.org");
    mill.answer = () => UNKNOWN;
    await mill.minute();
    const how = { at: mill.now().toString(), today: "2026-05-14", expiresAt: "2026-05-15T00:00:00Z" };
    const counts: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = await reopenUnknown(db, 1, { after, limit: 2 }, how);
      counts.push(page.count);
      await db.updateTable("delivery").set({ state: "unknown" }).where("state", "=", "pending").execute();
      after = page.last;
    }
    expect(counts).toEqual([2, 1, 0]);
  });

  it("writes to nobody who left, paused or was suppressed", async () => {
    const { db, mill, told, ...again } = await start(
      open,
      "a@example.org",
      "b@example.org",
      "c@example.org",
      "d@example.org",
    );
    mill.answer = () => UNKNOWN;
    await mill.minute();
    mill.answer = () => undefined;
    await leaves(db, mill, "a@example.org");
    await suppress(db, "b@example.org");
    await db
      .updateTable("subscriber")
      .set({ paused_until: "2026-06-01" })
      .where("address", "=", "c@example.org")
      .execute();
    const before = mill.sent.length;
    expect(await again.resend("unknown")).toMatchObject({ unknown: 1, withheld: 3, deliveries: { accepted: 1 } });
    expect(mill.sent.slice(before).map((each) => each.address)).toEqual(["d@example.org"]);
    expect(told).toEqual([1]);
  });

  it("takes up a thread with the replies that its first part held back", async () => {
    const { db, mill, ...again } = await start(open, "slack:C0123ABCD");
    await order(db, [{ address: "slack:C0123ABCD", topics: ["upvotes:>=1"] }], mill.now());
    await db.updateTable("subscription").set({ cap: 1 }).execute();
    mill.answer = () => UNKNOWN;
    await mill.minute();
    mill.answer = () => undefined;
    await mill.minute();
    expect(mill.sent.map((each) => each.part)).toEqual([0]);
    const report = await again.resend("unknown");
    expect(report).toMatchObject({ imbalance: [] });
    expect(mill.sent.map((each) => each.part)).toEqual([0, 0, 1]);
  });
});

describeOnBoth("resend --only missed", (open) => {
  it("hands over what was rejected, without what a later digest has shown; nothing comes twice", async () => {
    const { mill, ...again } = await start(open, "ada@example.org");
    mill.answer = () => REFUSED;
    await mill.minute();
    mill.answer = () => undefined;
    expect(await again.tryResend("missed")).toMatchObject({ again: 1, papers: 3, made: { digests: 0 } });
    const report = await again.resend("missed");
    expect(report).toMatchObject({ again: 1, papers: 3, nothingLeft: 0, deliveries: { accepted: 1 }, imbalance: [] });
    expect(mill.sent).toMatchObject([{ on: "2026-05-14", papers: ids(1, 2, 3) }]);
    await mill.at("2026-05-14T12:00:00Z").takeIn("2026-05-14", 2, 11);
    await mill.at("2026-05-15T08:00:00Z").minute();
    expect(mill.sent[1]?.papers).toEqual(ids(11, 12));
    expect(await again.resend("missed")).toMatchObject({ again: 0, deliveries: {} });
  });

  it("says so where nothing is left to own, and leaves the digest as it was", async () => {
    const { db, mill, ...again } = await start(open, "ada@example.org");
    mill.answer = () => REFUSED;
    await mill.minute();
    mill.answer = () => undefined;
    await mill.at("2026-05-15T08:00:00Z").minute();
    expect(mill.sent.map((each) => each.papers)).toEqual([ids(1, 2, 3)]);
    const sections = () =>
      db.selectFrom("section").select(["digest_id", "cards", "more"]).orderBy("digest_id").execute();
    const before = await sections();
    expect(await again.resend("missed")).toMatchObject({ again: 0, nothingLeft: 1, deliveries: {} });
    expect(await sections()).toEqual(before);
  });

  it("keeps in an expired digest only what nothing has shown since, and gives it twenty hours more", async () => {
    const { db, mill, ...again } = await start(open, "ada@example.org");
    mill.answer = () => ({ state: "deferred", reason: "450 later" });
    await mill.minute();
    await mill.at("2026-05-15T05:00:00Z").minute(); // expired and released
    await db.deleteFrom("shown").execute();
    const paper = await db
      .selectFrom("paper")
      .select("id")
      .where("arxiv_id", "=", "2605.00002")
      .executeTakeFirstOrThrow();
    await db.insertInto("shown").values({ subscriber_id: 1, paper_id: paper.id, digest_id: null }).execute();
    expect(await again.resend("missed")).toMatchObject({ again: 1, papers: 2, deliveries: { deferred: 1 } });
    const message = await db.selectFrom("message").select("expires_at").executeTakeFirstOrThrow();
    expect(message.expires_at).toEqual(new Date("2026-05-16T01:00:00Z"));
    mill.answer = () => undefined;
    await mill.at("2026-05-15T06:00:00Z").minute();
    expect(mill.sent).toMatchObject([{ on: "2026-05-14", papers: ids(1, 3), view: { itemCount: 2 } }]);
    await mill.at("2026-05-15T08:00:00Z").minute();
    expect(mill.sent.slice(1).flatMap((each) => each.papers)).toEqual([]);
  });

  it("leaves alone whom the service will still serve, and of a forgotten date everybody", async () => {
    const { db, mill, ...again } = await start(open, "ada@example.org");
    mill.at("2026-05-14T10:59:00Z"); // somebody who waits for sources is served until 11:00
    expect((await again.resend("missed")).made).toEqual({ digests: 0, items: 0, quiet: 0 });
    mill.at("2026-05-14T11:00:00Z");
    expect((await again.tryResend("missed")).made).toMatchObject({ digests: 1 });
    await saveForgottenBefore(db, "2026-05-15");
    await saveForgottenBefore(db, "2026-05-01"); // kept longer again: what is gone stays gone
    expect((await again.resend("missed")).made).toEqual({ digests: 0, items: 0, quiet: 0 });
  });

  it("makes the digest of a reader who had none that day, not of one who was made up for or came later", async () => {
    const { db, mill, ...again } = await start(open, "ada@example.org", "grace@example.org");
    mill.at("2026-05-16T07:00:00Z"); // two dates have passed
    expect(await mill.steps.recover()).toMatchObject({ did: { missed: 2 } });
    await order(db, [{ address: "late@example.org", topics: ["*"], at: "08:00" }], mill.now());
    expect(await again.tryResend("missed", "2026-05-14")).toMatchObject({ made: { digests: 2, items: 6 } });
    await suppress(db, "grace@example.org");
    const report = await again.resend("missed", "2026-05-14");
    expect(report).toMatchObject({ made: { digests: 1, items: 3 }, deliveries: { accepted: 1 }, imbalance: [] });
    expect(mill.sent).toMatchObject([{ address: "ada@example.org", on: "2026-05-14", papers: ids(1, 2, 3) }]);
    expect(mill.sent[0]?.view.notes).toEqual(["This digest is late: Paperboy was not running when it was due."]);
    expect(await again.resend("missed", "2026-05-14")).toMatchObject({
      made: { digests: 0, quiet: 0 },
      deliveries: {},
    });
    await mill.at("2026-05-16T08:00:00Z").minute();
    expect((await again.resend("missed", "2026-05-15")).made).toEqual({ digests: 0, items: 0, quiet: 0 });
    const papers = mill.sent.filter((each) => each.address.startsWith("ada")).flatMap((each) => each.papers);
    expect(papers).toEqual(ids(1, 2, 3));
  });
});

describeOnBoth("recover", (open) => {
  it("takes up what a dead process held, once, and says what it did", async () => {
    const { db, mill } = await start(open, "a@example.org", "b@example.org", "c@example.org");
    await mill.steps.compile();
    const set = (id: number, state: "claimed" | "dotted") =>
      db.updateTable("delivery").set({ state, owner: "dead", attempt: 1 }).where("id", "=", id).execute();
    await set(1, "claimed");
    await set(2, "dotted");
    expect((await mill.steps.recover()).did).toMatchObject({
      again: 1,
      unknown: 1,
      expired: 0,
      cancelled: 0,
      missed: 0,
      finished: 0,
    });
    await mill.minute();
    expect(mill.sent).toHaveLength(2);
    const [run] = (await readStatus(db, mill.now(), 1)).runs;
    expect(run).toMatchObject({ messages: { accepted: 2, unknown: 1, open: 0 }, imbalance: [] });
    expect((await mill.steps.recover()).did).toMatchObject({ finished: 1 });
    expect((await mill.steps.recover()).did).toBeNull();
    expect((await readReasons(db, run?.id as number)).deliveries).toEqual([
      { state: "unknown", reason: "stopped between handing over and the answer", count: 1 },
    ]);
  });
});

describe("books that do not balance", () => {
  it("are found: a message without its first delivery", async () => {
    const { findImbalance } = await import("../../src/db/runs.ts");
    const books = {
      planned: 2,
      digests: 2,
      items: 4,
      notes: 0,
      silent: 0,
      missed: 0,
      messages: 2,
      firsts: 1,
      deliveries: { accepted: 3 },
    };
    expect(findImbalance(books)).toEqual(["2 messages, but 1 of them have a delivery"]);
  });
});
