/** The archive's pages: what they show, where they lead, and that nothing of a paper is more than words on them. */
import { parseDocument } from "htmlparser2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveSources } from "../../src/db/sources.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { HOSTILE } from "../render/views.ts";
import { makeListing, makeListings, makeOrder } from "../support/listings.ts";
import { openPages, type Pages } from "../support/pages.ts";

const BASE = "https://papers.example.org";
let pages: Pages;
const textOf = async (path: string) => (await pages.get(path)).text();
const take = async (listings: Listing[]) => {
  await takeIn(pages.app.database.db, makeOrder(listings, { listedOn: listings[0]?.listedOn ?? null }));
  await analyseWaiting(pages.app.database.db);
};

beforeAll(async () => {
  pages = await openPages({ PAPERBOY_URL: BASE });
}, 60_000);
afterAll(() => pages.close());

interface Element {
  type: string;
  name?: string;
  attribs?: Record<string, string>;
  children?: Element[];
}

const listElements = (node: Element): Element[] => [
  ...(node.name === undefined ? [] : [node]),
  ...(node.children ?? []).flatMap(listElements),
];
const elementsOf = (html: string): Element[] => listElements(parseDocument(html) as unknown as Element);
const linksOf = (html: string): string[] => elementsOf(html).flatMap(({ attribs }) => attribs?.href ?? []);

const ALLOWED =
  "!doctype html head meta title link body a header nav main footer h1 h2 p article time details summary strong em form label select option button table caption thead tbody tr th td small ul li div input code pre br span mark figure svg rect figcaption".split(
    " ",
  );

