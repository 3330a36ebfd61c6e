/** Following people and papers like a list: what is asked of the language, what a list becomes, and what readers then get. */
import { expect, it, test } from "vitest";
import { writeAuthorQuery, writeOrganisationQuery } from "../../src/domain/subscription/follow.ts";
import type { LibraryEntry } from "../../src/domain/subscription/library.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { makeLibrary } from "../../src/membership/follow-papers.ts";
import { listUnknownLibraries } from "../../src/membership/libraries.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { listNamesakes } from "../../src/reading/namesakes.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { ada, match, matches, order } from "../support/orders.ts";

test.each([
  [{ name: 'Wei  "W" Li', with: [], at: [] }, 'author:"Wei W Li"'],
  [{ name: "Li, Wei", with: ["Hao Chen"], at: [] }, 'author:"Li, Wei" AND author:"Hao Chen"'],
  [
    { name: "Wei Li", with: ["Hao Chen"], at: ["Tsinghua University"] },
    'author:"Wei Li" AND (author:"Hao Chen" OR org:"tsinghua university")',
  ],
])("%j reads as %s", (wish, reading) => {
  const parsed = parseTopic(writeAuthorQuery(wish));
  expect(parsed.ok && parsed.topic.reading).toBe(reading);
});

it("an organisation is found however it is spaced", () => {
  const parsed = parseTopic(writeOrganisationQuery("Deep Seek"));
  expect(parsed.ok && parsed.topic.reading).toBe('org:"deep seek"');
});

const entry = (facts: Partial<LibraryEntry>): LibraryEntry => ({
  title: null,
  abstract: null,
  arxivId: null,
  doi: null,
  ...facts,
});
const make = (db: TestDatabase["db"], entries: LibraryEntry[]) =>
  db.transaction().execute((tx) => makeLibrary(tx, entries, NOON));

const PROTEIN = {
  title: "Protein folding with diffusion",
  abstract: "Proteins fold. A diffusion model of protein structure.",
};

describeOnBoth("papers like a list", (open) => {
  async function begin() {
    const { db } = await open();
    await takeIn(db, makeOrder([...makeListings(5), makeListing({ arxiv: "2605.09000", ...PROTEIN })]));
    await analyseWaiting(db);
    return db;
  }

  it("are found by what is stored of the list, and by its own titles and abstracts", async () => {
    const db = await begin();
    const made = await make(db, [
      entry({ arxivId: "2605.09000" }),
      entry({ title: "Folding proteins", abstract: "Protein structure." }),
      entry({ doi: "10.1000/unknown" }),
    ]);
    expect(made).toMatchObject({
      ok: true,
      library: { stored: 1, own: 1, missing: [{ doi: "10.1000/unknown" }], recent: { like: 1, of: 6 } },
    });
  });

  it("by their titles too, if no identifier is given", async () => {
    const db = await begin();
    expect(await make(db, [entry({ title: "Protein Folding with Diffusion." })])).toMatchObject({
      library: { stored: 1, own: 0 },
    });
  });

  it("come to the reader when they are listed, and nothing else does", async () => {
    const db = await begin();
    const made = await make(db, [entry({ arxivId: "2605.09000" })]);
    const key = made.ok ? made.library.key : "";
    await order(db, [ada(`like:${key}`)]);
    await takeIn(
      db,
      makeOrder([
        makeListing({
          arxiv: "2605.09001",
          title: "A model of how a protein folds",
          abstract: "Protein structure by diffusion.",
        }),
        makeListing({ arxiv: "2605.09002", title: "Robots that walk", abstract: "Legged robots." }),
      ]),
    );
    await analyseWaiting(db);
    await match(db);
    expect((await matches(db)).map((each) => each.split("@")[0])).toEqual(["2605.09000", "2605.09001"]);
    const strengths = await db.selectFrom("match").select("strength").orderBy("paper_id").execute();
    expect(strengths[0]?.strength).toBeGreaterThan(strengths[1]?.strength ?? 1);
  });

  it("are one library for one list, in whatever order and however often it is brought", async () => {
    const db = await begin();
    const [a, b] = [entry({ arxivId: "2605.09000" }), entry({ title: "Robots" })];
    const keys = [await make(db, [a, b]), await make(db, [b, a, a])].map((made) => made.ok && made.library.key);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toMatch(/^k[0-9a-z]{8,12}$/);
    expect(await make(db, [a])).not.toMatchObject({ library: { key: keys[0] } });
    expect(await db.selectFrom("library").select("key").execute()).toHaveLength(2);
  });

  it("need something that is known: a list of strange identifiers is told what to bring", async () => {
    const db = await begin();
    expect(await make(db, [entry({ arxivId: "1901.00001" })])).toEqual({
      ok: false,
      message: expect.stringMatching(/none of the 1 papers is stored.*BibTeX/),
    });
    const topics = [{ ast: { kind: "like" as const, key: "k0" } }];
    expect(await listUnknownLibraries(db, [{ topics }])).toEqual(new Set(["k0"]));
  });
});

describeOnBoth("namesakes", (open) => {
  it("are told apart by with whom and where they write", async () => {
    const { db } = await open();
    const by = (...names: string[]) => names.map((name) => ({ name }));
    await takeIn(
      db,
      makeOrder([
        makeListing({
          arxiv: "2605.00001",
          authors: by("Wei Li", "Hao Chen"),
          organisation: { slug: null, name: "North Lab" },
        }),
        makeListing({ arxiv: "2605.00002", authors: by("W. Li", "Hao Chen") }),
        makeListing({ arxiv: "2605.00003", authors: by("Min Li", "Ada Stone") }),
      ]),
    );
    await analyseWaiting(db);
    expect(await listNamesakes(db, "Wei Li")).toEqual({
      papers: 2,
      spellings: [
        { name: "W. Li", papers: 1 },
        { name: "Wei Li", papers: 1 },
      ],
      with: [{ name: "Hao Chen", papers: 2 }],
      at: [{ name: "North Lab", papers: 1 }],
    });
    expect(await listNamesakes(db, "…")).toMatchObject({ papers: 0 });
  });
});
