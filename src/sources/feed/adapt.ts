/** Turns the items of a feed into listings of the days they bear; what is too old to be new is left out. */
import type { Listing } from "../../domain/paper/listing.ts";
import { BOUNDS, cleanTextOrNull } from "../text.ts";
import type { FeedItem } from "./parse.ts";

/**
 * Feeds rewrite their ids: an unknown id whose date is farther back is an old item under a new name, unless the feed was
 * not read since.
 */
const OLDEST_NEW_DAYS = 7;

export interface FeedOptions {
  source: string;
  /** Day of the reading: that of items without a date, and the last that any item may bear. */
  today: string;
  /** Days under which items were listed before, by key: an item keeps the first it had. */
  listedOn: ReadonlyMap<string, string>;
  /** Day of the reading before; null or absent: there was none. */
  lastReadOn?: string | null;
  /** True for a back-fill, which takes items of any age. */
  old: boolean;
}

/** The earliest day that the feed still shows something of; null where no item has a date. */
export function findReach(items: FeedItem[], listedOn: ReadonlyMap<string, string>): string | null {
  const days = items.flatMap(({ key, publishedOn }) => listedOn.get(key) ?? publishedOn ?? []);
  return days.reduce<string | null>((earliest, day) => (earliest === null || day < earliest ? day : earliest), null);
}

export function adaptFeedItems(items: FeedItem[], options: FeedOptions): { listings: Listing[]; tooOld: number } {
  const { source, today, listedOn, old } = options;
  const weekBefore = Temporal.PlainDate.from(today).subtract({ days: OLDEST_NEW_DAYS }).toString();
  const { lastReadOn = null } = options;
  const oldest = lastReadOn !== null && lastReadOn < weekBefore ? lastReadOn : weekBefore;
  const listings: Listing[] = [];
  let tooOld = 0;
  for (const item of items) {
    const known = listedOn.get(item.key);
    const day = known ?? (item.publishedOn === null || item.publishedOn > today ? today : item.publishedOn);
    if (known === undefined && day < oldest && !old) tooOld++;
    else listings.push(toListing(item, source, day));
  }
  return { listings, tooOld };
}

function toListing(item: FeedItem, source: string, listedOn: string): Listing {
  const authors = item.authors.slice(0, BOUNDS.authors).flatMap((name) => cleanTextOrNull(name, BOUNDS.name) ?? []);
  return {
    source,
    sourceKey: item.key,
    listedOn,
    ids: item.ids,
    title: item.title,
    abstract: item.text,
    authors: authors.map((name) => ({ name })),
    authorCount: authors.length || null,
    organisation: null,
    publishedOn: item.publishedOn,
    upvotes: null,
    comments: null,
    thumbnailUrl: null,
    projectUrl: item.ids.length === 0 ? item.link : null,
    codeUrl: null,
    codeStars: null,
    summary: null,
    keywords: [],
    categories: [],
  };
}
