/** What feeds hold: the papers that came in lately, of everything or of a topic, the latest first, each with its date. */
import type { Clock } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { listArrivals, listNewest, type PublicPaper } from "../db/public-papers.ts";
import { dateArrivals } from "../domain/paper/arrival.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { listTopicPapers } from "./topic-papers.ts";

/** All of the last two days, so that a reader who polls once a day misses nothing; some where little comes, not all where much does. */
const HOURS = 48;
const LEAST = 50;
export const FEED_MOST = 500;
/** Papers along which dates are reckoned: more than come in at a time. */
const CHAIN = 5_000;
const PAGE = 100;
/** Pages of what hardly matches: each looked at 2,000 papers, more than two days bring, and found fewer than it holds. */
const POOR_PAGES = 3;

/** `at`: its date in all feeds, see dateArrivals. */
export type FedPaper = PublicPaper & { at: Date };

export interface FeedContent {
  papers: FedPaper[];
  /** The clock when it was read. */
  readAt: Temporal.Instant;
}

export interface Feeds {
  listAll(): Promise<FeedContent>;
  /** Null for a query that says nothing. */
  listTopic(query: string): Promise<FeedContent | null>;
}

export function createFeeds(db: Db, clock: Clock): Feeds {
  return {
    listAll: () => readFeed(db, clock.now(), async () => ({ papers: await listNewest(db, FEED_MOST), next: null })),
    async listTopic(query) {
      const parsed = parseTopic(query);
      return parsed.ok ? listTopicFeed(db, parsed.topic.ast, clock.now()) : null;
    },
  };
}

export const listTopicFeed = (db: Db, ast: Node, now: Temporal.Instant): Promise<FeedContent> =>
  readFeed(db, now, (before) => listTopicPapers(db, ast, { before, limit: PAGE }));

type ReadPage = (before: number | null) => Promise<{ papers: PublicPaper[]; next: number | null }>;

async function readFeed(db: Db, now: Temporal.Instant, read: ReadPage): Promise<FeedContent> {
  const since = now.subtract({ hours: HOURS }).epochMilliseconds;
  const papers: PublicPaper[] = [];
  let before: number | null = null;
  for (let poor = 0; poor < POOR_PAGES; ) {
    const { papers: more, next } = await read(before);
    papers.push(...more);
    if (more.length < PAGE) poor += 1;
    const last = papers.at(-1);
    const enough = papers.length >= LEAST && last !== undefined && last.createdAt.getTime() < since;
    if (next === null || enough || papers.length >= FEED_MOST) break;
    before = next;
  }
  const old = papers.findIndex(({ createdAt }, i) => i >= LEAST && createdAt.getTime() < since);
  const kept = papers.slice(0, Math.min(FEED_MOST, old === -1 ? papers.length : old));
  // Read after the papers, so that none is missing among them.
  const dates = dateArrivals(kept, await listArrivals(db, CHAIN));
  return { papers: kept.map((paper) => ({ ...paper, at: dates.get(paper.id) as Date })), readAt: now };
}
