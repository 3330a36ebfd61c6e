/** A reader's own topic behind its link: page and feeds, for a mailbox and for Slack, and nothing once it ended. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saveLibrary } from "../../src/db/libraries.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { CHECKS } from "../support/feed-checks.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { ada, order } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";

describe("a reader's own topic", { timeout: 60_000 }, () => {
  let pages: Pages;
  const db = () => pages.app.database.db;
  const own = (id: number) => pages.link("own", id);
  const textOf = async (path: string) => (await pages.get(path)).text();

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
    await takeIn(
      db(),
      makeOrder([
        ...makeListings(60, { authors: [{ name: "Grace Hopper" }] }),
        makeListing({ arxiv: "2605.00099", title: "Robots & <b>quaggas</b>" }),
      ]),
    );
    await analyseWaiting(db());
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(async () => {
    await sql`truncate subscriber, subscription, run, suppression restart identity cascade`.execute(db());
    await order(db(), [
      ada('robots OR "<i>"', "au:hopper"),
      { address: "slack:C0123ABCD", topics: ["quaggas -zebras"] },
    ]);
  });

  it("has a page with its reading, its month and its papers, that is kept nowhere and names nobody", async () => {
    const response = await pages.get(own(1));
    const page = await response.text();
    expect([response.status, response.headers.get("cache-control"), response.headers.get("x-robots-tag")]).toEqual([
      200,
      "no-store",
      "noindex",
    ]);
    for (const shown of ["<svg", "1 paper in 30 days", "Robots &amp; &lt;b&gt;quaggas&lt;/b&gt;", `${own(1)}.atom`])
      expect(page).toContain(shown);
    expect(page).toContain("&lt;i&gt;");
    expect(page).not.toContain("ada@");
    expect(page).not.toContain("/preferences/");
    expect(page).not.toContain("canonical");
    expect(await textOf(own(3))).toContain("Robots &amp;");
  });

  it("is gone through page by page", async () => {
    const shown: string[] = [];
    let path: string | undefined = own(2);
    while (path) {
      const page = await textOf(path);
      shown.push(...[...page.matchAll(/<h2><a href="\/paper\/([^"]+)"/g)].map((found) => found[1] as string));
      path = /rel="next" href="([^"]+)"/.exec(page)?.[1];
    }
    expect(shown).toEqual(
      makeListings(60)
        .map(({ sourceKey }) => sourceKey)
        .reverse(),
    );
    expect((await pages.get(`${own(2)}?before=x`)).status).toBe(404);
  });

  it.each(["rss", "atom", "json"] as const)("has a feed as %s, for whoever has the link", async (format) => {
    const response = await pages.get(`${own(1)}.${format}`);
    const feed = CHECKS[format](await response.text());
    expect(feed.broken).toEqual([]);
    expect(feed.entries.map(({ id, title }) => [id, title])).toEqual([
      ["https://arxiv.org/abs/2605.00099", "Robots & <b>quaggas</b>"],
    ]);
    expect(feed.self).toBe(`https://papers.example.org${own(1)}.${format}`);
    expect(response.headers.get("cache-control")).toBe("private, max-age=300");
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    const known = { "If-None-Match": response.headers.get("etag") as string };
    expect((await pages.web.request(`${own(1)}.${format}`, { headers: known })).status).toBe(304);
  });

  it("may be papers like a list of the reader's own", async () => {
    const library = { key: "k3d4g2vfqhba", centroid: new Map([["quagga", 1]]), least: 0.01 };
    await saveLibrary(db(), library, [], NOON.toString());
    await order(db(), [ada(`like:${library.key}`)]);
    expect(await textOf(own(4))).toContain("Robots &amp; &lt;b&gt;quaggas");
    expect(CHECKS.json(await textOf(`${own(4)}.json`)).entries).toHaveLength(1);
  });

  it("is linked at the reader's preferences, each by a link of its own", async () => {
    const page = await textOf(pages.link("preferences", 1));
    expect(page).toContain(`href="${own(1)}">Page and feed`);
    expect(page).toContain(`href="${own(2)}">Page and feed`);
    expect(page).not.toContain(own(3));
  });

  it("is not found by another purpose's token, after it ended, and after its reader was forgotten", async () => {
    const token = (path: string) => path.split("/")[2] as string;
    const gone = async (path: string) => {
      for (const end of ["", ".rss", ".atom", ".json"])
        expect((await pages.get(`${path}${end}`)).status, path).toBe(404);
    };
    for (const purpose of ["leave-topic", "preferences", "leave"] as const)
      await gone(`/own/${token(pages.link(purpose, 1))}`);
    await gone("/own/x");
    await gone(own(99));
    expect((await pages.get(`${own(1)}.xml`)).status).toBe(404);
    expect((await pages.post(`/leave-topic/${token(own(1))}`)).status).toBe(200);
    expect((await pages.get(own(1))).status).toBe(200); // a link to read by ends nothing
    await pages.post(pages.link("leave-topic", 1));
    await gone(own(1));
    expect((await pages.get(own(2))).status).toBe(200);
    await pages.post(`${pages.link("preferences", 1)}/forget`, { sure: "on" });
    await gone(own(2));
    expect((await pages.get(own(3))).status).toBe(200);
  });
});
