/** Search on both databases: what the engine finds among all papers, found by an index; and papers like others. */
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { indexPapers } from "../../src/domain/matching/index-papers.ts";
import { listHits } from "../../src/domain/matching/match.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { searchPapers } from "../../src/reading/search.ts";
import { listSimilar } from "../../src/reading/similar.ts";
import { samplePapers, sampleTopics } from "../domain/matching/random-topics.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder } from "../support/listings.ts";

const search = async (db: Db, query: string, limit = 100) => {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return searchPapers(db, { ast: parsed.topic.ast, since: null, limit, model: null });
};

describeOnBoth("search", (open) => {
  it("finds what the engine finds, whatever is asked", async () => {
    const { db } = await open();
    // Sources are those of the listing here; papers of equal title would be one.
    const papers = samplePapers(60, 11).map((paper, i) => ({
      ...paper,
      title: `${paper.title} number${i}`,
      arxivId: `2605.${10_000 + i}`,
      sources: ["huggingface"],
    }));
    await takeIn(
      db,
      makeOrder(
        papers.map(({ arxivId, title, abstract, authors, organisation, categories, upvotes }) =>
          makeListing({ arxiv: arxivId, title, abstract, authors, organisation, categories, upvotes }),
        ),
      ),
    );
    await analyseWaiting(db);
    const index = indexPapers(papers);
    let asked = 0;
    for (const query of sampleTopics(220, 12)) {
      const parsed = parseTopic(query);
      if (!parsed.ok) continue;
      asked += 1;
      const found = await search(db, query);
      const wanted = listHits(index, parsed.topic.ast).map((position) => papers[position]?.arxivId);
      expect(found.papers.map((paper) => paper.arxivId).sort(), query).toEqual(wanted.sort());
      expect([found.count, found.exact], query).toEqual([wanted.length, true]);
    }
    expect(asked).toBeGreaterThan(150);
  }, 60_000);

  it("puts papers first that are about the words, and says which hit", async () => {
    const { db } = await open();
    const texts: [string, string][] = [
      ["On Cats", "We study animals, and mention diffusion once among other words."],
      ["Diffusion of Heat", "Diffusion, diffusion and again diffusion."],
      ["Dogs", "No such word."],
    ];
    await takeIn(
      db,
      makeOrder(texts.map(([title, abstract], i) => makeListing({ arxiv: `2605.0000${i}`, title, abstract }))),
    );
    await analyseWaiting(db);
    const found = await search(db, "diffusion");
    expect(found.papers.map((paper) => paper.title)).toEqual(["Diffusion of Heat", "On Cats"]);
    expect(found.papers[0]?.reason).toMatchObject({ words: ["diffusion"], field: "title" });
    expect((await search(db, "diffusion", 1)).count).toBe(2);
    expect(await search(db, "zebra")).toEqual({ count: 0, exact: true, papers: [] });
  });

  it("lists papers like another, with the words they share, and never the paper itself", async () => {
    const { db } = await open();
    const texts: [string, string][] = [
      ["Protein folding with diffusion", "Folding of proteins by a diffusion model."],
      ["Diffusion models fold a protein", "Proteins and their folding."],
      ["Robots that walk", "Locomotion of legged robots."],
      ["Walking robots, again", "Legged robots."],
    ];
    await takeIn(
      db,
      makeOrder(texts.map(([title, abstract], i) => makeListing({ arxiv: `2605.0000${i}`, title, abstract }))),
    );
    await analyseWaiting(db);
    const similar = await listSimilar(db, [1], 10, null);
    expect(similar[0]).toMatchObject({ title: "Diffusion models fold a protein" });
    expect(similar[0]?.shared).toContain("protein");
    expect(similar.map((paper) => paper.id)).not.toContain(1);
    expect(await listSimilar(db, [99], 10, null)).toEqual([]);
  });
});
