/** A reader's own topic, behind a link that nobody can guess: a page and feeds, which show the topic and not the reader. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import type { TriedTopic } from "../../reading/backtest.ts";
import type { FeedContent } from "../../reading/feeds.ts";
import type { OwnTopic } from "../../reading/own-topic.ts";
import type { TopicPage } from "../../reading/topic-papers.ts";
import { FEED_TYPES, type FeedFormat } from "../../render/feed.ts";
import { drawEntry } from "../archive/entry.ts";
import { drawFeeds, drawMonth } from "../archive/topic-pages.ts";
import { giveKept } from "../feeds/conditional.ts";
import { originOf, readFormat, write } from "../feeds/feeds.ts";
import { givePage, type Page, type Place } from "../pages/layout.ts";

export interface OwnDoor {
  /** Null for a token that is none, for a topic that ended and for who was forgotten. */
  findTopic(token: string): Promise<OwnTopic | null>;
  /** What it would have found in the last 30 days. */
  tryTopic(topic: OwnTopic): Promise<TriedTopic>;
  listPapers(topic: OwnTopic, page: { before: number | null; limit: number }): Promise<TopicPage>;
  listFeed(topic: OwnTopic): Promise<FeedContent>;
}

const PAGE = 50;
/** Feed readers may keep it for themselves. */
const OWN = { "Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer" };

export function addOwn(web: Hono, place: Place, door: OwnDoor): void {
  web.get("/own/:token", async (c) => {
    const [token = "", ending] = c.req.param("token").split(".");
    const topic = await door.findTopic(token);
    if (topic === null) return givePage(c, place, NO_TOPIC);
    if (ending === undefined) return givePage(c, place, await readPage(c, door, topic, `/own/${token}`));
    const format = readFormat(ending);
    return format === null ? givePage(c, place, NO_TOPIC) : giveFeed(c, place, { door, topic, token, format });
  });
}

async function readPage(c: Context, door: OwnDoor, topic: OwnTopic, path: string): Promise<Page> {
  const before = c.req.query("before");
  if (before !== undefined && !/^\d{1,15}$/.test(before)) return NO_TOPIC;
  const [month, papers] = await Promise.all([
    door.tryTopic(topic),
    door.listPapers(topic, { before: before === undefined ? null : Number(before), limit: PAGE }),
  ]);
  return draw(topic, path, month, papers);
}

async function giveFeed(
  c: Context,
  place: Place,
  { door, topic, token, format }: { door: OwnDoor; topic: OwnTopic; token: string; format: FeedFormat },
): Promise<Response> {
  const path = `/own/${token}`;
  const facts = { title: topic.name, description: `Papers that match: ${topic.reading}`, path, page: path };
  const written = write(place, originOf(c, place), format, { facts, content: await door.listFeed(topic) });
  return giveKept(c, written, FEED_TYPES[format], OWN);
}

function draw({ name, reading }: OwnTopic, path: string, month: TriedTopic, { papers, next }: TopicPage): Page {
  return {
    title: name,
    body: html`<h1>${name}</h1>
<p class="muted">Reads <code>${reading}</code></p>
${drawMonth(month)}
${drawFeeds(path)}
<p class="muted">Whoever has this link sees the topic and its papers, and can change nothing.</p>
<h2>Latest papers</h2>
${papers.length === 0 ? html`<p class="muted">${next === null ? "None." : "None among the latest."}</p>` : papers.map((paper) => drawEntry(paper))}
${next === null ? "" : html`<p><a class="button" rel="next" href="${path}?before=${next}">Older papers</a></p>`}`,
  };
}

const NO_TOPIC: Page = {
  title: "There is no such topic",
  status: 404,
  body: html`<h1>There is no such topic</h1><p>It has ended, or the link is not whole. The links of your topics stand in <a href="/preferences">your preferences</a>.</p>`,
};
