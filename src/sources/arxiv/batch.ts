/** Reads the announcements of arXiv's latest day by feed and list page, each a check on the other. */
import { isStaleBatch } from "../../domain/intake/arxiv-calendar.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../http/client.ts";
import type { ParseFailure } from "../source.ts";
import { type ArxivAddresses, LIST_PAGE_SIZE } from "./addresses.ts";
import { type ArxivFeed, parseArxivFeed } from "./feed.ts";
import type { ArxivItem } from "./item.ts";
import { type ArxivListPage, parseArxivListPage } from "./list-page.ts";

type Failure = ParseFailure & { waitSeconds: number | null };
export interface Routes {
  feed: ArxivFeed | Failure;
  page: ArxivListPage | Failure;
}

export type Batch =
  | { kind: "read"; items: ArxivItem[]; unread: ArxivFeed["unread"]; declared: number | null; remark: string | null }
  | { kind: "waiting" | "stale" | "failed"; cause: string; waitSeconds: number | null }
  /** Both routes have gone on to a later day. */
  | { kind: "past" };

const MOST_PAGES = 5;

export async function readRoutes(http: HttpClient, addresses: ArxivAddresses, category: string): Promise<Routes> {
  const get = (url: string, expect: HttpRequest["expect"]) =>
    http.get({ url, lane: "arxiv", expect, configured: true });
  const feed = parseAnswer(await get(addresses.feed(category), "XML"), parseArxivFeed);
  const page = parseAnswer(await get(addresses.listPage(category, 0), "HTML"), parseArxivListPage);
  if (!page.ok) return { feed, page };
  const whole = { ...page, items: [...page.items], unread: [...page.unread] };
  for (let pages = 1; pages < MOST_PAGES && whole.items.length + whole.unread.length < whole.declared; pages++) {
    const next = parseAnswer(
      await get(addresses.listPage(category, pages * LIST_PAGE_SIZE), "HTML"),
      parseArxivListPage,
    );
    if (!next.ok) return { feed, page: next };
    if (next.day !== page.day || next.items.length === 0) break;
    whole.items.push(...next.items);
    whole.unread.push(...next.unread);
  }
  return { feed, page: whole };
}

function parseAnswer<T extends { ok: true }>(
  answer: HttpAnswer,
  parse: (text: string) => T | ParseFailure,
): T | Failure {
  if (answer.kind === "unchanged")
    return { ok: false, cause: "it answered 304, which was not asked for", waitSeconds: null };
  if (answer.kind === "failed") return { ok: false, cause: answer.cause, waitSeconds: answer.waitSeconds };
  const parsed = parse(answer.text);
  return parsed.ok ? parsed : { ...parsed, waitSeconds: null };
}

/** Pure. `announcedBefore`: keys of the announcements of the days before. */
export function judgeBatch({ feed, page }: Routes, day: string, announcedBefore: ReadonlySet<string>): Batch {
  const isOld = (items: ArxivItem[]) =>
    isStaleBatch(
      items.filter(({ announcement }) => announcement === "new").map(({ id }) => id),
      announcedBefore,
    );
  const feedFits = feed.ok && feed.day === day && !isOld(feed.items);
  const pageFits = page.ok && page.day === day && !isOld(page.items);
  if (!feedFits && !pageFits) return explainMissing({ feed, page }, day);
  const items = new Map<string, ArxivItem>();
  if (pageFits) for (const item of page.items) items.set(item.id, item);
  // The feed tells replaced cross-lists apart and knows versions; the page knows comments.
  if (feedFits)
    for (const item of feed.items)
      items.set(item.id, { ...item, comment: item.comment ?? items.get(item.id)?.comment ?? null });
  const unread = [...(feedFits ? feed.unread : []), ...(pageFits ? page.unread : [])].filter(
    ({ name }) => name === null || !items.has(name),
  );
  const remarks = [
    ...(feedFits ? [] : [`read from the list page: ${explainRoute(feed, day, "the feed")}`]),
    ...(pageFits ? [] : [`no count declared: ${explainRoute(page, day, "the list page")}`]),
  ];
  return {
    kind: "read",
    items: [...items.values()],
    unread,
    declared: pageFits ? page.declared : null,
    remark: remarks.join("; ") || null,
  };
}

function explainMissing({ feed, page }: Routes, day: string): Batch {
  if (!feed.ok && !page.ok) {
    const waitSeconds = Math.max(feed.waitSeconds ?? 0, page.waitSeconds ?? 0) || null;
    return {
      kind: "failed",
      cause: feed.cause === page.cause ? feed.cause : `${feed.cause}; the list page: ${page.cause}`,
      waitSeconds,
    };
  }
  const days = [feed, page].flatMap((route) => (route.ok ? [route.day] : []));
  const cause = `${explainRoute(feed, day, "the feed")}; ${explainRoute(page, day, "the list page")}`;
  if (days.includes(day)) return { kind: "stale", cause, waitSeconds: null };
  if (days.every((each) => each > day)) return { kind: "past" };
  return { kind: "waiting", cause: `not announced yet: ${cause}`, waitSeconds: null };
}

function explainRoute(route: ArxivFeed | ArxivListPage | Failure, day: string, name: string): string {
  if (!route.ok) return `${name} failed: ${route.cause}`;
  if (route.day === day) return `${name} shows under this date what was announced before`;
  return `${name} bears ${route.day}`;
}
