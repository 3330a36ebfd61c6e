/** Feeds by their specifications and by another parser; what a title may hold; who asks again; what is no feed. */
import { parseFeed } from "@rowanmanning/feed-parser";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { CHECKS } from "../support/feed-checks.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { openPages, type Pages } from "../support/pages.ts";

const FORMATS = ["rss", "atom", "json"] as const;
const TYPES = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
const BASE = "https://papers.example.org";

describe("feeds", { timeout: 60_000 }, () => {
  let pages: Pages;
  let unnamed: Pages;
  const db = () => pages.app.database.db;
  const bring = async (listings: Listing[], at = NOON, of = pages) => {
    await takeIn(of.app.database.db, makeOrder(listings, { at }));
    await analyseWaiting(of.app.database.db);
    of.at(at);
  };
  /** Past what is kept of pages for a moment. */
  let asked = 0;
  const anew = (path: string) => `${path}?asked=${asked++}`;
  const read = async (path: string, format: (typeof FORMATS)[number], of = pages) => {
    const response = await of.get(anew(`${path}.${format}`));
    expect(response.status, `${path}.${format}`).toBe(200);
    expect(response.headers.get("content-type")).toBe(`${TYPES[format]}; charset=utf-8`);
    const text = await response.text();
    const feed = CHECKS[format](text);
    expect(feed.broken, `${path}.${format}`).toEqual([]);
    if (format !== "json") expect(parseFeed(text).items.map(({ id }) => id)).toEqual(feed.entries.map(({ id }) => id));
    return feed;
  };

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: `${BASE}/` });
    unnamed = await openPages();
    await saveCatalogue(db(), [
      { slug: "r&d", name: "R & <D>", heading: "All", query: "quagga", description: "<b>Stripes</b>", position: 0 },
      { slug: "none", name: "None", heading: "All", query: "zzyzx", description: "Nothing", position: 1 },
    ]);
  }, 60_000);
  afterAll(async () => {
    await pages.close();
    await unnamed.close();
  });
  beforeEach(async () => {
    for (const of of [pages, unnamed])
      await sql`truncate paper, paper_id, listing, intake, paper_terms restart identity cascade`.execute(
        of.app.database.db,
      );
  });

  it.each(FORMATS)("keep the rules of %s and say the same of a paper", async (format) => {
    await bring([
      makeListing({ arxiv: "2605.00001", title: "The $\\alpha$ quagga", categories: ["cs.CL", "cs.AI"] }),
      makeListing({
        arxiv: "2605.00002",
        organisation: { slug: null, name: "Stripe Lab" },
        authors: [{ name: "Å. O/Neil" }],
      }),
      makeListing({ sourceKey: "no id", ids: [], title: "Without any number", projectUrl: "javascript:alert(1)" }),
    ]);
    const all = await read("/feeds/all", format);
    expect(all.self).toBe(`${BASE}/feeds/all.${format}`);
    expect(all.entries.map(({ url }) => url)).toEqual([
      `${BASE}/paper/p3`,
      `${BASE}/paper/2605.00002`,
      `${BASE}/paper/2605.00001`,
    ]);
    expect(all.entries[0]?.id).toMatch(/^urn:uuid:/);
    expect(all.entries[2]).toEqual({
      id: "https://arxiv.org/abs/2605.00001",
      url: `${BASE}/paper/2605.00001`,
      title: "The α quagga",
      summary: expect.stringMatching(/^\S+( \S+){119}$/),
      at: NOON.epochMilliseconds / 1000,
      authors: ["Ada Lovelace", "Alan Turing"],
      categories: ["cs.CL", "cs.AI"],
    });
    expect((await read("/feeds/topics/r%26d", format)).title).toBe("R & <D> · Paperboy");
    expect((await read("/feeds/topics/r%26d", format)).entries.map(({ id }) => id)).toEqual([all.entries[2]?.id]);
    expect((await read("/feeds/topics/none", format)).entries).toEqual([]);
    for (const path of ["authors/A.%20Lovelace", "authors/%22Lovelace%22", "authors/Ada%20Lovelace"])
      expect((await read(`/feeds/${path}`, format)).entries, path).toEqual([all.entries[0], all.entries[2]]);
    expect((await read("/feeds/authors/%C3%85.%20O%2FNeil", format)).entries).toEqual([all.entries[1]]);
    expect((await read("/feeds/organisations/Stripe%20Lab", format)).entries).toEqual([all.entries[1]]);
  });

  it("are named by nothing that the address of the pages changes, and lead to the source where there is none", async () => {
    const listings = [
      makeListing(),
      makeListing({ sourceKey: "x", ids: [], title: "No number but a page", projectUrl: "https://lab.example.org/x" }),
    ];
    await bring(listings);
    await bring(listings, NOON, unnamed);
    for (const format of FORMATS) {
      const [named, bare] = [await read("/feeds/all", format), await read("/feeds/all", format, unnamed)];
      expect(bare.entries.map(({ id, at }) => [id, at])).toEqual(named.entries.map(({ id, at }) => [id, at]));
      expect(bare.entries.map(({ url }) => url)).toEqual([
        "https://lab.example.org/x",
        "https://arxiv.org/abs/2605.00001",
      ]);
    }
  });

  it("take any text as text", async () => {
    const titles = [
      "<script>alert(1)</script> of quaggas",
      "A ]]> and <![CDATA[ of quaggas",
      "&lt;b&gt; stays as written",
      "A\u0001 start,\u0008 a\u001b bell\u0085 and \ufffe\uffff",
      "Half \ud800 a pair \udc00",
      "\u202eesrever\u202c and \u2066isolated\u2069",
      "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
      "\uffff\ufffe",
    ];
    await bring(
      titles.map((title, i) =>
        makeListing({
          arxiv: `2605.1000${i}`,
          title,
          abstract: `${title} ${title}`,
          authors: [{ name: title.toWellFormed() }],
          categories: [title.toWellFormed()],
        }),
      ),
    );
    // Text that no database of ours takes is written past it.
    await sql`update paper set title = ${"A quagga\u0001\u000b \ufffe\uffff"}, authors = ${JSON.stringify([{ name: "\ufffe" }])}::jsonb where arxiv_id = '2605.10003'`.execute(
      db(),
    );
    for (const format of FORMATS) {
      const { entries } = await read("/feeds/all", format);
      expect(entries).toHaveLength(titles.length);
      const shown = entries.map(({ title }) => title);
      expect(shown).toContain("<script>alert(1)</script> of quaggas");
      expect(shown).toContain("A ]]> and <![CDATA[ of quaggas");
      expect(shown).toContain("&lt;b&gt; stays as written");
      expect(shown).toContain("A quagga");
      expect(shown).toContain("esrever and isolated");
      expect(shown).toContain("Untitled");
      expect(entries.map(({ authors }) => authors)).toContainEqual(["<script>alert(1)</script> of quaggas"]);
      expect(entries.map(({ summary }) => summary)).toContain(
        "A ]]> and <![CDATA[ of quaggas A ]]> and <![CDATA[ of quaggas",
      );
    }
  });

  it("hold two days and at least 50, at most 500, each dated later than all that came before it", async () => {
    await bring(makeListings(60), NOON.subtract({ hours: 100 }));
    expect((await read("/feeds/all", "json")).entries).toHaveLength(60);
    await bring(makeListings(10, {}, 101), NOON.subtract({ hours: 40 }));
    expect((await read("/feeds/all", "json")).entries).toHaveLength(50);
    await bring(makeListings(300, {}, 201), NOON);
    const before = await read("/feeds/all", "json");
    expect(before.entries).toHaveLength(310);
    expect(before.entries[0]?.at).toBe(NOON.epochMilliseconds / 1000 + 299);
    await bring(makeListings(300, {}, 601), NOON.add({ seconds: 7 }));
    const after = await read("/feeds/all", "json");
    expect(after.entries).toHaveLength(500);
    // 100 of the first batch are gone, and the others keep their dates.
    const dates = new Map(before.entries.map(({ id, at }) => [id, at]));
    const kept = after.entries.filter(({ id }) => dates.has(id));
    expect(kept).toHaveLength(200);
    for (const { id, at } of kept) expect(at).toBe(dates.get(id));
    expect(after.entries[299]?.at).toBe(NOON.epochMilliseconds / 1000 + 300);
    const byTopic = await read("/feeds/authors/Lovelace", "atom");
    expect(byTopic.entries.map(({ id, at }) => [id, at])).toEqual(after.entries.map(({ id, at }) => [id, at]));
  });

  it("answer who has them already with 304, by tag before date", async () => {
    await bring(makeListings(2));
    pages.at(NOON.add({ minutes: 5 }));
    for (const format of FORMATS) {
      const path = anew(`/feeds/all.${format}`);
      const first = await pages.get(path);
      const [tag, modified] = [first.headers.get("etag") as string, first.headers.get("last-modified") as string];
      expect(tag).toMatch(/^"[\w-]{27}"$/);
      expect(modified).toBe("Thu, 14 May 2026 12:00:01 GMT");
      expect(first.headers.get("cache-control")).toBe("public, max-age=300");
      const ask = (headers: Record<string, string>, method = "GET") => pages.web.request(path, { headers, method });
      for (const known of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
        const again = await ask({ "If-None-Match": known });
        expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
      }
      expect((await ask({ "If-Modified-Since": modified })).status).toBe(304);
      expect((await ask({ "If-Modified-Since": "Thu, 14 May 2026 12:00:00 GMT" })).status).toBe(200);
      expect((await ask({ "If-Modified-Since": "yesterday" })).status).toBe(200);
      expect((await ask({ "If-Modified-Since": modified, "If-None-Match": '"x"' })).status).toBe(200);
      const head = await ask({}, "HEAD");
      expect([head.status, await head.text(), head.headers.get("etag")]).toEqual([200, "", tag]);
    }
    const { headers } = await pages.get(anew("/feeds/all.atom"));
    await bring(makeListings(1, {}, 9), NOON.add({ minutes: 6 }));
    const known = { "If-None-Match": headers.get("etag") as string };
    expect((await pages.web.request(anew("/feeds/all.atom"), { headers: known })).status).toBe(200);
    const since = { "If-Modified-Since": headers.get("last-modified") as string };
    expect((await pages.web.request(anew("/feeds/all.atom"), { headers: since })).status).toBe(200);
  });

  it("say no Last-Modified that lies ahead of the clock", async () => {
    await bring(makeListings(3));
    expect((await pages.get(anew("/feeds/all.rss"))).headers.get("last-modified")).toBeNull();
  });

  it("are found with 404 and a list of what there is for anything else", async () => {
    await bring([makeListing()]);
    for (const path of [
      "all",
      "all.xml",
      "all.RSS",
      "topics/nothing.atom",
      "topics/.atom",
      "authors/Nobody.rss",
      "authors/%22%22.rss",
      "authors/L*.rss",
      "authors/Lovelace%22%20OR%20au%3A%22Nobody.rss",
      `authors/${"a".repeat(201)}.rss`,
      "organisations/Lovelace.json",
      "authors/%E0%A4%A.rss",
      "x/y.rss",
    ]) {
      const response = await pages.get(`/feeds/${path}`);
      expect([response.status, await response.text()], path).toEqual([
        404,
        expect.stringContaining("/feeds/topics/SLUG"),
      ]);
    }
  });
});
