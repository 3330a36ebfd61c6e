/** Intake at its limits on both databases: hostile and very large text, and thousands of listings in few statements. */
import { expect, it } from "vitest";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, makePageListing } from "../support/listings.ts";

const TITLE = "One Long Title That Several Sources Share";

describeOnBoth("intake at its limits", (open) => {
  it("stores hostile and very large text whole", async () => {
    const { db } = await open();
    const authors = Array.from({ length: 573 }, (_, i) => ({ name: `'"><script>${i}</script> ؀\u{1f600}` }));
    const title = `${"語 ".repeat(1_498)}end`;
    const abstract = '\\ $1 {x} %s \'; drop table paper; -- {"a":1} \u2028 \\u0041 '.repeat(800);
    await takeIn(db, makeOrder([makeListing({ title, abstract, authors, sourceKey: "a\"b'c d" })]));
    const paper = await db.selectFrom("paper").select(["title", "abstract", "authors"]).executeTakeFirstOrThrow();
    expect(paper).toEqual({ title, abstract, authors });
    expect((await takeIn(db, makeOrder([makeListing({ title, abstract, authors, sourceKey: "a\"b'c d" })]))).seen).toBe(
      1,
    );
  });

  it("sends no more statements for 1,000 listings than for 30", async () => {
    const { db, takeStatements } = await open();
    const count = async (listings: ReturnType<typeof makeListings>) => {
      takeStatements();
      await takeIn(db, makeOrder(listings));
      return takeStatements().length;
    };
    const few = await count([...makeListings(30), makePageListing({ title: TITLE })]);
    const many = await count([...makeListings(999, {}, 100), makePageListing({ title: `${TITLE} Too` })]);
    expect(many).toBeLessThanOrEqual(few);
    expect(many).toBeLessThan(25);
    expect(await count(makeListings(999, {}, 100))).toBeLessThan(7);
  });
});
