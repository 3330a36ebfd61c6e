/** Subscribing and leaving on both databases: what a new reader starts with, and what was there before. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { listSubscribers } from "../../src/db/subscribers.ts";
import { leave } from "../../src/membership/leave.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { ada, match, matches, order } from "../support/orders.ts";

const on = (listedOn: string, arxiv: string) => makeListing({ arxiv, listedOn });

describeOnBoth("a new subscription", (open) => {
  const listings = [on("2026-05-11", "2605.00001"), on("2026-05-13", "2605.00002"), on("2026-05-14", "2605.00003")];

  it("starts with the last complete day on a topic that nobody had", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder(listings));
    await order(db, [ada("*")]);
    expect((await matches(db)).map((each) => each.slice(0, 10))).toEqual(["2605.00002", "2605.00003"]);
  });

  it("starts with the last complete day on a topic that others have, and their coverage stays", async () => {
    const { db } = await open();
    await order(db, [ada("*")]);
    await takeIn(db, makeOrder(listings));
    await match(db);
    await order(db, [{ address: "bob@example.org", topics: ["*"] }]);
    const rows = await db
      .selectFrom("subscription")
      .select(["covered_seq", "start_seq", "starts_on"])
      .orderBy("id")
      .execute();
    expect(rows[1]).toMatchObject({ covered_seq: 0, start_seq: 2, starts_on: "2026-05-13" });
    expect(rows[0]).toMatchObject({ covered_seq: 0, start_seq: 0, starts_on: "2026-05-14" });
    expect(await matches(db)).toHaveLength(3);
  });

  it("after leaving is taken up with its number, and what came meanwhile is not new", async () => {
    const { db } = await open();
    await order(db, [ada("*", "ti:cat")]);
    const address = { channel: "email", address: "ada@example.org", key: "ada@example.org" } as const;
    expect(await leave(db, address, NOON)).toEqual({ ended: 2, cancelled: 0 });
    expect(await leave(db, address, NOON)).toEqual({ ended: 0, cancelled: 0 });
    await takeIn(db, makeOrder(listings));
    expect(await order(db, [{ address: "ADA@example.org", topics: ["*"] }])).toMatchObject({
      subscribers: 0,
      subscriptions: 1,
    });
    const row = await db
      .selectFrom("subscription")
      .select(["number", "start_seq", "starts_on", "ended_at"])
      .where("number", "=", 1)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ number: 1, start_seq: 2, starts_on: "2026-05-13", ended_at: null });
  });

  it("is not flooded by a source that is turned on later", async () => {
    const { db } = await open();
    await order(db, [ada("*")]);
    await db.insertInto("source").values({ name: "arxiv", created_at: NOON.toString() }).execute();
    await takeIn(db, makeOrder(makeListings(5, { source: "arxiv" })));
    await match(db);
    expect(await matches(db)).toEqual([]);
    await order(db, [{ address: "bob@example.org", topics: ["source:arxiv"] }]);
    expect(await matches(db)).toHaveLength(5);
  });

  it("is one of thousands in a few statements, the first time and again", async () => {
    const { db, takeStatements } = await open();
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      address: `r${i}@example.org`,
      topics: [`ti:"word${i % 300} other"`, "*"],
      zone: "Europe/Berlin",
    }));
    takeStatements();
    expect(await order(db, many)).toMatchObject({ subscribers: 3_000, subscriptions: 6_000 });
    expect(takeStatements().length).toBeLessThan(40);
    expect(await order(db, many)).toMatchObject({ subscribers: 0, subscriptions: 0 });
    expect(takeStatements().length).toBeLessThan(40);
    const zones = await sql<{
      zone: string;
      count: number;
    }>`select zone, count(*) as count from subscriber group by 1`.execute(db);
    expect(zones.rows).toEqual([{ zone: "Europe/Berlin", count: 3_000 }]);
  });
});

describeOnBoth("leaving", (open) => {
  it("cancels what is not handed over yet and releases its papers", async () => {
    const { db } = await open();
    await order(db, [ada("*")]);
    await takeIn(db, makeOrder(makeListings(1)));
    const [subscriber] = await listSubscribers(db);
    const at = NOON.toString();
    const run = await db
      .insertInto("run")
      .values({ kind: "digests", key: "2026-05-14", started_at: at })
      .returning("id")
      .executeTakeFirstOrThrow();
    const digest = await db
      .insertInto("digest")
      .values({
        subscriber_id: subscriber?.id as number,
        run_id: run.id,
        local_on: "2026-05-14",
        kind: "digest",
        zone: "UTC",
        hour: "08:00",
        compiled_at: at,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await db
      .insertInto("shown")
      .values({ subscriber_id: subscriber?.id as number, paper_id: 1, digest_id: digest.id })
      .execute();
    const key = "ada@example.org";
    const message = await db
      .insertInto("message")
      .values({
        kind: "digest",
        key: "1",
        digest_id: digest.id,
        channel: "email",
        address: key,
        address_key: key,
        created_at: at,
        expires_at: "2026-05-15T08:00:00Z",
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await db
      .insertInto("delivery")
      .values({ message_id: message.id, channel: "email", state: "pending", due_at: at, updated_at: at })
      .execute();
    expect(await leave(db, { channel: "email", address: key, key }, NOON)).toEqual({ ended: 1, cancelled: 1 });
    expect(await db.selectFrom("delivery").select(["state", "reason"]).execute()).toEqual([
      { state: "cancelled", reason: "the reader left" },
    ]);
    expect(await db.selectFrom("shown").selectAll().execute()).toEqual([]);
  });
});
