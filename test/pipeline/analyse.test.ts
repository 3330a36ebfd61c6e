/** Analysing on both databases: every paper has the terms of its text, and the corpus' counts are those of its papers. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { getCorpus, listTerms, outdateTerms } from "../../src/db/paper-terms.ts";
import { countTerms } from "../../src/domain/similarity/terms.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { mergeByHand } from "../../src/pipeline/merge.ts";
import { splitPaper } from "../../src/pipeline/split.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, makePageListing, NOON } from "../support/listings.ts";

/** How many papers hold each term, counted anew. */
async function recount(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ term: string; papers: number }>`
    select term, count(*)::integer as papers from paper_terms, unnest(terms) as term group by term
    union all select '', count(*)::integer from paper_terms`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.term, row.papers]));
}

async function kept(db: Db): Promise<Record<string, number>> {
  const rows = await db.selectFrom("corpus_term").selectAll().where("papers", "<>", 0).execute();
  return Object.fromEntries(rows.map((row) => [row.term, row.papers]));
}

const paperIds = async (db: Db): Promise<number[]> =>
  (await db.selectFrom("paper").select("id").orderBy("id").execute()).map((row) => row.id);

describeOnBoth("analysing", (open) => {
  it("stores the terms of each paper and counts their holders", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder([makeListing({ title: "CLIP is \"pre-training\" 'n' \\ C++", abstract: "clip it" })]));
    expect(await analyseWaiting(db)).toBe(1);
    const [id] = await paperIds(db);
    const terms = await listTerms(db, [id as number]);
    expect(terms.get(id as number)).toEqual(
      countTerms({ title: "CLIP is \"pre-training\" 'n' \\ C++", abstract: "clip it" }),
    );
    const corpus = await getCorpus(db, ["pretrain", "^clip", "absent"]);
    expect(["pretrain", "^clip", "absent"].map(corpus.holds)).toEqual([1, 1, 0]);
    expect(corpus.papers).toBe(1);
    expect(await analyseWaiting(db)).toBe(0);
  });

  it("keeps the counts right when papers change, merge and are split again", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder(makeListings(30)));
    await analyseWaiting(db);
    await takeIn(db, makeOrder([makeListing({ title: "An entirely different title", upvotes: 9 })]));
    expect(await analyseWaiting(db)).toBe(1);
    expect(await kept(db)).toEqual(await recount(db));
    await takeIn(db, makeOrder([makePageListing({ title: "A page's own title" })]));
    await analyseWaiting(db);
    const [into = 0, ...others] = await paperIds(db);
    const other = others.at(-1) as number;
    await db.transaction().execute((tx) => mergeByHand(tx, String(into), String(other), NOON));
    await analyseWaiting(db);
    expect(await kept(db)).toEqual(await recount(db));
    expect((await listTerms(db, [other])).size).toBe(0);
    await db.transaction().execute((tx) => splitPaper(tx, other, NOON));
    await analyseWaiting(db);
    expect(await kept(db)).toEqual(await recount(db));
    expect((await listTerms(db, [into, other])).size).toBe(2);
  });

  it("leaves a paper alone of which only the votes changed", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder(makeListings(3)));
    await analyseWaiting(db);
    await takeIn(db, makeOrder(makeListings(3, { upvotes: 99 })));
    expect(await analyseWaiting(db)).toBe(0);
  });

  it("reads everything anew after the analyser changed", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder(makeListings(3)));
    await analyseWaiting(db);
    await db.updateTable("paper_terms").set({ analyser: 0 }).execute();
    await db.updateTable("setting").set({ value: "0" }).where("name", "=", "analyser").execute();
    expect(await analyseWaiting(db)).toBe(3);
    expect(await kept(db)).toEqual(await recount(db));
    await outdateTerms(db, 1);
    expect(await db.selectFrom("unanalysed").selectAll().execute()).toEqual([]);
  });
});
