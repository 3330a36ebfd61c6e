/** Papers as the entries of a feed: what they are called for good, where they lead to, what is said of them. */
import { createHash } from "node:crypto";
import { paperPath } from "../../domain/paper/path.ts";
import type { FedPaper, FeedContent } from "../../reading/feeds.ts";
import { plainText, safeUrl } from "../../render/escape.ts";
import type { EntryView, FeedFormat, FeedView } from "../../render/feed.ts";
import { abstractOf, titleOf } from "../archive/entry.ts";
import type { Place } from "../pages/layout.ts";

const AUTHORS_MOST = 100;
const NAME_MOST = 200;

export interface FeedFacts {
  title: string;
  description: string;
  /** Its path without the format, which is what it goes by, and that of its page. */
  path: string;
  page: string;
}

/** `origin`: where these pages are reached. */
export function viewFeed(
  place: Place,
  origin: string,
  { title, description, path, page }: FeedFacts,
  { format, content }: { format: FeedFormat; content: FeedContent },
): FeedView {
  const newest = content.papers[0]?.at;
  return {
    id: uuidOf(`feed ${place.name} ${path}`),
    title: `${title} · ${place.name}`,
    description,
    publisher: place.name,
    self: `${origin}${path}.${format}`,
    home: `${origin}${page}`,
    updated: newest ?? new Date(content.readAt.round("hour").epochMilliseconds),
    entries: content.papers.map((paper) => viewEntry(paper, place.base, origin)),
  };
}

function viewEntry(paper: FedPaper, base: string | null, origin: string): EntryView {
  const { arxivId, projectUrl, authors, categories, at } = paper;
  const own = `${origin}${paperPath(paper)}`;
  const elsewhere = arxivId ? `https://arxiv.org/abs/${arxivId}` : safeUrl(projectUrl ?? "");
  return {
    id: idOf(paper),
    url: base === null ? (elsewhere ?? own) : own,
    title: titleOf(paper),
    authors: authors.slice(0, AUTHORS_MOST).map(({ name }) => plainText(name.slice(0, NAME_MOST))),
    summary: abstractOf(paper),
    categories: categories.slice(0, 20).map((each) => plainText(each.slice(0, NAME_MOST))),
    at,
  };
}

/**
 * What a paper goes by in every feed, of every installation, wherever that is reached: its address at arXiv, without a
 * version, which arXiv keeps for good. (A tag URI of arxiv.org would be arXiv's to mint, RFC 4151.) A paper without one
 * goes by its number and the millisecond it came in: a number alone would be another paper's in a database made anew.
 */
const idOf = ({ id, arxivId, createdAt }: FedPaper): string =>
  arxivId ? `https://arxiv.org/abs/${arxivId}` : uuidOf(`paper ${id} ${createdAt.toISOString()}`);

/** A UUID made of a text, by SHA-256 (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")}`;
}
