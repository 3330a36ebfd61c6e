/** A feed as a source: one request for all days, because a feed shows its latest items whatever day is asked for. */
import type { HttpClient } from "../http/client.ts";
import { notRead, type ReadOptions, readDay, type Source, type SourceDay } from "../source.ts";
import { adaptFeedItems, findReach } from "./adapt.ts";
import { parseFeed } from "./parse.ts";

/** `name` is the row's, `feed/example.org`; `url` is the operator's, so private networks are out of reach. */
export function createFeed(http: HttpClient, name: string, url: string): Source {
  const lane = `feed/${URL.parse(url)?.host ?? url}`;
  return {
    lane,
    async *read(days, options) {
      yield* await readAll(days, options);
    },
  };

  async function readAll(days: readonly string[], { at, old, memory }: ReadOptions): Promise<SourceDay[]> {
    const fetched = await http.get({ url, lane, expect: "a feed", validators: old ? null : memory.validators });
    if (fetched.kind === "failed") return days.map((day) => notRead(day, "failed", fetched.cause, fetched.waitSeconds));
    if (fetched.kind === "unchanged")
      return days.map((day) => ({
        day,
        answer: { kind: "unchanged" },
        parsed: { listings: [], unread: [] },
        waitSeconds: null,
      }));
    const feed = parseFeed(fetched.text, fetched.url);
    if (!feed.ok) return days.map((day) => notRead(day, "failed", feed.cause));
    const today = at.toString().slice(0, 10);
    const listedOn = await memory.findListedDays(feed.items.map(({ key }) => key));
    const lastReadOn = await memory.findLastReadDay();
    const { listings, tooOld } = adaptFeedItems(feed.items, { source: name, today, listedOn, lastReadOn, old });
    const byDay = Map.groupBy(listings, (listing) => listing.listedOn);
    const reach = findReach(feed.items, listedOn);
    const remark = tooOld > 0 ? `${tooOld} items from before the last 7 days left out` : null;
    const tell = (day: string) => ({ remark, ...(day < today ? explainReach(day, reach) : {}) });
    const read = days.map((day) => readDay(day, { listings: byDay.get(day) ?? [], unread: [] }, tell(day)));
    const last = read.at(-1);
    if (!last) return [];
    // Items of days that were not asked for, and what could not be read, come with the last day.
    const other = listings.filter((listing) => !days.includes(listing.listedOn));
    const counted = readDay(last.day, { listings: last.parsed.listings, unread: feed.unread }, tell(last.day));
    const parsed = { listings: [...last.parsed.listings, ...other], unread: feed.unread };
    const validators = feed.unread.length === 0 ? fetched.validators : null;
    return [...read.slice(0, -1), { ...counted, parsed, validators }];
  }
}

/** Of a day that is over: whether the feed still shows all of it. A day that it begins with may be cut; what was read of it stands. */
function explainReach(day: string, reach: string | null): { selection: boolean; lost: string | null } {
  if (reach === null || reach < day) return { selection: false, lost: null };
  const lost = `the feed reaches back to ${reach} only: what it showed before cannot be read any more`;
  return { selection: true, lost: reach > day ? lost : null };
}
