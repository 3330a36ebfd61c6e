/** Forgetting old history: nothing that was shown comes again, books balance, and what is open or last stays. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { countDeliveries } from "../../src/db/deliveries.ts";
import type { Db } from "../../src/db/open.ts";
import { findImbalance, getBooks, listRuns } from "../../src/db/runs.ts";
import { forgetHistory } from "../../src/keeping/retention.ts";
import { describeOnBoth } from "../support/databases.ts";
import { fillLedger } from "../support/ledger.ts";
import { openStation, type Station } from "../support/station.ts";

const count = async (db: Db, table: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}`.execute(db)).rows[0]
    ?.count ?? 0;

async function checkBooks(db: Db): Promise<number> {
  const runs = await listRuns(db, 1_000);
  for (const run of runs)
    expect(findImbalance(await getBooks(db, run.id, await countDeliveries(db, run.id))), run.key).toEqual([]);
  return runs.length;
}

describeOnBoth("history of ten days, of which the last five are kept", (open) => {
  const now = Temporal.Instant.from("2026-07-05T03:17:00Z"); // sixty days after the 6th of May
  const keep = { history: 60, signals: null };

  it("loses its old digests whole, with deliveries and bounces, and its empty runs; the rest stays", async () => {
    const { db } = await open();
    await fillLedger(db, { papers: 200, subscribers: 30, days: 10 });
    const shown = await count(db, "shown");
    expect(await forgetHistory(db, keep, now)).toMatchObject({ digests: 150, runs: 5, signals: 0 });
    for (const table of ["digest", "section", "message", "delivery"]) expect(await count(db, table), table).toBe(150);
    const { rows } = await sql<{ first: string }>`select min(local_on) as first from digest`.execute(db);
    expect(rows[0]?.first).toBe("2026-05-06");
    expect(await checkBooks(db)).toBe(5);
    expect(await count(db, "shown")).toBe(shown);
    expect(await forgetHistory(db, keep, now)).toEqual({ digests: 0, letters: 0, runs: 0, signals: 0 });
  });

  it("keeps what is open, runs that are not finished, and each reader's last digest with papers", async () => {
    const { db } = await open();
    await fillLedger(db, { papers: 200, subscribers: 30, days: 10 });
    await sql`update delivery set state = 'deferred' where id = 1`.execute(db); // of the first day, reader 1
    await sql`update run set finished_at = null where key = '2026-05-02'`.execute(db);
    await sql`update digest set kind = 'quiet', cause = 'none' where subscriber_id = 7 and local_on > '2026-05-03'`.execute(
      db,
    );
    await sql`insert into missed select 3, '2026-05-03', r.id, 'stopped', g.id from run r, digest g
      where r.key = '2026-05-03' and g.subscriber_id = 3 and g.local_on = '2026-05-04'`.execute(db);
    await forgetHistory(db, keep, now);
    const { rows } = await sql<{ left: string }>`
      select local_on || ' ' || subscriber_id as left from digest where local_on < '2026-05-06' order by local_on, subscriber_id`.execute(
      db,
    );
    const left = rows.map((row) => row.left);
    expect(left.filter((each) => !each.startsWith("2026-05-02"))).toEqual([
      "2026-05-01 1",
      "2026-05-03 7",
      "2026-05-04 7",
      "2026-05-05 7",
    ]);
    expect(left.filter((each) => each.startsWith("2026-05-02"))).toHaveLength(30);
    expect(await checkBooks(db)).toBe(10);
    // A missed date goes with the digest that made up for it: without that it would look as if nothing had.
    expect(await db.selectFrom("missed").select("digest_id").execute()).toEqual([]);
  });

  it("loses letters, and sign-ups that nobody confirmed; who confirmed stays, and what is young", async () => {
    const { db } = await open();
    await fillLedger(db, { papers: 20, subscribers: 2, days: 1 });
    await sql`delete from signup`.execute(db);
    const ages = ["2026-05-01", "2026-07-01"];
    for (const [i, asked] of ages.entries()) {
      for (const confirmed of [null, asked]) {
        await sql`insert into signup (address, address_key, domain, topics, zone, hour, cadence, client, asked_at, expires_at, confirmed_at)
          values ('a', ${`${i} ${confirmed !== null}`}, 'd', '[]', 'UTC', '08:00', 'daily', 'c', ${asked}::timestamptz, ${asked}::timestamptz, ${confirmed}::timestamptz)`.execute(
          db,
        );
      }
      await sql`insert into letter (kind, subscriber_id, address, address_key, asked_at, expires_at) values ('link', 1, 'a', ${asked}, ${asked}::timestamptz, ${asked}::timestamptz)`.execute(
        db,
      );
      const id = 1_000 + i;
      await sql`insert into message (id, kind, key, channel, address, address_key, created_at, expires_at) values (${id}, 'notice', ${asked}, 'email', 'a', 'a', ${asked}::timestamptz, ${asked}::timestamptz)`.execute(
        db,
      );
      await sql`insert into delivery (message_id, state, channel, due_at, updated_at) values (${id}, 'accepted', 'email', now(), now())`.execute(
        db,
      );
    }
    expect(await forgetHistory(db, keep, now)).toMatchObject({ letters: 3 });
    expect(
      (await db.selectFrom("signup").select("address_key").orderBy("id").execute()).map((row) => row.address_key),
    ).toEqual(["0 true", "1 false", "1 true"]);
    expect((await db.selectFrom("letter").select("address_key").execute()).map((row) => row.address_key)).toEqual([
      "2026-07-01",
    ]);
    expect(
      (await db.selectFrom("message").select("key").where("kind", "=", "notice").execute()).map(({ key }) => key),
    ).toEqual(["2026-07-01"]);
  });

  it("loses votes by day, and papers keep those they have", async () => {
    const { db } = await open();
    await fillLedger(db, { papers: 200, subscribers: 1, days: 1 });
    const votes = await sql`select id, upvotes from paper order by id`.execute(db);
    const old = (
      await sql<{
        count: number;
      }>`select count(*)::integer as count from signal where observed_on < '2026-05-06'`.execute(db)
    ).rows[0]?.count;
    expect(old).toBeGreaterThan(0);
    expect(await forgetHistory(db, { history: null, signals: 60 }, now)).toMatchObject({ signals: old, digests: 0 });
    expect(await sql`select id, upvotes from paper order by id`.execute(db)).toMatchObject({ rows: votes.rows });
  });

  it("is kept whole where the settings say nothing", async () => {
    const { db } = await open();
    await fillLedger(db, { papers: 20, subscribers: 2, days: 3 });
    const { keep: unset } = readConfig({});
    await forgetHistory(db, unset, Temporal.Instant.from("2099-01-01T00:00:00Z"));
    expect(await count(db, "digest")).toBe(6);
    expect(await count(db, "signal")).toBeGreaterThan(0);
  });
});

describe("after history is forgotten", () => {
  let station: Station;
  beforeEach(async () => {
    station = await openStation({});
  });
  afterEach(() => station.close());

  /** As a mistake would have it: every match is open to the reader's topics once more. */
  const openAgain = () =>
    station.db.updateTable("subscription").set({ covered_seq: 0, start_seq: 0, starts_on: "2026-01-01" }).execute();

  it("nothing that a reader was shown comes again", async () => {
    station.at("2026-05-13T12:00:00Z");
    await station.subscribe({ address: "ada@example.org", topics: ["*"] });
    station.at("2026-05-14T05:00:00Z");
    await station.intake("2026-05-13");
    expect((await station.run("2026-05-14")).books.digests).toBe(1);
    station.at("2026-05-15T05:00:00Z");
    await station.intake("2026-05-14");
    expect((await station.run("2026-05-15")).books.digests).toBe(1);
    const shown = await count(station.db, "shown");

    station.at("2026-09-01T05:00:00Z");
    const forgotten = await forgetHistory(
      station.db,
      { history: 60, signals: 60 },
      Temporal.Instant.from("2026-09-01T05:00:00Z"),
    );
    expect(forgotten).toMatchObject({ digests: 1, runs: 1 });
    expect(await count(station.db, "shown")).toBe(shown);
    await openAgain();
    const again = await station.run("2026-09-01");
    expect(again.imbalance).toEqual([]);
    expect(again.books.items).toBe(0);
    // Without the never-twice rows they would have come.
    await station.db.deleteFrom("shown").execute();
    await openAgain();
    expect((await station.run("2026-09-02")).books.items).toBeGreaterThan(0);
  });
});

it("the settings name days, and nothing shorter than what stretches and catch-ups look back", () => {
  expect(readConfig({ PAPERBOY_KEEP_HISTORY: "365", PAPERBOY_KEEP_SIGNALS: "forever" }).keep).toEqual({
    history: 365,
    signals: null,
  });
  for (const value of ["59", "0", "-1", "1.5", "a year", "99999"])
    expect(() => readConfig({ PAPERBOY_KEEP_HISTORY: value }), value).toThrow(
      /PAPERBOY_KEEP_HISTORY must be forever, or a whole number of days/,
    );
});
