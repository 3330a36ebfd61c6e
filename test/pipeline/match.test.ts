/** Matching on both databases: what is new to a topic, once; and on Postgres beside intake. */
import { describe, expect, it } from "vitest";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, openPostgres } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, makePageListing, NOON } from "../support/listings.ts";
import { ada, match, matches, order } from "../support/orders.ts";

describeOnBoth("a match", (open) => {
  it("is written once for a topic and paper, whatever is read again", async () => {
    const { db } = await open();
    await order(db, [ada("*")]);
    await takeIn(db, makeOrder(makeListings(2)));
    expect(await match(db)).toMatchObject({ papers: 2, topics: 1, matches: 2 });
    await takeIn(db, makeOrder([makeListing({ upvotes: 70 })]));
    expect(await match(db)).toMatchObject({ papers: 1, matches: 0 });
    expect(await match(db)).toBeNull();
    expect(await matches(db)).toHaveLength(2);
  });

  it("comes when a later vote makes the paper satisfy the topic", async () => {
    const { db } = await open();
    await order(db, [ada("upvotes:>=10 *")]);
    const seqs: (string[] | undefined)[] = [];
    for (const upvotes of [3, 12, 15, 2]) {
      await takeIn(db, makeOrder([makeListing({ upvotes })]));
      await match(db);
      seqs.push(await matches(db));
    }
    expect(seqs.map((each) => each?.length)).toEqual([0, 1, 1, 1]);
  });

  it("comes when another source lists the paper, and not from a back-fill", async () => {
    const { db } = await open();
    await order(db, [ada("source:huggingface *")]);
    const title = "One Long Title That Several Sources Share";
    await takeIn(db, makeOrder([makePageListing({ title })]));
    await match(db);
    await takeIn(db, makeOrder([makeListing({ title })], { live: false }));
    await match(db);
    expect(await matches(db)).toEqual([]);
    await takeIn(db, makeOrder([makeListing({ title })]));
    await match(db);
    expect(await matches(db)).toHaveLength(1);
  });
});

describe("intake and matching side by side on Postgres", () => {
  it("neither deadlock nor lose a paper", async () => {
    const { db, close } = await openPostgres();
    await db.insertInto("source").values({ name: "huggingface", created_at: NOON.toString() }).execute();
    await order(db, [ada("*")]);
    const reading = async (seed: number) => {
      for (let round = 0; round < 8; round++) {
        const listings = makeListings(60, { upvotes: round * 10 + seed }).sort(
          (a, b) => (seed % 2 ? 1 : -1) * a.sourceKey.localeCompare(b.sourceKey),
        );
        await takeIn(db, makeOrder([...listings, ...makeListings(5, {}, 1_000 * seed + 10 * round)]));
      }
    };
    const matching = async () => {
      for (let round = 0; round < 30; round++) await match(db);
    };
    await Promise.all([reading(1), reading(2), matching(), matching()]);
    await match(db);
    const papers = await db.selectFrom("paper").select("id").execute();
    expect(papers).toHaveLength(60 + 80);
    expect(await db.selectFrom("match").select("paper_id").execute()).toHaveLength(140);
    await close();
  });
});
