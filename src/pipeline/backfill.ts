/** Back-fills a category of arXiv: old papers by submission day, resumable, nothing of it new to readers. */
import type { Clock } from "../clock.ts";
import { type BackfillKey, type BackfillRow, finishBackfill, openBackfill, recordStep } from "../db/backfills.ts";
import type { Db } from "../db/open.ts";
import { findBatchDay } from "../domain/intake/arxiv-calendar.ts";
import type { Listing, ParsedDay } from "../domain/paper/listing.ts";
import type { ArxivAddresses } from "../sources/arxiv/addresses.ts";
import { harvestPage } from "../sources/arxiv/harvest.ts";
import { type ArxivItem, adaptArxivItem } from "../sources/arxiv/item.ts";
import { announced } from "../sources/arxiv/source.ts";
import { readWindow } from "../sources/arxiv/window.ts";
import type { HttpClient } from "../sources/http/client.ts";
import { takeInListings } from "./intake.ts";

export interface BackfillTools {
  clock: Pick<Clock, "now">;
  http: HttpClient;
  addresses: ArxivAddresses;
  /** Told after each step. */
  onStep?: (progress: BackfillProgress) => void;
}

export interface BackfillOrder {
  category: string;
  /** Days of submission, both included. */
  from: string;
  to: string;
  /** `api` asks day by day; `oai` harvests all that changed since, which is quicker for months. */
  route: "api" | "oai";
}

export interface BackfillProgress {
  source: string;
  /** Days done of all. */
  done: number;
  of: number;
  /** Totals of this back-fill, also of earlier calls. */
  listings: number;
  new: number;
}

export type BackfillOutcome = BackfillProgress & { failure: string | null };

const NOON = { hour: 12 };

/** A call after one that stopped goes on behind the last step that was done. */
export async function backfillArxiv(db: Db, order: BackfillOrder, tools: BackfillTools): Promise<BackfillOutcome> {
  const key: BackfillKey = {
    source: `arxiv/${order.category}`,
    from_on: order.from,
    to_on: order.to,
    route: order.route,
  };
  const row = await openBackfill(db, key, tools.clock.now().toString());
  const backfill = { db, order, tools, key, progress: startOf(row, order) };
  const failure = order.route === "api" ? await fillByDays(backfill, row.position) : await fillByHarvest(backfill, row);
  if (failure === null) await finishBackfill(db, key, tools.clock.now().toString());
  return { ...backfill.progress, failure };
}

interface Backfill {
  db: Db;
  order: BackfillOrder;
  tools: BackfillTools;
  key: BackfillKey;
  progress: BackfillProgress;
}

const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days;
const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

const startOf = (row: BackfillRow, { from, to, category }: BackfillOrder): BackfillProgress => ({
  source: `arxiv/${category}`,
  done: row.position === null || row.route === "oai" ? 0 : daysBetween(from, row.position) + 1,
  of: daysBetween(from, to) + 1,
  listings: row.listings,
  new: row.new,
});

async function fillByDays(backfill: Backfill, position: string | null): Promise<string | null> {
  const { order, tools } = backfill;
  for (let day = position === null ? order.from : dayAfter(position); day <= order.to; day = dayAfter(day)) {
    const window = { category: order.category, from: startOfDay(day), to: startOfDay(dayAfter(day)) };
    const read = await readWindow(tools.http, tools.addresses, window);
    if (!read.ok) return `${day}: ${read.cause}`;
    if (read.items.length + read.unread.length < read.total)
      return `${day}: ${read.items.length} of ${read.total} declared papers came; run the same again to go on`;
    const listings = read.items.map((item) => toListing(item, order.category, item.submittedAt ?? startOfDay(day)));
    await step(
      backfill,
      { listings, unread: read.unread },
      { position: day, expiresAt: null, done: daysBetween(order.from, day) + 1 },
    );
  }
  return null;
}

const startOfDay = (day: string): Temporal.Instant => Temporal.PlainDate.from(day).toZonedDateTime("UTC").toInstant();

/** The position is the day of the last record's change and, while it holds, the next page's token. */
async function fillByHarvest(backfill: Backfill, row: BackfillRow): Promise<string | null> {
  const { order, tools } = backfill;
  let [from, token] = readPosition(row, order.from, tools.clock.now());
  for (;;) {
    const page = await harvestPage(tools.http, tools.addresses, { category: order.category, from, token });
    if (!page.ok && page.expired && token !== null) {
      token = null; // it is asked again from the day of the last record on
      continue;
    }
    if (!page.ok) return page.cause;
    // The day of a record's change is not that of its submission: older papers come back, and are left out.
    const wanted = page.records.filter(
      ({ publishedOn }) => publishedOn !== null && publishedOn >= order.from && publishedOn <= order.to,
    );
    const listings = wanted.map((item) => toListing(item, order.category, noonOf(item.publishedOn as string)));
    from = page.records.at(-1)?.datestamp ?? from;
    token = page.token;
    const done = Math.min(daysBetween(order.from, from), backfill.progress.of);
    await step(
      backfill,
      { listings, unread: page.unread },
      {
        position: `${from} ${token ?? ""}`,
        expiresAt: page.tokenExpiresAt?.toString() ?? null,
        done: token === null ? backfill.progress.of : done,
      },
    );
    if (token === null) return null;
  }
}

/** Tokens expire at midnight UTC. */
function readPosition(row: BackfillRow, from: string, now: Temporal.Instant): [string, string | null] {
  if (row.position === null) return [from, null];
  const [day = from, token = ""] = row.position.split(" ");
  const expired =
    row.position_expires_at !== null &&
    row.position_expires_at.toTemporalInstant().epochMilliseconds <= now.epochMilliseconds;
  return [day, token === "" || expired ? null : token];
}

const noonOf = (day: string): Temporal.Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: "UTC", plainTime: NOON }).toInstant();

const toListing = (item: ArxivItem, category: string, submittedAt: Temporal.Instant): Listing =>
  adaptArxivItem(announced(item, category), `arxiv/${category}`, findBatchDay(submittedAt));

async function step(
  { db, key, tools, progress }: Backfill,
  parsed: ParsedDay,
  { position, expiresAt, done }: { position: string; expiresAt: string | null; done: number },
): Promise<void> {
  const counts = await takeInListings(db, { parsed, live: false, at: tools.clock.now() });
  await recordStep(db, key, { position, expiresAt, listings: counts.listings, new: counts.new });
  progress.done = done;
  progress.listings += counts.listings;
  progress.new += counts.new;
  tools.onStep?.({ ...progress });
}
