/** Splitting on both databases: papers become what they would be had nothing joined them, and the split is remembered. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { splitListing, splitPaper } from "../../src/pipeline/split.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder, makePageListing, NOON } from "../support/listings.ts";

const TITLE = "One Long Title That Several Sources Share";
const doi = (value: string) => ({ scheme: "doi", value: `10.1/${value}` }) as const;
const arxiv = { scheme: "arxiv", value: "2605.00001" } as const;
const make = (sourceKey: string, ids: Listing["ids"], wish: Partial<Listing> = {}) =>
  makeListing({ sourceKey, ids, title: `The Paper Known as ${sourceKey}`, ...wish });
const pageKey = (listing: Listing) => ({
  source: listing.source,
  sourceKey: listing.sourceKey,
  listedOn: listing.listedOn,
});

const inTransaction = <T>(db: Db, work: (tx: Db) => Promise<T>) => db.transaction().execute(work);

/** One reading after the other, a minute apart. */
async function readAll(db: Db, listings: Listing[]): Promise<void> {
  for (const [i, listing] of listings.entries())
    await takeIn(db, makeOrder([listing], { at: NOON.add({ minutes: i + 1 }) }));
}

/** What a paper is, without what only counts its history; and what lists and names it. */
async function describePaper(db: Db, id: number): Promise<object> {
  const row = await db.selectFrom("paper").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { id: _id, revision: _r, joined: _j, created_at: _c, updated_at: _u, ...paper } = row;
  const listings = await db
    .selectFrom("listing")
    .select(["source", "source_key", "listed_on"])
    .where("paper_id", "=", id)
    .orderBy("source")
    .orderBy("listed_on")
    .execute();
  const ids = await db.selectFrom("paper_id").select("value").where("paper_id", "=", id).orderBy("value").execute();
  return { paper, listings, ids };
}

describeOnBoth("a listing that joined by its title", (open) => {
  it("is split off with all its source says of it: both papers are as if they had never met", async () => {
    const day = fc.integer({ min: 10, max: 16 }).map((n) => `2026-05-${n}`);
    const content = fc.record({
      listedOn: day,
      upvotes: fc.option(fc.integer({ min: 0, max: 9 })),
      codeUrl: fc.option(fc.constantFrom("https://example.org/a", "https://example.org/b")),
      summary: fc.option(fc.constantFrom("One thing.", "Another.")),
      organisation: fc.option(fc.constantFrom({ slug: null, name: "Lab" }, { slug: "x", name: "X" })),
      keywords: fc.constantFrom<string[]>([], ["a"], ["b", "c"]),
    });
    const ours = content.map((wish) => makeListing({ title: TITLE, ...wish }));
    const page = content.map((wish) =>
      makePageListing({ title: TITLE, ...wish, ids: wish.codeUrl ? [doi(wish.codeUrl)] : [] }),
    );
    // Each listing once: of one that changes, the last word is kept.
    const selector = (each: Listing) => `${each.source} ${each.listedOn}`;
    const stories = fc.uniqueArray(fc.oneof(ours, page), { minLength: 2, maxLength: 7, selector });
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const joining = story.find((each) => each.source === "page");
        fc.pre(joining !== undefined && story[0]?.source === "huggingface");
        const alone = async (source: string) => {
          const db = (await open()).db;
          await readAll(
            db,
            story.filter((each) => each.source === source),
          );
          return describePaper(db, 1);
        };
        const expected = [await alone("huggingface"), await alone("page")];
        const { db } = await open();
        await readAll(db, story);
        expect(await db.selectFrom("paper").select("id").execute()).toHaveLength(1);
        const split = await inTransaction(db, (tx) => splitListing(tx, pageKey(joining as Listing), NOON));
        if (!split.ok) throw new Error(split.cause);
        expect([await describePaper(db, split.from), await describePaper(db, split.paperId)]).toEqual(expected);
      }),
      { numRuns: 8, seed: 7 },
    );
  });

  it("stays apart when it is read again, changed, or listed on another day", async () => {
    const { db } = await open();
    const [ours, page] = [makeListing({ title: TITLE }), makePageListing({ title: TITLE })];
    await readAll(db, [ours, page]);
    await inTransaction(db, (tx) => splitListing(tx, pageKey(page), NOON));
    const later = { ...page, listedOn: "2026-05-15" };
    const other = { ...ours, listedOn: "2026-05-15" };
    await readAll(db, [page, { ...page, upvotes: 9 }, later, other, { ...ours, upvotes: 3 }]);
    const listings = await db.selectFrom("listing").select(["source", "paper_id"]).orderBy("paper_id").execute();
    expect(listings).toEqual([
      { source: "huggingface", paper_id: 1 },
      { source: "huggingface", paper_id: 1 },
      { source: "page", paper_id: 3 },
      { source: "page", paper_id: 3 },
    ]);
    const log = await db.selectFrom("identity_log").select(["decision", "undone_at"]).orderBy("id").execute();
    expect(log.slice(0, 2).map((row) => [row.decision, row.undone_at !== null])).toEqual([
      ["joined", true],
      ["split", false],
    ]);
    expect(log.slice(2).every((row) => row.decision === "refused")).toBe(true);
  });

  it("makes matches of its own after the split, and both papers wait to be matched", async () => {
    const { db } = await open();
    const page = makePageListing({ title: TITLE });
    await readAll(db, [makeListing({ title: TITLE }), page]);
    await db.deleteFrom("match_candidate").execute();
    const split = await inTransaction(db, (tx) => splitListing(tx, pageKey(page), NOON));
    expect(await db.selectFrom("match_candidate").select("paper_ids").execute()).toEqual([
      { paper_ids: [1, split.ok && split.paperId] },
    ]);
  });

  it("cannot be split twice, nor one that is known by its identifier or not at all", async () => {
    const { db } = await open();
    const [ours, page] = [makeListing({ title: TITLE }), makePageListing({ title: TITLE })];
    await readAll(db, [ours, page]);
    const split = (listing: Listing) => inTransaction(db, (tx) => splitListing(tx, pageKey(listing), NOON));
    expect(await split(ours)).toMatchObject({ ok: false, cause: expect.stringContaining("nothing to take back") });
    expect(await split({ ...page, listedOn: "2020-01-01" })).toMatchObject({ ok: false });
    expect(await split(page)).toMatchObject({ ok: true });
    expect(await split(page)).toMatchObject({ ok: false });
  });
});

