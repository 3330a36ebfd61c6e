/** An operator's word on which papers are one: merged, taken back, logged, and kept by what is read later. */
import { expect, it } from "vitest";
import { listDecisions } from "../../src/db/archive-names.ts";
import type { Db } from "../../src/db/open.ts";
import { saveSources } from "../../src/db/sources.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { findPaper, mergeByHand, splitByHand } from "../../src/pipeline/merge.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";

const LATER = NOON.add({ hours: 1 });
const preprint = makeListing({ arxiv: "2605.00001", title: "A Preprint" });
const article = makeListing({
  source: "feed/example.org",
  sourceKey: "x",
  ids: [{ scheme: "doi", value: "10.1000/x" }],
  title: "An Article",
  projectUrl: "https://example.org/x",
});
const merge = (db: Db, a: string, b: string) => db.transaction().execute((tx) => mergeByHand(tx, a, b, NOON));
const split = (db: Db, name: string) => db.transaction().execute((tx) => splitByHand(tx, name, LATER));
const papers = (db: Db) =>
  db.selectFrom("paper").select(["id", "merged_into", "title", "project_url"]).orderBy("id").execute();

describeOnBoth("an operator", (open) => {
  async function begin(listings: Listing[] = [article, preprint]) {
    const { db } = await open();
    await saveSources(db, ["feed/example.org"], NOON.toString());
    for (const listing of listings) await takeIn(db, makeOrder([listing]));
    return db;
  }

  it("merges two papers by any of their names; the one with an arXiv id stays, takes what it lacks, and both names lead to it", async () => {
    const db = await begin();
    expect(await merge(db, "10.1000/X", "arXiv:2605.00001v2")).toEqual({ ok: true, into: 2, other: 1 });
    expect(await papers(db)).toEqual([
      { id: 1, merged_into: 2, title: "An Article", project_url: "https://example.org/x" },
      { id: 2, merged_into: null, title: "A Preprint", project_url: "https://example.org/x" },
    ]);
    for (const name of ["1", "#2", "https://arxiv.org/abs/2605.00001", "https://doi.org/10.1000/x"])
      expect((await findPaper(db, name))?.survivor).toBe(2);
    expect(await listDecisions(db, 2, 5)).toMatchObject([
      { decision: "merged", paperId: 2, otherId: 1, rule: "operator", undoneAt: null },
    ]);
  });

  it("gives the survivor the never-twice rows of both", async () => {
    const db = await begin();
    const [reader] = await db
      .insertInto("subscriber")
      .values({
        channel: "email",
        address: "a@example.org",
        address_key: "a@example.org",
        zone: "UTC",
        hour: "08:00",
        created_at: NOON.toString(),
      })
      .returning("id")
      .execute();
    await db
      .insertInto("shown")
      .values({ subscriber_id: reader?.id as number, paper_id: 1 })
      .execute();
    await merge(db, "1", "2");
    expect(await db.selectFrom("shown").select("paper_id").orderBy("paper_id").execute()).toEqual([
      { paper_id: 1 },
      { paper_id: 2 },
    ]);
  });

  it("takes it back by either name: both are as they were, and what is read later keeps them apart", async () => {
    const db = await begin();
    await merge(db, "1", "2");
    expect(await split(db, "2605.00001")).toEqual({ ok: true, paperId: 1, from: 2 });
    expect(await papers(db)).toEqual([
      { id: 1, merged_into: null, title: "An Article", project_url: "https://example.org/x" },
      { id: 2, merged_into: null, title: "A Preprint", project_url: null },
    ]);
    expect((await listDecisions(db, null, 5)).map((each) => [each.decision, each.undoneAt !== null])).toEqual([
      ["split", false],
      ["merged", true],
    ]);
    const both = makeListing({
      sourceKey: "both",
      listedOn: "2026-05-15",
      ids: [...preprint.ids, ...article.ids],
      title: "A Preprint",
    });
    await takeIn(db, makeOrder([both]));
    expect((await papers(db)).map((row) => row.merged_into)).toEqual([null, null]);
  });

  it("may merge again what was split", async () => {
    const db = await begin();
    await merge(db, "1", "2");
    await split(db, "1");
    expect(await merge(db, "2", "1")).toEqual({ ok: true, into: 2, other: 1 });
    await takeIn(db, makeOrder([{ ...article, upvotes: 9 }]));
    expect((await papers(db)).map((row) => row.merged_into)).toEqual([2, null]);
  });

  it("is told what cannot be", async () => {
    const db = await begin([article, preprint, makeListing({ arxiv: "2605.00002" })]);
    const no = (cause: string) => ({ ok: false, cause: expect.stringContaining(cause) });
    expect(await merge(db, "2605.00001", "2605.00002")).toEqual(no("two arXiv ids are never one"));
    expect(await merge(db, "2605.00001", "2605.99999")).toEqual(no("there is no paper 2605.99999"));
    expect(await merge(db, "hello", "1")).toEqual(no("there is no paper hello"));
    expect(await merge(db, "2", "2605.00001")).toEqual(no("are one paper already"));
    expect(await split(db, "2")).toEqual(no("was not merged with another"));
    expect(await split(db, "77")).toEqual(no("there is no paper 77"));
  });

  it("names which to split off where there are several", async () => {
    const second = makeListing({
      sourceKey: "y",
      ids: [{ scheme: "doi", value: "10.1000/y" }],
      title: "Another Article",
    });
    const db = await begin([article, preprint, second]);
    await merge(db, "2", "1");
    await merge(db, "2", "3");
    expect(await split(db, "2")).toEqual({ ok: false, cause: "paper 2 was merged with 1, 3: name which to split off" });
    expect(await split(db, "10.1000/y")).toEqual({ ok: true, paperId: 3, from: 2 });
    expect((await papers(db)).map((row) => row.merged_into)).toEqual([2, null, null]);
  });
});
