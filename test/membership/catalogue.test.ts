/** The catalogue in the operator's hand: what was changed stays, and whoever follows an entry follows where it points. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { listCatalogue } from "../../src/db/catalogue.ts";
import type { Db } from "../../src/db/open.ts";
import { readTopicRecord } from "../../src/domain/exchange/installation.ts";
import { importCatalogue, seedCatalogue } from "../../src/membership/catalogue.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";
import { openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const entry = (slug: string, query: string, name = slug) =>
  readTopicRecord({ slug, name, group: "Ours", query, description: "" });
const SEEDS = [entry("robots", "robots", "Robots"), entry("zebras", "zebras", "Zebras")];
const KEEP = { replace: false, dryRun: false };

const bring = (db: Db, entries = SEEDS) => seedCatalogue(db, entries, NOON, matchWaiting);
const give = (db: Db, entries: typeof SEEDS, rules = KEEP, now = NOON) =>
  importCatalogue(db, entries, rules, now, matchWaiting);
const queries = async (db: Db) => (await listCatalogue(db)).map(({ slug, query }) => `${slug}: ${query}`);
const running = async (db: Db) =>
  (
    await sql<{ text: string }>`
      select s.address || ' ' || p.number || ' ' || p.name || ' = ' || t.canonical || case when p.ended_at is null then '' else ' (ended)' end as text
      from subscription p join subscriber s on s.id = p.subscriber_id join topic t on t.id = p.topic_id order by s.id, p.number`.execute(
      db,
    )
  ).rows.map(({ text }) => text);

describeOnBoth("the catalogue", (open) => {
  it("is the operator's where the operator changed it, and else what Paperboy brings along", async () => {
    const { db } = await open();
    expect(await bring(db)).toMatchObject({ ok: true, changes: [{ change: "new" }, { change: "new" }] });
    expect(await bring(db)).toEqual({ ok: true, changes: [] });
    expect(await give(db, [entry("zebras", "zebras OR okapi", "Zebras"), entry("moss", "moss")])).toMatchObject({
      changes: [
        { slug: "zebras", change: "changed" },
        { slug: "moss", change: "new" },
      ],
    });
    await bring(db, [entry("robots", "robot*", "Robots"), ...SEEDS.slice(1)]);
    expect(await queries(db)).toEqual(["robots: robot*", "zebras: zebras OR okapi", "moss: moss"]);
  });

  it("with replace is what the file has, in its order; what was removed stays away until it is given again", async () => {
    const { db } = await open();
    await bring(db);
    const order = [entry("moss", "moss"), SEEDS[0] as (typeof SEEDS)[0]];
    const dry = await give(db, order, { replace: true, dryRun: true });
    expect(await queries(db)).toEqual(["robots: robots", "zebras: zebras"]);
    const done = await give(db, order, { replace: true, dryRun: false });
    expect(done).toEqual(dry);
    expect(done).toMatchObject({ changes: [{ change: "new" }, { change: "changed" }, { change: "removed" }] });
    await bring(db);
    expect(await queries(db)).toEqual(["moss: moss", "robots: robots"]);
    expect(await give(db, SEEDS)).toMatchObject({ changes: [{ change: "same" }, { change: "new" }] });
  });

  it("takes nothing of a file with a wrong entry, and names each", async () => {
    const { db } = await open();
    await bring(db);
    const done = await give(db, [
      entry("fine", "fine"),
      entry("Bad Slug", "x"),
      entry("open", '"not closed'),
      entry("fine", "again"),
      entry("mine", "like:k3d4g2vfqhba"),
      entry("long", "x", "n".repeat(81)),
      entry("unnamed", "x", " "),
    ]);
    expect(done).toMatchObject({ ok: false });
    expect(done.ok ? [] : done.problems.map((each) => each.split(":")[0])).toEqual(
      ["Bad Slug", "open", "fine", "mine", "long", "unnamed"].map((slug) => `#${slug}`),
    );
    expect(await queries(db)).toEqual(["robots: robots", "zebras: zebras"]);
  });

  it("refuses entries that exchange their queries: who follows both would lose one", async () => {
    const { db } = await open();
    await bring(db);
    const done = await give(db, [entry("robots", "zebras"), entry("zebras", "robots")]);
    expect(done).toMatchObject({ ok: false, problems: [expect.stringContaining("#robots, #zebras")] });
    expect(await give(db, [entry("robots", "zebras"), entry("zebras", "moss")])).toMatchObject({ ok: true });
  });
});

/** Ada reads daily and Bob on Fridays; both follow #robots. Papers come on the 11th and the 12th, and again on the 13th. */
async function openFollowers(open: () => Promise<TestDatabase>) {
  const database = await open();
  const { db } = database;
  const mill = openMill(database).at("2026-05-10T12:00:00Z");
  await bring(db);
  const topics = ["#robots"];
  await order(
    db,
    [
      { address: "ada@example.org", topics, at: "08:00" },
      { address: "bob@example.org", topics, at: "08:00", cadence: "weekly:fri" },
      { address: "own@example.org", topics: ["robots"], at: "08:00" },
    ],
    mill.now(),
  );
  let number = 0;
  const list = async (listedOn: string, ...titles: string[]) => {
    const listings = titles.map((title) =>
      makeListing({ arxiv: `2605.${20_000 + ++number}`, abstract: null, listedOn, title }),
    );
    await takeIn(db, makeOrder(listings, { listedOn, at: mill.now() }));
  };
  const had = (address: string) =>
    mill.sent
      .filter((each) => each.address === address && each.view.sections.length > 0)
      .map(({ on, view }) => [on, ...view.sections.flatMap(({ items }) => items.map((item) => item.title)).sort()]);
  return { db, mill, list, had };
}

