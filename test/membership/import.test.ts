/** Importing subscribers: who agreed, who is asked, who is left alone; again and again with the same end. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { listSubscriberPage } from "../../src/db/subscriber-exchange.ts";
import type { Incoming, Standing, SubscriberRecord } from "../../src/domain/exchange/record.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { type ImportRules, importBatch, type Met } from "../../src/membership/import-subscribers.ts";
import { leave } from "../../src/membership/leave.ts";
import { eraseReader, hashAddress } from "../../src/membership/personal-data.ts";
import { confirmSignup } from "../../src/membership/sign-up.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { reckonDueTimes } from "../../src/pipeline/reckon.ts";
import { describeOnBoth } from "../support/databases.ts";
import { order } from "../support/orders.ts";

const now = Temporal.Instant.from("2026-05-14T05:00:00Z");
const SECRET = "a".repeat(32);
const rules: ImportRules = {
  ...{ confirmed: true, suppressions: false, dryRun: false, match: matchWaiting, reckon: reckonDueTimes },
  hashOf: (address) => hashAddress(SECRET, address),
};
const met = (...barred: string[]): Met => ({ seen: new Set(), barred: new Set(barred) });
let line = 0;
const of = (address: string, record: Partial<SubscriberRecord> = {}, standing: Standing = "subscribed"): Incoming => ({
  ...{ line: ++line, address, standing, problem: null },
  record: { address, topics: [{ topic: "moe" }], ...record },
});
const addressOf = (text: string) => {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
};
const outcomes = async (db: Db, batch: Incoming[], change: Partial<ImportRules> = {}, known = met()) =>
  (await importBatch(db, batch, { ...rules, ...change }, known, now)).map(({ outcome }) => outcome);
const countRows = async (db: Db, table: string) =>
  (await sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}`.execute(db)).rows[0]?.count;

describeOnBoth("importing subscribers", (open) => {
  const whole: SubscriberRecord = {
    ...{ address: "Ada@Example.org", at: "07:30", zone: "Europe/Berlin", most: 12, quiet: "always", waits: true },
    ...{ paused_until: "2026-12-24", confirmed: true },
    topics: [
      {
        ...{ topic: '"mixture of experts" OR MoE', name: "Experts", cadence: "weekly:fri" },
        ...{ cap: 7, threshold: "clear", votes: false },
      },
      { topic: "*", name: "All", cadence: "weekdays", cap: 3, threshold: "any", votes: true },
    ],
  };
  const kept = {
    ...{ address: "Ada@Example.org", hour: "07:30", zone: "Europe/Berlin", most: 12, quiet_notes: "always" },
    ...{ waits: true, paused_until: "2026-12-24", confirmed: true, suppressed: null },
    topics: [
      { name: "Experts", cadence: "weekly:fri", cap: 7, threshold: expect.closeTo(0.6), signal: false },
      { name: "All", cadence: "weekdays", cap: 3, threshold: 0, signal: true },
    ],
  };
  const confirm = (db: Db, id: number) => confirmSignup(db, id, now, { ...rules, operator: null });

  it("keeps topics, names, cadence, cap, threshold, votes, hour, zone, quiet notes, pause and limits", async () => {
    const { db } = await open();
    expect(await outcomes(db, [of(whole.address, whole)])).toEqual(["new"]);
    const [first] = await listSubscriberPage(db, 0, 10);
    expect(first).toMatchObject(kept);
    // A topic as it was given out stands for the same topic when it is read again.
    const again = (first?.topics ?? []).map(({ canonical, name, cadence }) => ({ topic: canonical, name, cadence }));
    expect(await outcomes(db, [of("bob@example.org", { topics: again })])).toEqual(["new"]);
    const [, bob] = await listSubscriberPage(db, 0, 10);
    expect(bob?.topics.map(({ canonical }) => canonical)).toEqual(first?.topics.map(({ canonical }) => canonical));
    const { rows } = await sql<{
      readings: string[];
    }>`select array_agg(reading order by number) as readings from subscription group by subscriber_id`.execute(db);
    expect(rows[1]).toEqual(rows[0]); // the sources that it was limited to are in the query, and not told
  });

  it("takes in whatever was given out: a query as long as may be, with the sources that it was limited to", async () => {
    const { db } = await open();
    const longest = Array.from({ length: 64 }, (_, i) => `t${i}`).join(" OR ");
    await order(db, [{ address: "ada@example.org", topics: [longest] }], now);
    const [ada] = await listSubscriberPage(db, 0, 10);
    const topics = (ada?.topics ?? []).map(({ canonical, name }) => ({ topic: canonical, name }));
    expect(await outcomes(db, [of("bob@example.org", { topics })])).toEqual(["new"]);
  });

  it("asks each by one mail where the operator does not say that they agreed, once however often it is run", async () => {
    const { db } = await open();
    const batch = () => [of("ada@example.org"), of("bob@example.org", { at: "06:00", zone: "Asia/Tokyo" })];
    expect(await outcomes(db, batch(), { confirmed: false })).toEqual(["asked", "asked"]);
    expect(await outcomes(db, batch(), { confirmed: false })).toEqual(["known", "known"]);
    expect(await countRows(db, "subscriber")).toBe(0);
    const { rows } =
      await sql`select g.address, g.topics, g.zone, g.hour, m.kind, d.state, m.expires_at = g.expires_at as same
      from signup g join message m on m.key = 'signup-' || g.id join delivery d on d.message_id = m.id order by g.id`.execute(
        db,
      );
    const mail = { topics: ["moe"], kind: "confirm", state: "pending", same: true };
    expect(rows).toEqual([
      { ...mail, address: "ada@example.org", zone: "UTC", hour: "08:00" },
      { ...mail, address: "bob@example.org", zone: "Asia/Tokyo", hour: "06:00" },
    ]);
    expect(await outcomes(db, [of("slack:C0123ABCD")], { confirmed: false })).toEqual(["invalid"]);
  });

  it("keeps all of it of somebody who says yes, and lets it be of whoever had subscribed meanwhile", async () => {
    const { db } = await open();
    const eve = { ...whole, address: "eve@example.org" };
    expect(await outcomes(db, [of(whole.address, whole), of(eve.address, eve)], { confirmed: false })).toEqual([
      "asked",
      "asked",
    ]);
    await order(db, [{ address: eve.address, topics: ["zebras"], at: "05:00" }], now);
    expect(await confirm(db, 1)).toMatchObject({ ok: true, topics: ["Experts", "All"] });
    expect(await confirm(db, 2)).toMatchObject({ ok: true });
    const [other, ada] = await listSubscriberPage(db, 0, 10);
    expect(ada).toMatchObject(kept);
    expect(other).toMatchObject({
      address: eve.address,
      hour: "05:00",
      most: 30,
      quiet_notes: "some",
      paused_until: null,
    });
    expect(other?.topics.map(({ name, cap }) => [name, cap])).toEqual([
      ["zebras", 10],
      ["Experts", 10],
      ["All", 10],
    ]);
  });

  it("asks, of those who agreed, whoever had not confirmed where the file comes from", async () => {
    const { db } = await open();
    expect(
      await outcomes(db, [of("ada@example.org", { confirmed: false }), of("bob@example.org", { confirmed: true })]),
    ).toEqual(["asked", "new"]);
  });

  it("leaves those who are known as they are, also who left here, and changes nothing the second time", async () => {
    const { db } = await open();
    const batch = (topic: string) => [
      of("ada@example.org", { topics: [{ topic }], at: "09:00" }),
      of("bob@example.org"),
    ];
    expect(await outcomes(db, batch("moe"))).toEqual(["new", "new"]);
    await leave(db, addressOf("bob@example.org"), now);
    const before = await listSubscriberPage(db, 0, 10);
    expect(await outcomes(db, batch("agents"))).toEqual(["known", "known"]);
    expect(await listSubscriberPage(db, 0, 10)).toEqual(before);
    expect(before.map(({ topics }) => topics.length)).toEqual([1, 0]);
  });

  it("never subscribes who left, was blocked or bounced elsewhere, in this file or in another", async () => {
    const { db } = await open();
    const batch = [
      of("a@example.org", {}, "unsubscribed"),
      of("b@example.org", {}, "blocked"),
      of("c@example.org", {}, "cleaned"),
      of("D@example.org"),
      of("e@example.org", { topics: [] }),
    ];
    expect(await outcomes(db, batch, {}, met("email d@example.org"))).toEqual(Array(5).fill("unsubscribed"));
    expect(await countRows(db, "subscriber")).toBe(0);
    expect(await countRows(db, "suppression")).toBe(0);
    await outcomes(db, batch, { suppressions: true });
    const { rows } = await sql`select address_key, reason from suppression order by 1`.execute(db);
    expect(rows).toEqual([
      { address_key: "b@example.org", reason: "blocked elsewhere" },
      { address_key: "c@example.org", reason: "cleaned elsewhere" },
    ]);
  });

  it("writes to nobody who is suppressed here or there, or was forgotten", async () => {
    const { db } = await open();
    await sql`insert into suppression values ('email', 'ada@example.org', 'complaint', now())`.execute(db);
    await outcomes(db, [of("bob@example.org")]);
    await eraseReader(db, addressOf("bob@example.org"), SECRET, now);
    const batch = [of("Ada@example.org"), of("bob@example.org"), of("carl@example.org", { suppressed: "hard" })];
    expect(await outcomes(db, batch)).toEqual(["suppressed", "suppressed", "suppressed"]);
    expect(await outcomes(db, batch, { confirmed: false })).toEqual(["suppressed", "suppressed", "suppressed"]);
    // With its suppression it comes over whole: subscribed, and not written to.
    expect(await outcomes(db, batch, { suppressions: true })).toEqual(["suppressed", "suppressed", "new"]);
    const carl = (await listSubscriberPage(db, 0, 10)).find(({ address }) => address === "carl@example.org");
    expect(carl).toMatchObject({ suppressed: "hard", topics: [{ name: "moe" }] });
  });

  it("names what is wrong with a line, takes the first of two, and warns of addresses that end", async () => {
    const { db } = await open();
    const batch = [
      of("no address"),
      of("ada@example.org", { topics: [{ topic: "(" }] }),
      of("bob@example.org", { zone: "Mars/Olympus" }),
      of("carl@example.org", { topics: [{ topic: "like:none" }] }),
      { ...of("x@example.org"), record: null, problem: "it has 3 cells" },
      of("dora@mailinator.com"),
      of("Dora@Mailinator.com"),
    ];
    const told = await importBatch(db, batch, rules, met(), now);
    expect(told.map(({ outcome }) => outcome)).toEqual([...Array(5).fill("invalid"), "new", "duplicate"]);
    expect(told[5]).toMatchObject({ disposable: true, reason: expect.stringMatching(/mailinator/) });
    expect(told.filter(({ reason }) => reason === "")).toEqual([]);
    expect(await countRows(db, "subscriber")).toBe(1);
  });

  it("writes nothing on trial, and says the same", async () => {
    const { db } = await open();
    const batch = [of("ada@example.org"), of("bob@example.org", { confirmed: false }), of("bad")];
    const trial = await outcomes(db, batch, { dryRun: true, suppressions: true });
    expect(await countRows(db, "subscriber")).toBe(0);
    expect(await countRows(db, "signup")).toBe(0);
    expect(await outcomes(db, batch)).toEqual(trial);
  });
});
