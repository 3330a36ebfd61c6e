/** Keys and digests as a reader's programs read them, on both databases. */
import { expect, it } from "vitest";
import { makeApiKey, revokeApiKey } from "../../src/membership/api-keys.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { findReaderByKey } from "../../src/reading/reader.ts";
import { findDigestOf, listDigestsOf } from "../../src/reading/reader-digests.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";
import { openMill } from "../support/mill.ts";
import { ada, order } from "../support/orders.ts";

describeOnBoth("a reader's keys and digests", (open) => {
  it("are found by the key while it stands, with the day it was made", async () => {
    const { db } = await open();
    await order(db, [ada("*")]);
    const made = await makeApiKey(db, 1, NOON);
    if (!made.ok) throw new Error(made.message);
    expect(await findReaderByKey(db, made.id)).toMatchObject({ id: 1, keys: [{ id: made.id, made_on: "2026-05-14" }] });
    expect(await makeApiKey(db, 99, NOON)).toMatchObject({ ok: false });
    expect(await findReaderByKey(db, 99)).toBeNull();
    expect(await revokeApiKey(db, 2, made.id, NOON)).toBe(false);
    expect(await revokeApiKey(db, 1, made.id, NOON)).toBe(true);
    expect(await findReaderByKey(db, made.id)).toBeNull();
  });

  it("are listed by local date, the latest first, and whole as they were frozen", async () => {
    const database = await open();
    const { db } = database;
    await order(db, [ada("quaggas", "zebras")], NOON.subtract({ hours: 48 }));
    await takeIn(db, makeOrder([makeListing({ title: "Quaggas and their kin", upvotes: 7 })]));
    const mill = openMill(database);
    await mill.at("2026-05-14T12:30:00Z").minute();
    await mill.at("2026-05-15T12:30:00Z").minute();
    const page = await listDigestsOf(db, 1, { before: null, limit: 10 });
    expect(page.map(({ on, kind }) => [on, kind])).toEqual([
      ["2026-05-15", "quiet"],
      ["2026-05-14", "digest"],
    ]);
    expect(page[1]?.sections[0]).toEqual({ number: 1, name: "quaggas", papers: 1, more: 0 });
    expect((await listDigestsOf(db, 1, { before: "2026-05-15", limit: 10 })).map(({ on }) => on)).toEqual([
      "2026-05-14",
    ]);
    expect(await listDigestsOf(db, 2, { before: null, limit: 10 })).toEqual([]);
    await db.updateTable("paper").set({ title: "Renamed", upvotes: 99 }).execute();
    expect(await findDigestOf(db, 1, "2026-05-14")).toMatchObject({
      hour: "08:00",
      sections: [
        { number: 1, cards: [{ upvotes: 7, paper: { title: "Quaggas and their kin" } }] },
        { number: 2, cards: [] },
      ],
    });
    expect(await findDigestOf(db, 1, "2026-05-13")).toBeNull();
  });
});