describeOnBoth("who follows an entry", (open) => {
  it("goes where it points: nothing is missed or had twice, by the day or by the week, and own queries stay", async () => {
    const { db, mill, list, had } = await openFollowers(open);
    mill.at("2026-05-11T12:00:00Z");
    await list("2026-05-11", "Robots walk", "Okapi and robots walk", "Okapi walk");
    await mill.hoursUntil("2026-05-12T12:00:00Z");
    await list("2026-05-12", "Robots run", "Okapi run");
    await mill.hoursUntil("2026-05-13T12:00:00Z");
    expect(await give(db, [entry("robots", "okapi OR robots AND sleep", "Okapi")], KEEP, mill.now())).toMatchObject({
      changes: [{ slug: "robots", change: "changed", moved: 2 }],
    });
    await list("2026-05-13", "Okapi sleep", "Robots sit");
    await mill.hoursUntil("2026-05-15T12:00:00Z");

    expect(had("ada@example.org")).toEqual([
      ["2026-05-11", "Okapi and robots walk", "Robots walk"],
      ["2026-05-13", "Robots run"],
      // Back to the day before what she was told last came in: a source may be late by a day.
      ["2026-05-14", "Okapi run", "Okapi sleep", "Okapi walk"],
    ]);
    expect(had("bob@example.org")).toEqual([
      ["2026-05-15", "Okapi and robots walk", "Okapi run", "Okapi sleep", "Okapi walk"],
    ]);
    expect(had("own@example.org").flat()).toContain("Robots sit");
    expect(await running(db)).toEqual([
      "ada@example.org 1 Okapi = (okapi OR robots sleep) (source:huggingface OR source:page)",
      "bob@example.org 1 Okapi = (okapi OR robots sleep) (source:huggingface OR source:page)",
      "own@example.org 1 robots = (source:huggingface OR source:page) robots",
    ]);
    expect(mill.imbalances).toEqual([]);
  });

  it("keeps their own name, settings and number, the sources they chose, and one of two that came to be the same", async () => {
    const { db, mill } = await openFollowers(open);
    await db.updateTable("subscription").set({ name: "Mine", cap: 3 }).where("subscriber_id", "=", 1).execute();
    await order(db, [{ address: "bob@example.org", topics: ["#zebras", "okapi"] }], mill.now());
    await db
      .insertInto("source")
      .values({ name: "feed/late", kind: "feed", created_at: mill.now().toString() })
      .execute();
    await order(db, [{ address: "eve@example.org", topics: ["#robots"] }], mill.now());
    await give(db, [entry("robots", "okapi", "Okapi")], KEEP, mill.now());
    expect(await running(db)).toEqual([
      "ada@example.org 1 Mine = (source:huggingface OR source:page) okapi",
      "bob@example.org 1 Okapi = (source:huggingface OR source:page) robots (ended)",
      "bob@example.org 2 Zebras = (source:huggingface OR source:page) zebras",
      "bob@example.org 3 okapi = (source:huggingface OR source:page) okapi",
      "own@example.org 1 robots = (source:huggingface OR source:page) robots",
      "eve@example.org 1 Okapi = (source:feed/late OR source:huggingface OR source:page) okapi",
    ]);
    expect(await db.selectFrom("subscription").select("cap").where("subscriber_id", "=", 1).execute()).toEqual([
      { cap: 3 },
    ]);
  });

  it("takes an ended topic up again where it points to one, by the settings of the one that was followed", async () => {
    const { db, mill } = await openFollowers(open);
    await order(db, [{ address: "ada@example.org", topics: ["okapi"] }], mill.now());
    await db.updateTable("subscription").set({ ended_at: NOON.toString() }).where("number", "=", 2).execute();
    await db
      .updateTable("subscription")
      .set({ cap: 4 })
      .where("subscriber_id", "=", 1)
      .where("number", "=", 1)
      .execute();
    await give(db, [entry("robots", "okapi", "Okapi")], KEEP, mill.now());
    expect((await running(db)).slice(0, 2)).toEqual([
      "ada@example.org 1 Okapi = (source:huggingface OR source:page) robots (ended)",
      "ada@example.org 2 Okapi = (source:huggingface OR source:page) okapi",
    ]);
    const again = await give(db, [entry("robots", "moss", "Moss")], KEEP, mill.now());
    expect(again).toMatchObject({ changes: [{ moved: 2 }] });
    expect((await running(db))[1]).toBe("ada@example.org 2 Moss = (source:huggingface OR source:page) moss");
    expect(
      await db
        .selectFrom("subscription")
        .select("cap")
        .where("subscriber_id", "=", 1)
        .where("number", "=", 2)
        .execute(),
    ).toEqual([{ cap: 4 }]);
  });

  it("follows what a new version of Paperboy brings along too, and a webhook is not flooded", async () => {
    const { db, mill, list } = await openFollowers(open);
    mill.at("2026-05-11T12:00:00Z");
    await list("2026-05-11", "Okapi walk");
    await sql`insert into webhook (subscription_id, url, covered_seq, made_at) values (1, 'https://example.org', 0, ${NOON.toString()}::timestamptz)`.execute(
      db,
    );
    expect(
      await seedCatalogue(
        db,
        [entry("robots", "okapi"), entry("zebras", "zebras", "Zebras")],
        mill.now(),
        matchWaiting,
      ),
    ).toMatchObject({
      changes: [{ slug: "robots", change: "changed", moved: 2 }, { change: "same" }],
    });
    expect((await running(db))[0]).toMatch(/^ada@example.org 1 robots = .* okapi$/);
    const { rows } = await sql<{ up: boolean }>`
      select w.covered_seq = (select max(seq) from match_batch) and w.covered_seq > 0 as up from webhook w`.execute(db);
    expect(rows).toEqual([{ up: true }]);
  });
});
