/** The pages of the archive: lists by day, week and month, papers, topics, search. All of them are read only. */
import { setTimeout } from "node:timers/promises";
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { type Period, parsePeriod } from "../../domain/calendar/period.ts";
import { paperPath } from "../../domain/paper/path.ts";
import type { Archive } from "../../reading/archive.ts";
import type { TypedTopic } from "../../reading/backtest.ts";
import { writeBibtex } from "../../render/bibtex.ts";
import { plainText } from "../../render/escape.ts";
import { givePage, givePublic, type Page, type Place } from "../pages/layout.ts";
import { listAddress, readNarrowing } from "./address.ts";
import { drawList, listPath } from "./list-page.ts";
import { drawPaper } from "./paper-page.ts";
import { drawSearch, SEARCH_MOST, SEARCH_STEP } from "./search-page.ts";
import { drawCatalogue, drawTopic, topicPath } from "./topic-pages.ts";

const PAGE = 50;
const QUERY_MOST = 4_000;
const ALL_FEEDS = [{ title: "New papers", path: "/feeds/all.atom" }];

export function addArchive(web: Hono, place: Place, archive: Archive): void {
  web.get("/papers", async (c) => {
    const day = await archive.findLatestDay();
    return day === null ? givePage(c, place, NOTHING_YET) : c.redirect(`/papers/${day}`, 302);
  });
  web.get("/papers/:period", async (c) => {
    const period = parsePeriod(c.req.param("period"));
    return period === null ? givePage(c, place, NO_PERIOD) : giveList(c, place, archive, period);
  });
  web.get("/paper/:name{.+}", (c) => givePaper(c, place, archive, c.req.param("name")));
  web.get("/topics", async (c) =>
    givePublic(c, place, drawCatalogue(await archive.listCatalogue()), { path: "/topics", feeds: ALL_FEEDS }),
  );
  web.get("/topics/:slug", (c) => giveTopic(c, place, archive, c.req.param("slug")));
  web.get("/search", (c) => giveSearch(c, place, archive));
  web.get("/about/trending", (c) => givePublic(c, place, TRENDING, { path: "/about/trending", feeds: [] }));
}

async function giveList(c: Context, place: Place, archive: Archive, period: Period): Promise<Response> {
  const narrowing = readNarrowing((name) => c.req.query(name));
  if (narrowing === null) return givePage(c, place, NO_NARROWING);
  const catalogue = await archive.listCatalogue();
  const [page, around] = await Promise.all([
    archive.listPage({ period, ...narrowing, limit: PAGE }),
    archive.findSurroundings(period),
  ]);
  if (page === null) return givePage(c, place, NO_TOPIC);
  const drawn = drawList({ period, narrowing, page, around, catalogue });
  return givePublic(c, place, drawn, {
    path: listAddress(listPath(period), narrowing),
    feeds: narrowing.topic === null ? ALL_FEEDS : feedsOf(narrowing.topic, narrowing.topic),
  });
}

const feedsOf = (slug: string, name: string) => [
  { title: name, path: `/feeds/topics/${encodeURIComponent(slug)}.atom` },
  ...ALL_FEEDS,
];

async function givePaper(c: Context, place: Place, archive: Archive, text: string): Promise<Response> {
  const bib = text.endsWith(".bib");
  const name = bib ? text.slice(0, -4) : text;
  const paper = await archive.findPaper(name);
  if (paper === null) return givePage(c, place, NO_PAPER);
  const path = paperPath(paper);
  if (path !== `/paper/${name}`) return c.redirect(bib ? `${path}.bib` : path, 301);
  if (bib) {
    c.header(
      "Content-Disposition",
      `attachment; filename="${(paper.arxivId ?? `p${paper.id}`).replace("/", "-")}.bib"`,
    );
    c.header("X-Content-Type-Options", "nosniff");
    return c.body(writeBibtex(paper), 200, { "content-type": "application/x-bibtex; charset=utf-8" });
  }
  return givePublic(c, place, drawPaper(paper, await archive.describe(paper.id)), { path, feeds: ALL_FEEDS });
}

