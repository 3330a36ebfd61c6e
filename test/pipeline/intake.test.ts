/** Intake on both databases: what listings become, and that every one is counted once. */
import { expect, it } from "vitest";
import { listCandidates } from "../../src/db/matches.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, makePageListing, NOON } from "../support/listings.ts";

const TITLE = "One Long Title That Several Sources Share";

describeOnBoth("intake", (open) => {
  it("counts each listing once as new, updated, seen or failed, and records the four", async () => {
    const { db } = await open();
    const [a, b, c] = makeListings(3);
    if (!a || !b || !c) throw new Error("three were made");
    const unread = [{ at: "item 4", name: "2605.00009", reason: "title is missing" }];
    expect(await takeIn(db, makeOrder([a, b], { unread }))).toEqual({
      listings: 3,
      new: 2,
      updated: 0,
      seen: 0,
      failed: 1,
    });
    const again = makeOrder([a, { ...b, upvotes: 99 }, c], { unread });
    expect(await takeIn(db, again)).toEqual({ listings: 4, new: 1, updated: 1, seen: 1, failed: 1 });
    const rows = await db
      .selectFrom("intake")
      .select(["listings", "new", "updated", "seen", "failed", "state", "cause"])
      .orderBy("id")
      .execute();
    expect(rows[1]).toEqual({
      listings: 4,
      new: 1,
      updated: 1,
      seen: 1,
      failed: 1,
      state: "partial",
      cause: "1 unread: 2605.00009: title is missing",
    });
    expect(await takeIn(db, makeOrder([]))).toEqual({ listings: 0, new: 0, updated: 0, seen: 0, failed: 0 });
  });

  it("takes the last word of a listing that an answer names twice, and reading it again changes nothing", async () => {
    const { db } = await open();
    const listing = makeListing({ upvotes: 1 });
    const order = makeOrder([
      listing,
      { ...listing, upvotes: 2 },
      ...makeListings(3, {}, 10),
      { ...listing, upvotes: 3 },
    ]);
    expect(await takeIn(db, order)).toEqual({ listings: 6, new: 4, updated: 0, seen: 2, failed: 0 });
    for (let i = 0; i < 2; i++)
      expect(await takeIn(db, order)).toEqual({ listings: 6, new: 0, updated: 0, seen: 6, failed: 0 });
    const paper = await db
      .selectFrom("paper")
      .select("upvotes")
      .where("arxiv_id", "=", "2605.00001")
      .executeTakeFirstOrThrow();
    expect(paper.upvotes).toBe(3);
  });

  it("makes one paper of a paper on two days, first listed on the earlier, and keeps both listings", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder([makeListing()]));
    await takeIn(db, makeOrder([makeListing({ listedOn: "2026-05-11" })]));
    expect(await db.selectFrom("paper").select("first_listed_on").execute()).toEqual([
      { first_listed_on: "2026-05-11" },
    ]);
    expect(await db.selectFrom("listing").select("listed_on").orderBy("listed_on").execute()).toHaveLength(2);
  });

  it("shows Hugging Face's content whichever came first, the page's only where that says nothing", async () => {
    const page = makePageListing({
      title: TITLE.toUpperCase(),
      comments: 9,
      organisation: { slug: "x", name: "Lab X" },
    });
    const answer = makeListing({ title: TITLE, comments: 4 });
    for (const order of [
      [page, answer],
      [answer, page],
    ]) {
      const { db } = await open();
      for (const listing of order) await takeIn(db, makeOrder([listing]));
      const papers = await db
        .selectFrom("paper")
        .select(["title", "arxiv_id", "comments", "organisation", "source"])
        .execute();
      expect(papers).toEqual([
        {
          title: TITLE,
          arxiv_id: "2605.00001",
          comments: 4,
          organisation: { slug: "x", name: "Lab X" },
          source: "huggingface",
        },
      ]);
      const second = await db
        .selectFrom("listing")
        .select("content")
        .where("source", "=", order[1]?.source ?? "")
        .executeTakeFirstOrThrow();
      expect((second.content as { title: string } | null)?.title).toBe(order[1]?.title);
      expect((await db.selectFrom("identity_log").select(["decision", "rule"]).execute())[0]).toEqual({
        decision: "joined",
        rule: "title",
      });
    }
  });

  it("raises the revision for content, not for counters", async () => {
    const { db } = await open();
    const revision = async () => (await db.selectFrom("paper").select("revision").executeTakeFirstOrThrow()).revision;
    await takeIn(db, makeOrder([makeListing()]));
    await takeIn(db, makeOrder([makeListing({ upvotes: 50 })]));
    expect(await revision()).toBe(1);
    await takeIn(db, makeOrder([makeListing({ upvotes: 50, summary: "In one sentence." })]));
    expect(await revision()).toBe(2);
  });

  it("keeps one signal a paper and day, the day's latest", async () => {
    const { db } = await open();
    for (const [hours, upvotes] of [
      [0, 1],
      [2, 5],
      [24, 8],
    ] as const)
      await takeIn(db, makeOrder([makeListing({ upvotes })], { at: NOON.add({ hours }) }));
    const signals = await db.selectFrom("signal").select(["observed_on", "upvotes"]).orderBy("observed_on").execute();
    expect(signals).toEqual([
      { observed_on: "2026-05-14", upvotes: 5 },
      { observed_on: "2026-05-15", upvotes: 8 },
    ]);
  });

  it("marks no back-filled paper for matching until a live listing of it comes", async () => {
    const { db } = await open();
    const candidates = async () => (await listCandidates(db)).flatMap((each) => each.paper_ids).length;
    await takeIn(db, makeOrder(makeListings(3), { live: false }));
    expect(await candidates()).toBe(0);
    expect(await takeIn(db, makeOrder(makeListings(1)))).toEqual({
      listings: 1,
      new: 0,
      updated: 0,
      seen: 1,
      failed: 0,
    });
    expect(await candidates()).toBe(1);
    await takeIn(db, makeOrder([makeListing({ upvotes: 77 })], { live: false }));
    const live = await db
      .selectFrom("listing")
      .select("live")
      .where("source_key", "=", "2605.00001")
      .executeTakeFirstOrThrow();
    expect(live.live).toBe(true);
  });

  it("flags abstracts that are alike but not the same, naming both papers, and joins nothing", async () => {
    const { db } = await open();
    const first = makeListing({ sourceKey: "a", ids: [], title: "An Old Title" });
    const words = (first.abstract ?? "").split(" ");
    const second = makeListing({
      sourceKey: "b",
      ids: [],
      title: "A New Name",
      abstract: [
        ...words.slice(0, 85),
        ...(makeListing({ arxiv: "2605.00002" }).abstract ?? "").split(" ").slice(85),
      ].join(" "),
    });
    await takeIn(db, makeOrder([first, second]));
    const [flag] = await db.selectFrom("identity_log").select(["decision", "paper_id", "other_id", "rule"]).execute();
    const papers = await db.selectFrom("paper").select("id").orderBy("id").execute();
    expect(flag).toEqual({ decision: "flagged", paper_id: papers[0]?.id, other_id: papers[1]?.id, rule: "text" });
  });
});
