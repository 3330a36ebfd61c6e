/** Related words are fitted to what is stored: not to too few papers, once a week, again when the analyser changed, and kept whole. */
import { expect, it } from "vitest";
import { findModel, findModelFacts } from "../../src/db/corpus-models.ts";
import { corpusOfModel } from "../../src/domain/similarity/lsi.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { refitModel } from "../../src/pipeline/refit.ts";
import { searchPapers } from "../../src/reading/search.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";

describeOnBoth("related words", (open) => {
  it("are fitted from 2,000 papers on, once a week, in a thread, and take part in a search", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder(makeListings(1_900)));
    await analyseWaiting(db);
    expect(await refitModel(db, NOON)).toBeNull();
    const cats = Array.from({ length: 60 }, (_, i) =>
      makeListing({
        arxiv: `2605.3${String(i).padStart(4, "0")}`,
        title: `Cats and felines ${i}`,
        abstract: `Kittens, felines, whiskers ${i}.`,
      }),
    );
    const dogs = Array.from({ length: 60 }, (_, i) =>
      makeListing({
        arxiv: `2605.4${String(i).padStart(4, "0")}`,
        title: `Dogs and hounds ${i}`,
        abstract: `Puppies, hounds, leashes ${i}.`,
      }),
    );
    await takeIn(db, makeOrder([...cats, ...dogs]));
    await analyseWaiting(db);
    expect(await refitModel(db, NOON)).toBe(2_020);
    expect(await refitModel(db, NOON.add({ hours: 6 * 24 }))).toBeNull();
    expect(await refitModel(db, NOON.add({ hours: 7 * 24 }))).toBe(2_020);
    const fitted = await findModel(db);
    expect(fitted).toMatchObject({ fittedAt: NOON.add({ hours: 7 * 24 }), model: { rank: 100, papers: 2_020 } });
    const { model } = fitted as NonNullable<typeof fitted>;
    expect(model.basis.length).toBe(model.rank * model.terms.length);
    expect(corpusOfModel(model).holds("felin")).toBe(60);
    const parsed = parseTopic("felines");
    const ast = parsed.ok ? parsed.topic.ast : null;
    const found = ast && (await searchPapers(db, { ast, since: null, limit: 5, model }));
    expect(found).toMatchObject({ count: 60, exact: true });
    await db.updateTable("corpus_model").set({ analyser: 0 }).execute();
    expect(await refitModel(db, NOON.add({ hours: 8 * 24 }))).toBe(2_020);
    expect((await findModelFacts(db))?.analyser).toBe(1);
  }, 60_000);
});
