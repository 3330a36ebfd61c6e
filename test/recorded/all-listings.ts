/** All recorded input of every source as the listings it becomes, from the folder that is kept beside the repository. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Listing, ParsedDay } from "../../src/domain/paper/listing.ts";
import { parseArxivApi } from "../../src/sources/arxiv/api.ts";
import { parseArxivFeed } from "../../src/sources/arxiv/feed.ts";
import { type ArxivItem, adaptArxivItem } from "../../src/sources/arxiv/item.ts";
import { parseOaiPage } from "../../src/sources/arxiv/oai.ts";
import { parseBiorxivPage } from "../../src/sources/biorxiv/parse.ts";
import { adaptFeedItems } from "../../src/sources/feed/adapt.ts";
import { parseFeed } from "../../src/sources/feed/parse.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";
import { parsePage } from "../../src/sources/page/parse.ts";
import { readArxivMonth } from "../support/arxiv-month.ts";

/** Listings of each kind of input, by its name. `folder` is that of the recorded input. */
export async function readAllListings(folder: string): Promise<Record<string, Listing[]>> {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");
  const list = (...path: string[]) =>
    readdirSync(join(folder, ...path))
      .sort()
      .filter((name) => /\.(?:json|xml|txt)$/.test(name))
      .map((name) => ({ name, text: read(...path, name) }));
  return {
    "Hugging Face's days": list("hf-daily").flatMap(({ name, text }) =>
      whole(parseHuggingFaceDay(text, name.slice(0, 10))),
    ),
    "its earlier days": list("hf-daily-earlier").flatMap(({ name, text }) =>
      whole(parseHuggingFaceDay(text, /^\d/.test(name) ? name.slice(0, 10) : "2026-06-13")),
    ),
    "saved pages": list("listing-pages").flatMap(({ text }) => whole(parsePage(text, { today: "2026-05-14" }))),
    "arXiv's feeds": [...list("arxiv", "rss"), ...list("arxiv", "rss_atom")].flatMap(({ text }) => {
      const feed = parseArxivFeed(text);
      return feed.ok ? feed.items.map((item) => ofArxiv(item, feed.day)) : []; // one is broken off
    }),
    "arXiv's API": [
      ...list("arxiv", "api_atom"),
      ...list("arxiv", "api_atom", "arxiv_py").map(({ text }) => ({ text: JSON.parse(text).body as string })),
    ].flatMap(({ text }) => {
      const page = parseArxivApi(text);
      return page.ok ? page.items.map((item) => ofArxiv(item)) : []; // one is an error
    }),
    "arXiv's announcements": list("arxiv", "announce_csCV").flatMap(({ text }) => {
      const { date, papers } = JSON.parse(text) as { date: string; papers: Announced[] };
      return papers.map((paper) => ofArxiv(fromAnnounced(paper), date));
    }),
    "arXiv's OAI-PMH": [...list("arxiv", "oai"), ...list("arxiv", "oai", "rendered")].flatMap(({ text }) => {
      const page = parseOaiPage(text);
      return page.ok ? page.records.map((record) => ofArxiv(record, record.datestamp)) : []; // three are errors
    }),
    "arXiv's month": await Array.fromAsync(readArxivMonth()),
    bioRxiv: list("biorxiv").flatMap(({ text }) => whole(parseBiorxivPage(text, "biorxiv"))),
    feeds: list("feeds").flatMap(({ name, text }) => {
      const feed = parseFeed(text, "https://example.org/feed");
      if (!feed.ok) throw new Error(`${name}: ${feed.cause}`);
      const options = { source: `feed/${name}`, today: "2026-06-01", listedOn: new Map(), old: true };
      return adaptFeedItems(feed.items, options).listings;
    }),
  };
}

function whole(parsed: ({ ok: true } & ParsedDay) | { ok: false; cause: string }): Listing[] {
  if (!parsed.ok) throw new Error(parsed.cause);
  return parsed.listings;
}

const ofArxiv = (item: ArxivItem, day = item.publishedOn ?? "2026-05-01"): Listing =>
  adaptArxivItem(item, `arxiv/${item.categories[0] ?? "cs.CV"}`, day);

interface Announced extends Pick<ArxivItem, "title" | "abstract" | "authors" | "comment" | "categories"> {
  arxiv_id: string;
  announce_type: ArxivItem["announcement"];
}

const fromAnnounced = ({ arxiv_id: id, announce_type: announcement, ...said }: Announced): ArxivItem => ({
  ...said,
  id,
  announcement,
  version: null,
  publishedOn: null,
  doi: null,
});
