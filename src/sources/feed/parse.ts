/** Parses any RSS, Atom, RDF or JSON feed: checked to be whole first, because the feed parser itself forgives too much. */
import { hash } from "node:crypto";
import { parseFeed as readFeed } from "feedsmith";
import { z } from "zod";
import { findPaperId } from "../../domain/identity/ids.ts";
import type { PaperId, UnreadListing } from "../../domain/paper/listing.ts";
import { htmlToText } from "../html-text.ts";
import { parseJson } from "../json.ts";
import type { ParseFailure } from "../source.ts";
import { BOUNDS, cleanText, cleanTextOrNull, cleanUrl } from "../text.ts";
import { parseXml } from "../xml.ts";

export interface FeedItem {
  /** What the feed calls it: its guid or id, else its link, else its title. */
  key: string;
  title: string;
  text: string | null;
  link: string | null;
  authors: string[];
  /** UTC; null where the feed gives no date that can be read. */
  publishedOn: string | null;
  ids: PaperId[];
}

export type Feed = { ok: true; title: string | null; items: FeedItem[]; unread: UnreadListing[] };

const EXPECTED = "an RSS, Atom or JSON feed";

/** Text as RSS gives it or as Atom wraps it; a field of another kind costs itself. */
const text = z
  .union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])
  .nullish()
  .catch(null);
const person = z.object({ name: z.string() }).transform(({ name }) => name);
const people = z
  .array(z.union([person, z.null().catch(null)]))
  .nullish()
  .catch(null);
const links = z
  .array(z.object({ href: z.string(), rel: z.string().nullish() }))
  .nullish()
  .catch(null);
const itemSchema = z.object({
  title: text,
  guid: text,
  id: text,
  link: text,
  url: text,
  links,
  description: text,
  summary: text,
  content: z
    .union([z.object({ encoded: z.string() }).transform(({ encoded }) => encoded), text])
    .nullish()
    .catch(null),
  content_html: text,
  content_text: text,
  pubDate: text,
  published: text,
  updated: text,
  date_published: text,
  authors: people,
  dc: z
    .object({ creators: z.array(z.string()).nullish().catch(null), dates: z.array(z.string()).nullish().catch(null) })
    .nullish()
    .catch(null),
});
type RawItem = z.infer<typeof itemSchema>;
const feedSchema = z.object({
  title: text,
  items: z.array(z.unknown()).nullish(),
  entries: z.array(z.unknown()).nullish(),
});

/** `url` is the feed's own address: relative links stand against it. */
export function parseFeed(body: string, url: string): Feed | ParseFailure {
  const whole = /^\s*[{[]/.test(body) ? parseJson(body) : parseXml(body, EXPECTED);
  if (!whole.ok) return whole;
  let raw: unknown;
  try {
    raw = readFeed(body).feed;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, cause: `the answer is not ${EXPECTED}` };
  }
  const feed = feedSchema.safeParse(raw);
  if (!feed.success) return { ok: false, cause: `the answer is not ${EXPECTED}` };
  const items: FeedItem[] = [];
  const unread: UnreadListing[] = [];
  for (const [index, value] of (feed.data.items ?? feed.data.entries ?? []).entries()) {
    const item = readItem(value, url);
    if ("reason" in item) unread.push({ at: `item ${index + 1}`, ...item });
    else items.push(item);
  }
  return { ok: true, title: cleanTextOrNull(htmlToText(feed.data.title ?? ""), BOUNDS.title), items, unread };
}

function readItem(value: unknown, url: string): FeedItem | Omit<UnreadListing, "at"> {
  const parsed = itemSchema.safeParse(value);
  if (!parsed.success) return { name: null, reason: "it is no record" };
  const raw = parsed.data;
  const title = cleanText(htmlToText(raw.title ?? ""), BOUNDS.title);
  const link = linkOf(raw, url);
  const named = raw.guid ?? raw.id ?? link ?? title;
  const key = cleanText(named, BOUNDS.sourceKey * 10);
  if (title === "") return { name: key.slice(0, 80) || null, reason: "title is missing" };
  return {
    key: key.length > BOUNDS.sourceKey || key === "" ? shorten(key || title) : key,
    title,
    text: cleanTextOrNull(
      htmlToText(raw.description ?? raw.summary ?? raw.content ?? raw.content_text ?? raw.content_html ?? ""),
      BOUNDS.abstract,
    ),
    link,
    authors: [...(raw.dc?.creators ?? []), ...(raw.authors ?? []).filter((name) => name !== null)],
    publishedOn: dayOf(raw.pubDate ?? raw.published ?? raw.date_published ?? raw.dc?.dates?.[0] ?? raw.updated),
    ids: idsOf([raw.guid, raw.id, link]),
  };
}

/** A key that an index can hold: its beginning and a hash of all of it. */
function shorten(key: string): string {
  return `${key.slice(0, BOUNDS.sourceKey - 24)}#${hash("sha256", key).slice(0, 23)}`;
}

function linkOf(raw: RawItem, url: string): string | null {
  const chosen =
    raw.links?.find(({ rel }) => rel === undefined || rel === null || rel === "alternate") ?? raw.links?.[0];
  return cleanUrl(raw.link ?? raw.url ?? chosen?.href, url);
}

/** Only what names the item itself: an identifier in its text may be a citation. */
function idsOf(texts: (string | null | undefined)[]): PaperId[] {
  const found = texts.flatMap((each) => findPaperId(each ?? "") ?? []);
  return [...new Map(found.map((id) => [`${id.scheme} ${id.value}`, id])).values()].filter(
    ({ value }) => value.length <= BOUNDS.sourceKey,
  );
}

function dayOf(said: string | null | undefined): string | null {
  const instant = Date.parse(said?.trim() ?? "");
  if (!Number.isFinite(instant)) return null;
  const day = new Date(instant).toISOString().slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null;
}
