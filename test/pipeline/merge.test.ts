/** Merging on both databases: pointers, never-twice rows, old identifiers and titles. */
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { listPapersLike } from "../../src/db/papers.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder, makePageListing } from "../support/listings.ts";

const doi = (value: string) => ({ scheme: "doi", value: `10.1/${value}` }) as const;
const arxiv = { scheme: "arxiv", value: "2605.00001" } as const;
const make = (sourceKey: string, ids: Listing["ids"], title = `The Paper Known as ${sourceKey}`) =>
  makeListing({ sourceKey, ids, title });
const AT = "2026-05-14T12:00:00Z";

const papersOf = (db: Db) => db.selectFrom("paper").select(["id", "merged_into"]).orderBy("id").execute();

async function addReaders(db: Db, count: number): Promise<number[]> {
  const rows = Array.from({ length: count }, (_, i) => ({
    channel: "email" as const,
    address: `r${i}@example.org`,
    address_key: `r${i}@example.org`,
    zone: "UTC",
    hour: "08:00",
    created_at: AT,
  }));
  return (await db.insertInto("subscriber").values(rows).returning("id").execute()).map((row) => row.id);
}

describeOnBoth("a listing that names identifiers of two papers", (open) => {
  it("merges them into the one with an arXiv id, which then counts as shown to the readers of both", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder([make("a", [doi("a")]), make("b", [arxiv])]));
    const [x, y] = await addReaders(db, 2);
    await db
      .insertInto("shown")
      .values([
        { subscriber_id: x as number, paper_id: 1 },
        { subscriber_id: x as number, paper_id: 2 },
        { subscriber_id: y as number, paper_id: 1 },
      ])
      .execute();
    await takeIn(db, makeOrder([make("both", [doi("a"), arxiv])]));
    expect(await papersOf(db)).toEqual([
      { id: 1, merged_into: 2 },
      { id: 2, merged_into: null },
    ]);
    const shown = await db
      .selectFrom("shown")
      .select(["subscriber_id", "paper_id"])
      .orderBy("subscriber_id")
      .orderBy("paper_id")
      .execute();
    expect(shown.filter((row) => row.paper_id === 2).map((row) => row.subscriber_id)).toEqual([x, y]);
    expect(shown).toHaveLength(4);
    const log = await db.selectFrom("identity_log").select(["decision", "paper_id", "other_id", "rule"]).execute();
    expect(log).toEqual([{ decision: "merged", paper_id: 2, other_id: 1, rule: "id" }]);
  });

  it("merges a chain at once: all point at the last survivor, with all never-twice rows", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder([make("a", [doi("a")]), make("b", [doi("b")]), make("c", [arxiv])]));
    const [reader] = await addReaders(db, 1);
    await db
      .insertInto("shown")
      .values({ subscriber_id: reader as number, paper_id: 2 })
      .execute();
    await takeIn(db, makeOrder([make("ab", [doi("a"), doi("b")]), make("ac", [doi("a"), arxiv])]));
    expect(await papersOf(db)).toEqual([
      { id: 1, merged_into: 3 },
      { id: 2, merged_into: 3 },
      { id: 3, merged_into: null },
    ]);
    const shown = await db.selectFrom("shown").select("paper_id").orderBy("paper_id").execute();
    expect(shown.map((row) => row.paper_id)).toEqual([2, 3]);
  });

  it("merges hundreds of pairs in as many statements as one", async () => {
    const { db, takeStatements } = await open();
    const count = async (from: number, to: number) => {
      const keys = Array.from({ length: to - from }, (_, i) => `n${from + i}`);
      await takeIn(db, makeOrder(keys.flatMap((key) => [make(key, [doi(key)]), make(`${key}x`, [doi(`${key}x`)])])));
      takeStatements();
      await takeIn(db, makeOrder(keys.map((key) => make(`${key}y`, [doi(key), doi(`${key}x`)]))));
      return takeStatements().length;
    };
    expect(await count(100, 300)).toBeLessThanOrEqual(await count(0, 1));
    expect((await papersOf(db)).filter((paper) => paper.merged_into !== null)).toHaveLength(201);
  });

  it("leaves the old id, the old identifier and the old title leading to the survivor", async () => {
    const { db } = await open();
    const lost = make("a", [doi("a")], "An Earlier Name of This Very Paper");
    await takeIn(db, makeOrder([lost, make("b", [arxiv])]));
    await takeIn(db, makeOrder([make("both", [doi("a"), arxiv])]));
    expect((await listPapersLike(db, [doi("a")], [], [])).papers.map((paper) => paper.id)).toEqual([2]);
    const counts = await takeIn(db, makeOrder([makePageListing({ title: lost.title, abstract: null })]));
    expect(counts.new).toBe(0);
    const page = await db
      .selectFrom("listing")
      .select("paper_id")
      .where("source", "=", "page")
      .executeTakeFirstOrThrow();
    expect(page.paper_id).toBe(2);
  });
});