describeOnBoth("a listing that joined by its text", (open) => {
  it("is split off into a paper with its own title", async () => {
    const { db } = await open();
    const ours = makeListing({ title: "A First Name for the Work" });
    const page = makePageListing({ title: "Quite Another Name for the Same", abstract: ours.abstract });
    await readAll(db, [ours, page]);
    const split = await inTransaction(db, (tx) => splitListing(tx, pageKey(page), NOON));
    const titles = await db.selectFrom("paper").select("title").orderBy("id").execute();
    expect(split.ok && titles.map((row) => row.title)).toEqual([ours.title, page.title]);
  });
});

describeOnBoth("a merged paper", (open) => {
  const other = make("a", [doi("a")], { abstract: null, summary: "Only the other says it." });
  const survivor = make("b", [arxiv], { codeUrl: null });
  const both = make("both", [doi("a"), arxiv], { title: survivor.title, upvotes: null, comments: null });
  const papersOf = (db: Db) => db.selectFrom("paper").select(["id", "merged_into"]).orderBy("id").execute();
  const split = (db: Db, id: number) => inTransaction(db, (tx) => splitPaper(tx, id, NOON));

  it("is split: each has what its own listings say, also those that came since, and nothing of the other", async () => {
    const { db } = await open();
    const late = { ...other, listedOn: "2026-05-15", upvotes: 77 };
    await readAll(db, [other, survivor, both, late]);
    expect((await papersOf(db)).map((paper) => paper.merged_into)).toEqual([2, null]);
    expect(await split(db, 1)).toEqual({ ok: true, paperId: 1, from: 2 });
    const rows = await db.selectFrom("paper").select(["upvotes", "summary", "merged_into"]).orderBy("id").execute();
    expect(rows).toEqual([
      { upvotes: 77, summary: other.summary, merged_into: null },
      { upvotes: survivor.upvotes, summary: null, merged_into: null },
    ]);
    const listings = await db.selectFrom("listing").select(["source_key", "paper_id"]).orderBy("source_key").execute();
    expect(listings.map((row) => `${row.source_key}@${row.paper_id}`)).toEqual(["a@1", "a@1", "b@2", "both@2"]);
  });

  it("stays apart when the same evidence comes again, and nothing is deleted", async () => {
    const { db } = await open();
    await readAll(db, [other, survivor, both]);
    expect(await split(db, 1)).toMatchObject({ ok: true });
    await takeIn(db, makeOrder([{ ...both, upvotes: 500 }]));
    expect((await papersOf(db)).map((paper) => paper.merged_into)).toEqual([null, null]);
    const log = await db.selectFrom("identity_log").select("decision").orderBy("id").execute();
    expect(log.map((row) => row.decision)).toEqual(["merged", "split", "refused"]);
    expect(await db.selectFrom("listing").select("source_key").execute()).toHaveLength(3);
  });

  it("stays apart on a detour through a third paper", async () => {
    const { db } = await open();
    await readAll(db, [other, survivor, both]);
    await split(db, 1);
    await readAll(db, [make("c", [doi("c")]), make("ac", [doi("c"), doi("a")]), make("cb", [doi("c"), arxiv])]);
    const root = new Map((await papersOf(db)).map((paper) => [paper.id, paper.merged_into ?? paper.id]));
    expect(root.get(1)).not.toBe(root.get(2));
  });

  it("that is not merged, or not there, is told", async () => {
    const { db } = await open();
    await readAll(db, [other, survivor]);
    expect(await split(db, 1)).toEqual({ ok: false, cause: "paper 1 is not merged into another" });
    expect(await split(db, 99)).toEqual({ ok: false, cause: "there is no paper 99" });
  });
});