async function giveTopic(c: Context, place: Place, archive: Archive, slug: string): Promise<Response> {
  const entry = (await archive.listCatalogue()).find((each) => each.slug === slug);
  const before = c.req.query("before");
  if (entry === undefined) return givePage(c, place, NO_TOPIC);
  if (before !== undefined && !/^\d{1,15}$/.test(before)) return givePage(c, place, NO_NARROWING);
  const [tried, papers] = await Promise.all([
    tryIfAble(archive, entry.query),
    archive.listTopicPapers(entry.query, { before: before === undefined ? null : Number(before), limit: PAGE }),
  ]);
  const drawn = drawTopic(entry, tried, papers ?? { papers: [], next: null });
  if (tried === null) return givePage(c, place, drawn); // not to be kept: the next one has its chart
  return givePublic(c, place, drawn, { path: topicPath(slug), feeds: feedsOf(slug, entry.name) });
}

async function giveSearch(c: Context, place: Place, archive: Archive): Promise<Response> {
  const query = plainText((c.req.query("q") ?? "").slice(0, QUERY_MOST));
  const asked = Number(c.req.query("n") ?? SEARCH_STEP);
  const limit = Number.isInteger(asked) ? Math.min(SEARCH_MOST, Math.max(SEARCH_STEP, asked)) : SEARCH_STEP;
  const path = query === "" ? "/search" : `/search?q=${encodeURIComponent(query)}`;
  if (query === "")
    return givePublic(c, place, drawSearch({ query, limit, searched: null, tried: null }), { path, feeds: ALL_FEEDS });
  const searched = await archive.search(query, limit);
  const tried = searched.ok ? await tryIfAble(archive, query) : null;
  const drawn = drawSearch({ query, limit, searched, tried });
  if (tried === null) return givePage(c, place, drawn);
  return givePublic(c, place, drawn, { path, feeds: feedsOfQuery(query) });
}

/** To read and index a month of papers takes seconds, once: so long nobody waits for a chart. */
const CHART_MS = 700;

/** A page is worth more than its chart: null while there is none, as when there is no memory for it. */
async function tryIfAble(archive: Archive, query: string): Promise<TypedTopic | null> {
  const waiting = new AbortController();
  const late = setTimeout(CHART_MS, null, { signal: waiting.signal, ref: false }).catch(() => null);
  const tried = archive.tryTopic(query, 0).catch((error: unknown) => {
    console.error(error);
    return null;
  });
  try {
    return await Promise.race([tried, late]);
  } finally {
    waiting.abort();
  }
}

/** An author's or an organisation's papers have a feed; other queries are their readers' own (semantics 11). */
function feedsOfQuery(query: string): { title: string; path: string }[] {
  const found = /^(au|org):(?:"([^"]+)"|(\S+))$/.exec(query);
  const name = found?.[2] ?? found?.[3];
  if (!found || name === undefined) return ALL_FEEDS;
  const folder = found[1] === "au" ? "authors" : "organisations";
  return [{ title: name, path: `/feeds/${folder}/${encodeURIComponent(name)}.atom` }, ...ALL_FEEDS];
}

const nothing = (title: string, says: ReturnType<typeof html>, status: Page["status"] = 404): Page => ({
  title,
  status: status ?? 404,
  body: html`<h1>${title}</h1><p>${says}</p>`,
});

const NOTHING_YET: Page = {
  ...nothing("No papers yet", html`Nothing has been read so far. The first papers come with the next intake.`),
  status: 200,
};
const NO_PERIOD = nothing(
  "No such list",
  html`Lists are of a day (<code>/papers/2026-05-15</code>), a week (<code>/papers/2026-W20</code>) or a month (<code>/papers/2026-05</code>). <a href="/papers">The latest</a>`,
);
const NO_PAPER = nothing(
  "No such paper",
  html`It is not stored here. Papers are found by arXiv id (<code>/paper/2605.12500</code>) or by <a href="/search">search</a>.`,
);
const NO_TOPIC = nothing(
  "No such topic",
  html`The catalogue has no topic of that name. <a href="/topics">All topics</a>`,
);
const NO_NARROWING = nothing(
  "This address says nothing",
  html`An order is <code>votes</code>, <code>trending</code> or <code>newest</code>; pages are gone through by their links. <a href="/papers">The latest papers</a>`,
  400,
);

const TRENDING: Page = {
  title: "How trending is reckoned",
  body: html`<h1>How trending is reckoned</h1>
<p>Each of the last fourteen days gives a paper the votes it gained that day, twice the comments it gained, and a tenth of the stars its code gained. What a day gave is halved for every three days that have passed since. The sum is the paper’s heat; of like heat, the paper with more votes stands first.</p>
<p>Lists of the past go by the heat of their last day. Votes, comments and stars are read again for thirty days; nothing that visitors do here counts.</p>`,
};
