/** Draws the catalogue, and a topic's page: its query, its chart of 30 days, its latest papers, and a way to subscribe. */
import { html } from "hono/html";
import type { CatalogueEntry, PublicPaper } from "../../reading/archive.ts";
import type { TriedTopic, TypedTopic } from "../../reading/backtest.ts";
import type { TopicPage } from "../../reading/topic-papers.ts";
import { count } from "../../render/wording.ts";
import type { Markup, Page } from "../pages/layout.ts";
import { drawBars } from "./chart.ts";
import { drawEntry } from "./entry.ts";

export const topicPath = (slug: string): string => `/topics/${encodeURIComponent(slug)}`;

export function drawCatalogue(catalogue: CatalogueEntry[]): Page {
  const groups = [...Map.groupBy(catalogue, ({ heading }) => heading)];
  return {
    title: "Topics",
    body: html`<h1>Topics</h1>
<p>Ready to follow, each with what it brought in the last 30 days. Or <a href="/search">search</a> for one of your own.</p>
${groups.map(([heading, topics]) => html`<h2>${heading}</h2><ul class="topics">${topics.map(({ slug, name, description }) => html`<li><a href="${topicPath(slug)}">${name}</a> <span class="muted">${description}</span></li>`)}</ul>`)}`,
  };
}

export function drawTopic(
  { slug, name, description, query }: CatalogueEntry,
  tried: TypedTopic | null,
  { papers, next }: TopicPage,
): Page {
  return {
    title: name,
    body: html`<h1>${name}</h1>
<p>${description}</p>
<p class="muted">Reads <code>${query}</code></p>
${tried?.ok ? drawMonth(tried.tried) : ""}
<p><a class="button" href="/?slug=${encodeURIComponent(slug)}">Subscribe to this topic</a></p>
${drawFeeds(`/feeds${topicPath(slug)}`)}
<h2>Latest papers</h2>
${papers.length === 0 ? html`<p class="muted">None yet.</p>` : papers.map((paper: PublicPaper) => drawEntry(paper))}
${next === null ? "" : html`<p><a class="button" rel="next" href="${topicPath(slug)}?before=${next}">Older papers</a></p>`}`,
  };
}

/** What a topic brought in the last 30 days, by day. */
export const drawMonth = ({ hits, perDay, days }: TriedTopic): Markup =>
  html`<p>${count(hits, "paper")} in 30 days${perDay === null ? "" : `, ${perDay.toFixed(1)} a day`}.</p>${drawBars(
    days.map(({ on, hits }) => ({ on, value: hits })),
    "paper",
  )}`;

/** `path`: that of the feeds, without their format. */
export const drawFeeds = (path: string): Markup =>
  html`<p class="muted">As a feed: <a href="${path}.rss">RSS</a> · <a href="${path}.atom">Atom</a> · <a href="${path}.json">JSON</a></p>`;
