/** A feed as RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1. What it is given is text: markup in it arrives as words. */
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from "feedsmith";

export const FEED_FORMATS = ["rss", "atom", "json"] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

export const FEED_TYPES: Record<FeedFormat, string> = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};

export interface EntryView {
  /** Never changes, and is no other entry's: an IRI. */
  id: string;
  /** Absolute. */
  url: string;
  title: string;
  authors: string[];
  /** Empty: none is known. */
  summary: string;
  categories: string[];
  /** To the second; the same whenever it is asked for. */
  at: Date;
}

export interface FeedView {
  /** As an entry's. */
  id: string;
  title: string;
  description: string;
  /** Who makes it. */
  publisher: string;
  /** Where it is itself, and the page that it belongs to: absolute. */
  self: string;
  home: string;
  updated: Date;
  /** The latest first. */
  entries: EntryView[];
}

/**
 * An entry's `updated` is its date, not its last change: votes change daily, and readers would show it as new each time.
 * @throws never, for any text
 */
export function writeFeed(format: FeedFormat, view: FeedView): string {
  if (format === "json") return writeJson(view);
  return `${reveal(format === "rss" ? writeRss(view) : writeAtom(view)).trimEnd()}\n`;
}

/** What XML 1.0 has no way to write goes: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}--[\t\n\r]]|[\uFFFE\uFFFF]|[\uE000-\uE002]/gv, "")
    .trim();
const cleanAll = (texts: readonly string[]): string[] => texts.map(clean).filter((text) => text !== "");
const titleOf = ({ title }: EntryView): string => clean(title) || "Untitled";
const summaryOf = (entry: EntryView): string => clean(entry.summary) || titleOf(entry);

const SIGNS = { "<": "\uE000", ">": "\uE001", "&": "\uE002" } as const;
const MARKUP = { "\uE000": "&lt;", "\uE001": "&gt;", "\uE002": "&amp;" } as const;

/**
 * Text on its way into XML. The generator puts text that holds < > & into CDATA, and white space around that, which readers
 * show as part of a title; so it gets to see letters for private use in their place, which no text has kept.
 */
const hide = (text: string): string => text.replace(/[<>&]/g, (sign) => SIGNS[sign as keyof typeof SIGNS]);
const reveal = (xml: string): string => xml.replace(/[\uE000-\uE002]/g, (mark) => MARKUP[mark as keyof typeof MARKUP]);

/** Text as HTML that shows it: a description is HTML in RSS. */
const toHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** RSS says nothing of who is an author without an address of mail; Dublin Core's creator does. */
function writeRss({ title, description, self, home, updated, entries }: FeedView): string {
  return generateRssFeed({
    title: hide(clean(title)),
    description: hide(toHtml(clean(description))),
    link: hide(home),
    language: "en",
    lastBuildDate: updated,
    generator: "Paperboy",
    ttl: 15,
    atom: { links: [{ href: hide(self), rel: "self", type: "application/rss+xml" }] },
    items: entries.map((entry) => ({
      title: hide(titleOf(entry)),
      link: hide(entry.url),
      guid: { value: hide(entry.id), isPermaLink: false },
      pubDate: entry.at,
      description: hide(toHtml(summaryOf(entry))),
      dc: { creators: cleanAll(entry.authors).map(hide) },
      categories: cleanAll(entry.categories).map((text) => ({ name: hide(text) })),
    })),
  });
}

function writeAtom({ id, title, description, publisher, self, home, updated, entries }: FeedView): string {
  return generateAtomFeed({
    id,
    title: { value: hide(clean(title)) },
    subtitle: { value: hide(clean(description)) },
    updated,
    authors: [{ name: hide(clean(publisher)) }],
    links: [
      { href: hide(self), rel: "self", type: "application/atom+xml" },
      { href: hide(home), rel: "alternate", type: "text/html" },
    ],
    generator: { text: "Paperboy" },
    entries: entries.map((entry) => ({
      id: hide(entry.id),
      title: { value: hide(titleOf(entry)), type: "text" },
      links: [{ href: hide(entry.url), rel: "alternate", type: "text/html" }],
      published: entry.at,
      updated: entry.at,
      authors: cleanAll(entry.authors).map((text) => ({ name: hide(text) })),
      summary: { value: hide(summaryOf(entry)), type: "text" },
      categories: cleanAll(entry.categories).map((text) => ({ term: hide(text) })),
    })),
  });
}

function writeJson({ title, description, publisher, self, home, entries }: FeedView): string {
  const feed = generateJsonFeed({
    title: clean(title),
    description: clean(description),
    home_page_url: home,
    feed_url: self,
    language: "en",
    authors: [{ name: clean(publisher) }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: titleOf(entry),
      content_text: summaryOf(entry),
      date_published: entry.at,
      ...(entry.authors.length === 0 ? {} : { authors: cleanAll(entry.authors).map((name) => ({ name })) }),
      ...(entry.categories.length === 0 ? {} : { tags: cleanAll(entry.categories) }),
    })),
  });
  // The generator leaves out an empty list, which JSON Feed asks for.
  return `${JSON.stringify({ items: [], ...(feed as object) })}\n`;
}
