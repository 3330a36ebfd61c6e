/** A category of arXiv as a source: the latest day by feed and list page, earlier ones by the query API. */
import { ARXIV_ZONE, explainArxivPause, findSubmissionWindow } from "../../domain/intake/arxiv-calendar.ts";
import type { Listing } from "../../domain/paper/listing.ts";
import type { HttpClient } from "../http/client.ts";
import { notRead, type ReadOptions, readDay, type Source, type SourceDay } from "../source.ts";
import type { ArxivAddresses } from "./addresses.ts";
import { judgeBatch, type Routes, readRoutes } from "./batch.ts";
import { type ArxivItem, adaptArxivItem } from "./item.ts";
import { readWindow } from "./window.ts";

export function createArxiv(http: HttpClient, addresses: ArxivAddresses, category: string): Source {
  const name = `arxiv/${category}`;
  return {
    lane: "arxiv",
    /**
     * The latest day goes first: what it announces is its own, also where a day before was skipped without notice and
     * its submissions come with this one. The API is not asked for days that arXiv itself has not come to.
     */
    async *read(days, options) {
      let routes: Routes | null = null;
      const latest = findLatestBatch(options.at);
      for (const day of days.toSorted().toReversed()) {
        // Nothing is asked of arXiv for a Saturday or Sunday; on a holiday it is looked whether it kept it.
        if (Temporal.PlainDate.from(day).dayOfWeek >= 6) yield readDay(day, { listings: [], unread: [] });
        else if (day < latest && !isAhead(routes, day)) yield await readByApi(day, options);
        else {
          routes ??= await readRoutes(http, addresses, category);
          yield await readBatch(day, routes, options);
        }
      }
    },
  };

  async function readBatch(day: string, routes: Routes, options: ReadOptions): Promise<SourceDay> {
    const batch = judgeBatch(routes, day, await options.memory.listKeysBefore(day));
    if (batch.kind === "past") return readByApi(day, options);
    if (batch.kind !== "read") return notRead(day, batch.kind, batch.cause, batch.waitSeconds);
    const { declared, remark, unread } = batch;
    return readDay(
      day,
      { listings: batch.items.map((item) => adaptArxivItem(item, name, day)), unread },
      { declared, remark },
    );
  }

  async function readByApi(day: string, { memory }: ReadOptions): Promise<SourceDay> {
    const window = findSubmissionWindow(day);
    if (window === null) return readDay(day, { listings: [], unread: [] });
    const read = await readWindow(http, addresses, { category, ...window });
    if (!read.ok) return notRead(day, "failed", read.cause, read.waitSeconds);
    const listedOn = await memory.findListedDays(read.items.map(({ id }) => id));
    // What moderation held longer was listed on another day: it keeps that.
    const own = read.items.filter(({ id }) => (listedOn.get(id) ?? day) === day);
    const listings = own.map((item) => adaptArxivItem(announced(item, category), name, day));
    const elsewhere = read.items.length - own.length;
    const remark = `by the API: submitted ${show(window.from)} to ${show(window.to)} Eastern`;
    return readDay(
      day,
      { listings, unread: read.unread },
      { declared: read.total - elsewhere, remark, selection: true },
    );
  }
}

/** Whether a day is later than what arXiv shows; not known where it was not asked or did not answer. */
function isAhead(routes: Routes | null, day: string): boolean {
  const shown = routes === null ? [] : [routes.feed, routes.page].flatMap((route) => (route.ok ? [route.day] : []));
  return shown.length > 0 && shown.every((each) => each < day);
}

/** A paper is new in its primary category and cross-listed in the others. */
export const announced = <T extends ArxivItem>(item: T, category: string): T & Pick<Listing, "announcement"> => ({
  ...item,
  announcement: item.categories[0] === category ? "new" : "cross",
});

/** The latest day that bears an announcement, at an instant; a holiday is looked at as well. */
function findLatestBatch(at: Temporal.Instant): string {
  let day = at.toZonedDateTimeISO(ARXIV_ZONE).toPlainDate();
  while (day.dayOfWeek >= 6 && explainArxivPause(day.toString()) !== null) day = day.subtract({ days: 1 });
  return day.toString();
}

const show = (instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO(ARXIV_ZONE).toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ");