/** No script, no style, no handler, no picture; links lead to this site, or by http to others. */
function expectHarmless(html: string): void {
  for (const { name = "", attribs = {} } of elementsOf(html)) {
    expect(ALLOWED).toContain(name);
    for (const [attribute, value] of Object.entries(attribs)) {
      expect(attribute).not.toMatch(/^on|^style$|^srcset?$/);
      if (attribute === "href" || attribute === "action") expect(value).toMatch(/^(?:\/(?!\/)|https?:\/\/|#main$)/);
    }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(/.{0,40}[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(html)?.[0]).toBeUndefined();
  expect(html.isWellFormed()).toBe(true);
}

describe("the archive before anything was read", () => {
  it("says so, and which addresses there are", async () => {
    expect(await textOf("/papers")).toContain("No papers yet");
    for (const [path, status, says] of [
      ["/papers/2026-05-14", 200, "Nothing is listed here"],
      ["/papers/2026-13", 404, "Lists are of a day"],
      ["/papers/2026-02-30", 404, "Lists are of a day"],
      ["/papers/2026-W54", 404, "Lists are of a day"],
      ["/papers/2026-05-14?order=best", 400, "An order is"],
      ["/papers/2026-05-14?after=x", 400, "An order is"],
      ["/papers/2026-05-14?topic=nothing", 404, "The catalogue has no topic"],
      ["/paper/2605.00001", 404, "It is not stored here"],
      ["/paper/p1", 404, "It is not stored here"],
      ["/paper/../../etc/passwd", 404, "Nothing is here"],
      ["/topics/nothing", 404, "The catalogue has no topic"],
      ["/topics/agents?before=x", 400, "An order is"],
      ["/search", 200, "Over everything stored"],
      ["/search?q=%22open", 400, "never closed"],
      ["/nowhere", 404, "Nothing is here"],
    ] as const) {
      const answer = await pages.get(path);
      const text = await answer.text();
      expect([path, answer.status], text.slice(0, 300)).toEqual([path, status]);
      expect(text, path).toContain(says);
      expectHarmless(text);
    }
  });
});

describe("the archive", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await saveSources(pages.app.database.db, ["huggingface", "page"], "2026-05-01T00:00:00Z");
    await take(makeListings(60, { listedOn: "2026-05-13" }));
    await take([
      makeListing({
        arxiv: "2605.20001",
        title: "Zebras $\\mathcal{O}(n^2)$ at Work",
        abstract: "We show that zebras work in $n^2$ steps.",
        authors: Array.from({ length: 14 }, (_, i) => ({ name: `Author ${i}` })),
        authorCount: 14,
        organisation: { slug: "zoo", name: "The Zoo" },
        codeUrl: "https://github.com/zoo/zebras",
        projectUrl: "javascript:alert(1)",
        upvotes: 99,
        comments: 4,
        codeStars: 1_204,
        categories: ["cs.CL", "cs.LG"],
        publishedOn: "2026-05-11",
      }),
    ]);
  });

  it("shows an entry with all that Daily Papers shows, and leads no further than it says", async () => {
    const html = await textOf("/papers/2026-05-14");
    for (const shown of [
      "Papers of Thursday 14 May 2026",
      "1 paper, most votes first",
      'href="/paper/2605.20001">Zebras O(n²) at Work</a>',
      "Author 0, Author 1, Author 2 and 11 more · The Zoo",
      "99 votes · 4 comments · 1,204 stars",
      '<time datetime="2026-05-14" title="Thursday 14 May 2026">Thu 14 May</time>',
      '<time datetime="2026-05-11" title="Monday 11 May 2026">Mon 11 May</time>',
      "We show that zebras work in n² steps.",
      'href="https://huggingface.co/papers/2605.20001"',
      'href="https://arxiv.org/pdf/2605.20001"',
      'href="https://github.com/zoo/zebras"',
      `<link rel="canonical" href="${BASE}/papers/2026-05-14">`,
      'rel="prev" href="/papers/2026-05-13"',
      'href="/papers/2026-W20"',
      '13 <small>60<span class="unseen"> papers on Wednesday 13 May 2026</span></small></a>',
    ])
      expect(html).toContain(shown);
    expect(html).not.toContain("javascript:");
    expectHarmless(html);
    expect((await pages.get("/papers")).headers.get("location")).toBe("/papers/2026-05-14");
  });

  it("pages through a list, and narrows it by category, source and order", async () => {
    const first = await textOf("/papers/2026-05-13?order=newest");
    const more = linksOf(first).find((href) => href.includes("after=")) as string;
    const second = await textOf(more.replaceAll("&amp;", "&"));
    const papersOf = (html: string) => linksOf(html).filter((href) => href.startsWith("/paper/"));
    expect([papersOf(first).length, papersOf(second).length]).toEqual([50, 10]);
    expect(new Set([...papersOf(first), ...papersOf(second)]).size).toBe(60);
    expect(await textOf("/papers/2026-05?category=cs.LG")).toContain("1 paper in cs.LG, most votes first");
    expect(await textOf("/papers/2026-05?source=page")).toContain("0 papers from");
    expect(await textOf("/papers/2026-05?order=trending")).toContain("How that is reckoned");
  });

  it("shows a paper with its abstract, listings, papers like it and BibTeX, under one address", async () => {
    const html = await textOf("/paper/2605.20001");
    for (const shown of [
      '<h1 dir="auto">Zebras O(n²) at Work</h1>',
      "Author 13</a>",
      "/search?q=au%3A%22Author%200%22",
      "/search?q=org%3A%22The%20Zoo%22",
      "/search?q=cat%3Acs.CL",
      'Hugging Face, <a href="/papers/2026-05-14">',
      "@misc{0",
      "primaryClass = {cs.CL}",
    ])
      expect(html).toContain(shown);
    expectHarmless(html);
    const moved = await pages.get("/paper/2605.20001v3");
    expect([moved.status, moved.headers.get("location")]).toEqual([301, "/paper/2605.20001"]);
    const bib = await pages.get("/paper/2605.20001.bib");
    expect(bib.headers.get("content-disposition")).toBe('attachment; filename="2605.20001.bib"');
    expect(await bib.text()).toContain("title = {{Zebras $\\mathcal{O}(n^2)$ at Work}}");
  });

  it("finds by the topic language, tells how it read it, and leads to a subscription", async () => {
    const html = await textOf("/search?q=zebras+-quaggas");
    for (const shown of [
      "Read as <code>",
      "<h2>1 paper</h2>",
      "<mark>Zebras</mark> O(n²) at Work",
      "show that <mark>zebras</mark> work",
      "because <em>zebras</em>",
    ])
      expect(html).toContain(shown);
    const subscribe = linksOf(html).find((href) => href.startsWith("/?topic=")) as string;
    expect(await textOf(subscribe)).toContain('value="zebras -quaggas"');
    expect(await textOf("/search?q=au:%22Author+3%22")).toContain("/feeds/authors/Author%203.atom");
    expect(await textOf("/search?q=nothingatall")).toContain("<h2>0 papers</h2>");
    expect(await textOf("/topics/agents")).toContain('href="/?slug=agents"');
    expect(await textOf("/?slug=agents")).toMatch(/value="agents" checked/);
  });

  it("is kept and revalidated, and made anew when papers come", async () => {
    const answer = await pages.get("/papers/2026-05-14");
    const etag = answer.headers.get("etag") as string;
    expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    const ask = (headers: Record<string, string>) => pages.web.request("/papers/2026-05-14", { headers });
    const same = await ask({ "if-none-match": etag });
    expect([same.status, await same.text()]).toEqual([304, ""]);
    const packed = await ask({ "accept-encoding": "gzip" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    const body = await new Response(packed.body?.pipeThrough(new DecompressionStream("gzip"))).text();
    expect(body).toBe(await answer.text());
  });

  it("says by headers that nothing else may run, frame or listen", async () => {
    for (const path of ["/papers/2026-05-14", "/paper/2605.20001", "/search?q=zebras", "/nowhere", "/"]) {
      const { headers } = await pages.get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("set-cookie")).toBeNull();
    }
  });

  it("shows hostile words in every field as words", async () => {
    const words = HOSTILE.filter((each) => each.trim() !== "").map((each) => each.replaceAll("\u0000", ""));
    const listings = words.map((word, i) =>
      makeListing({
        arxiv: `2605.3${String(i).padStart(4, "0")}`,
        listedOn: "2026-05-12",
        title: word.toWellFormed(),
        abstract: `${word} in the abstract`.toWellFormed(),
        authors: [{ name: word.toWellFormed() }],
        organisation: { slug: null, name: word.toWellFormed() },
        codeUrl: "javascript:alert(1)",
        projectUrl: `https://example.org/${word}`.toWellFormed(),
        categories: [word.toWellFormed().slice(0, 50)],
        summary: null,
      }),
    );
    await take(listings);
    const list = await textOf("/papers/2026-05-12");
    expectHarmless(list);
    expect(list).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    for (const { sourceKey } of listings) expectHarmless(await textOf(`/paper/${sourceKey}`));
    for (const word of words) {
      expectHarmless(await textOf(`/search?q=${encodeURIComponent(word.toWellFormed().slice(0, 900))}`));
      expectHarmless(await textOf(`/papers/2026-05?category=${encodeURIComponent(word.toWellFormed().slice(0, 90))}`));
      expectHarmless(
        await textOf(`/?topic=${encodeURIComponent(word.toWellFormed().slice(0, 90))}`).then((html) =>
          html.replace(/<script src="\/page.js" defer><\/script>/, ""),
        ),
      );
    }
  });
});
