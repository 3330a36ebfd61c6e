/** Feeds of everything, of a topic of the catalogue, of an author and of an organisation, as RSS, Atom and JSON Feed. */
import type { Context, Hono } from "hono";
import type { Archive } from "../../reading/archive.ts";
import type { FeedContent, Feeds } from "../../reading/feeds.ts";
import { plainText } from "../../render/escape.ts";
import { FEED_FORMATS, FEED_TYPES, type FeedFormat, writeFeed } from "../../render/feed.ts";
import { topicPath } from "../archive/topic-pages.ts";
import type { Place } from "../pages/layout.ts";
import { giveKept, type Kept, keep } from "./conditional.ts";
import { type FeedFacts, viewFeed } from "./view.ts";

const NAME_MOST = 200;

export function addFeeds(web: Hono, place: Place, archive: Archive, feeds: Feeds): void {
  // One that leads to where it was asked for is of no use to others, who may have been led elsewhere.
  const headers = { "Cache-Control": `${place.base === null ? "private" : "public"}, max-age=300` };
  web.get("/feeds/:path{.+}", async (c) => {
    const asked = readPath(c.req.param("path"));
    const found = asked && (await findFeed(archive, feeds, asked));
    if (!found) return giveNone(c);
    return giveKept(c, write(place, originOf(c, place), asked.format, found), FEED_TYPES[asked.format], headers);
  });
}

interface Asked {
  kind: "all" | "topics" | "authors" | "organisations";
  name: string;
  format: FeedFormat;
}

/** `path`: what stands after `/feeds/`, decoded. */
function readPath(path: string): Asked | null {
  const found = /^(?:(all)|(topics|authors|organisations)\/(.+))\.([a-z]+)$/s.exec(path);
  const format = readFormat(found?.[4]);
  if (!found || format === null) return null;
  const name = plainText(found[3] ?? "");
  if (found[1]) return { kind: "all", name, format };
  return name === "" || name.length > NAME_MOST ? null : { kind: found[2] as Asked["kind"], name, format };
}

export const readFormat = (text: string | undefined): FeedFormat | null =>
  FEED_FORMATS.find((each) => each === text) ?? null;

export interface FoundFeed {
  facts: FeedFacts;
  content: FeedContent;
}

/** Null for a topic that the catalogue has not, and for who has no paper here. */
async function findFeed(archive: Archive, feeds: Feeds, { kind, name }: Asked): Promise<FoundFeed | null> {
  if (kind === "all") return { facts: ALL, content: await feeds.listAll() };
  if (kind === "topics") {
    const entry = (await archive.listCatalogue()).find(({ slug }) => slug === name);
    const content = entry ? await feeds.listTopic(entry.query) : null;
    if (!entry || !content) return null;
    const path = `/feeds/topics/${encodeURIComponent(name)}`;
    return { facts: { title: entry.name, description: entry.description, path, page: topicPath(name) }, content };
  }
  // No sign of the topic language means anything within quotes but a quote.
  const query = `${kind === "authors" ? "au" : "org"}:"${name.replace(/["\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, " ")}"`;
  const content = await feeds.listTopic(query);
  if (!content || content.papers.length === 0) return null;
  const path = `/feeds/${kind}/${encodeURIComponent(name)}`;
  const description = kind === "authors" ? `New papers by ${name}` : `New papers from ${name}`;
  return { facts: { title: name, description, path, page: `/search?q=${encodeURIComponent(query)}` }, content };
}

const ALL: FeedFacts = {
  title: "New papers",
  description: "Every paper as it comes in, from all sources",
  path: "/feeds/all",
  page: "/papers",
};

/** Without an address of our own, the one that we were asked at. */
export const originOf = (c: Context, { base }: Place): string => base ?? new URL(c.req.url).origin;

/**
 * Last-Modified is the latest entry's date: dates rise with each paper that comes, so nobody who goes by it misses one. It
 * is not said while it lies ahead of the clock, as of a large batch it does for some minutes.
 */
export function write(place: Place, origin: string, format: FeedFormat, { facts, content }: FoundFeed): Kept {
  const newest = content.papers[0]?.at;
  const modified = newest !== undefined && newest.getTime() <= content.readAt.epochMilliseconds ? newest : null;
  return keep(writeFeed(format, viewFeed(place, origin, facts, { format, content })), modified);
}

function giveNone(c: Context): Response {
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Cache-Control", "no-store");
  return c.text(
    `There is no such feed. There are, each ending with .rss, .atom or .json:
/feeds/all                 every paper
/feeds/topics/SLUG         a topic of the catalogue, as /topics lists them
/feeds/authors/NAME        an author who has a paper here
/feeds/organisations/NAME  an organisation that has a paper here
`,
    404,
  );
}
