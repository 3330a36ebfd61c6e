/** Lists and searches taken away: the rows of their pages, in their order, whole, safe to open; and what robots may keep. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { parseBibliography } from "../../src/sources/bibliography/parse.ts";
import { makeListing, makeListings, makeOrder } from "../support/listings.ts";
import { openPages, type Pages } from "../support/pages.ts";

const MANY = 450; // more than are read at a time

describe("exports", { timeout: 60_000 }, () => {
  let pages: Pages;
  const lines = async (path: string) => {
    const response = await pages.get(path);
    expect([response.status, response.headers.get("x-export-cut")], path).toEqual([200, "no"]);
    return (await response.text()).trimEnd().split("\n");
  };
  const papers = async (path: string) => (await lines(path)).filter(Boolean).map((line) => JSON.parse(line));

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
    const { db } = pages.app.database;
    await saveCatalogue(db, [
      { slug: "quaggas", name: "Quaggas", heading: "All", query: "quagga", description: "", position: 0 },
    ]);
    await takeIn(
      db,
      makeOrder([
        ...makeListings(MANY).map((each, i) => ({ ...each, upvotes: i % 90, categories: [i % 2 ? "cs.CL" : "cs.AI"] })),
        makeListing({
          arxiv: "2605.90001",
          title: '=HYPERLINK("http://evil.example/") a quagga, "quoted"\u0001',
          authors: [{ name: "+Mallory" }, { name: "Ada, Countess" }],
          organisation: { slug: null, name: "@SUM(A1)" },
          upvotes: 99,
        }),
        makeListing({ arxiv: "2605.90002", title: "A quagga of another day", listedOn: "2026-04-30", upvotes: 1 }),
      ]),
    );
    await analyseWaiting(db);
  }, 60_000);
  afterAll(() => pages.close());

  it("are found four at once, and who comes beyond that is asked to come again", async () => {
    const asked = await Promise.all(Array.from({ length: 10 }, () => pages.get("/export/papers/2026-05.jsonl")));
    const statuses = asked.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(4).fill(200), ...Array(6).fill(503)]);
    expect(asked.find(({ status }) => status === 503)?.headers.get("retry-after")).toBe("5");
    await Promise.all(asked.map((answer) => answer.text()));
    expect((await lines("/export/papers/2026-05.jsonl")).length).toBeGreaterThan(MANY);
  });

  it("hold the list of a page in its order, as it is narrowed", async () => {
    const month = await papers("/export/papers/2026-05.jsonl");
    expect(month).toHaveLength(MANY + 1);
    expect(new Set(month.map(({ id }) => id)).size).toBe(MANY + 1);
    const votes = month.map(({ upvotes }) => upvotes);
    expect(votes).toEqual(votes.toSorted((a, b) => b - a));
    const newest = (await papers("/export/papers/2026-W20.jsonl?order=newest")).map(({ id }) => id);
    expect(newest).toEqual(newest.toSorted((a, b) => b - a));
    const narrow = await papers("/export/papers/2026-05-14.jsonl?category=cs.CL&source=huggingface");
    expect(narrow).toHaveLength(MANY / 2);
    expect(await papers("/export/papers/2026-05.jsonl?topic=quaggas")).toHaveLength(1);
    expect((await papers("/export/papers/2026-05.jsonl?after=5.1")).length).toBe(MANY + 1);
    const page = await (await pages.get("/papers/2026-05")).text();
    const shown = [...page.matchAll(/<h2><a href="\/paper\/([^"]+)"/g)].map((found) => found[1]);
    expect(month.slice(0, shown.length).map(({ arxivId }) => arxivId)).toEqual(shown);
    expect(page).toContain('href="/export/papers/2026-05.csv"');
  });

  it("give each paper whole as a line of JSON", async () => {
    const [paper] = await papers("/export/papers/2026-05.jsonl?topic=quaggas");
    expect(paper).toMatchObject({
      arxivId: "2605.90001",
      authors: [{ name: "+Mallory" }, { name: "Ada, Countess" }],
      firstListedOn: "2026-05-14",
      publishedOn: "2026-05-12",
      upvotes: 99,
      createdAt: "2026-05-14T12:00:00.000Z",
    });
  });

  it("give CSV whose cells no spreadsheet runs", async () => {
    const [head, row] = await lines("/export/papers/2026-05.csv?topic=quaggas");
    expect(head).toBe(
      '"arxiv_id","title","authors","organisation","published_on","first_listed_on","upvotes","comments","code_url","code_stars","url","categories","version","withdrawn","source","abstract"\r',
    );
    expect(row).toMatch(
      /^"2605\.90001","'=HYPERLINK\(""http:\/\/evil\.example\/""\) a quagga, ""quoted""","'\+Mallory; Ada, Countess","'@SUM\(A1\)","2026-05-12","2026-05-14","99","1","","","https:\/\/arxiv\.org\/abs\/2605\.90001","","","no","huggingface","/,
    );
    expect(await lines("/export/papers/2026-05.csv")).toHaveLength(MANY + 2);
  });

  it("give BibTeX that reference managers read", async () => {
    const response = await pages.get("/export/papers/2026-05.bib");
    const read = parseBibliography(await response.text());
    if (!read.ok) throw new Error(read.cause);
    expect([read.bibliography.entries.length, read.bibliography.unread]).toEqual([MANY + 1, []]);
    expect(read.bibliography.entries[0]?.arxivId).toBe("2605.90001");
  });

  it("hold what a search finds, all of it, and are linked there", async () => {
    expect((await papers("/export/search.jsonl?q=quagga")).map(({ arxivId }) => arxivId).sort()).toEqual([
      "2605.90001",
      "2605.90002",
    ]);
    // An index alone cannot tell these; the engine does.
    expect(await papers(`/export/search.jsonl?q=${encodeURIComponent('"quagga another"~2')}`)).toHaveLength(1);
    expect(await papers("/export/search.jsonl?q=au:lovelace")).toHaveLength(MANY + 1);
    expect(await papers("/export/search.jsonl?q=zzyzx")).toEqual([]);
    expect(await (await pages.get("/search?q=au:lovelace")).text()).toContain(
      'href="/export/search.bib?q=au%3Alovelace"',
    );
  });

  it("come as files, to be kept by no index, and say how much they hold at most", async () => {
    for (const [path, file, type] of [
      ["/export/papers/2026-W20.csv", "papers-2026-W20.csv", "text/csv; charset=utf-8; header=present"],
      ["/export/papers/2026-05-14.jsonl", "papers-2026-05-14.jsonl", "application/x-ndjson; charset=utf-8"],
      ["/export/search.bib?q=quagga", "search.bib", "application/x-bibtex; charset=utf-8"],
    ] as const) {
      const { headers } = await pages.get(path);
      expect(headers.get("content-disposition")).toBe(`attachment; filename="${file}"`);
      expect(headers.get("content-type")).toBe(type);
      expect([
        headers.get("x-export-limit"),
        headers.get("x-robots-tag"),
        headers.get("x-content-type-options"),
      ]).toEqual(["20000", "noindex", "nosniff"]);
    }
  });

  it("are read as they are taken: who stops reading stops the rest", async () => {
    const response = await pages.get("/export/papers/2026-05.jsonl");
    // What is read after the first rows shows that it was not read before.
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = new TextDecoder().decode((await reader.read()).value ?? new Uint8Array());
    await sql`update paper set summary = 'later'`.execute(pages.app.database.db);
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      rest += new TextDecoder().decode(part.value);
    const summaries = `${first}${rest}`
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).summary);
    expect(summaries.filter((each) => each === "later").length).toBeGreaterThanOrEqual(MANY + 1 - 400);
    const stopped = (await pages.get("/export/papers/2026-05.jsonl")).body?.getReader();
    await stopped?.read();
    await stopped?.cancel();
  });

  it.each([
    ["/export/papers/2026-05.xml", 404],
    ["/export/papers/2026-05", 404],
    ["/export/papers/2026-13.csv", 404],
    ["/export/papers/2026-05.constructor", 404],
    ["/export/papers/2026-05.csv?topic=none", 404],
    ["/export/papers/2026-05.csv?order=best", 400],
    ["/export/papers/2026-05.csv?after=x", 400],
    ["/export/search.csv", 400],
    ["/export/search.csv?q=(", 400],
  ])("answer %s with %d and what there is", async (path, status) => {
    const response = await pages.get(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "text/plain; charset=UTF-8"]);
    expect((await response.text()).length).toBeGreaterThan(20);
  });

  it("are closed to robots, as all that is a reader's own; without an address of its own all is", async () => {
    const rules = await (await pages.get("/robots.txt")).text();
    for (const path of ["/own/", "/export/", "/api/", "/search", "/preferences", "/leave/", "/digest/"])
      expect(rules).toContain(`\nDisallow: ${path}\n`);
    expect(rules).not.toMatch(/Disallow: \/\n|\/papers?\/|\/topics/);
    // Whatever is behind a token is closed.
    const closed = [...rules.matchAll(/Disallow: (\S+)/g)].map((found) => found[1] as string);
    for (const { path } of pages.web.routes.filter(({ path }) => path.includes(":token")))
      expect(
        closed.some((start) => path.startsWith(start)),
        path,
      ).toBe(true);
    const unnamed = await openPages();
    expect(await (await unnamed.get("/robots.txt")).text()).toBe("User-agent: *\nDisallow: /\n");
    await unnamed.close();
  });
});
