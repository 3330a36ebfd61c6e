/** Intake: one source's listings of one day become papers, in a handful of statements whatever their number. */
import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { findAgreement, insertIntake } from "../db/intakes.ts";
import { findListings, insertDecisions, saveCandidates, saveListings, saveSignals } from "../db/listings.ts";
import { lockUntilCommit } from "../db/locks.ts";
import { mergePapers } from "../db/merges.ts";
import type { Db } from "../db/open.ts";
import { insertPaperIds, insertPapers, updatePapers } from "../db/papers.ts";
import { listShingles, sketchOf } from "../domain/identity/text.ts";
import { titleKey } from "../domain/identity/title.ts";
import { judgeReading } from "../domain/intake/completeness.ts";
import type { Listing, ParsedDay } from "../domain/paper/listing.ts";
import { type ChunkPlan, type PlannedPaper, type Prepared, planChunk } from "./intake-plan.ts";

/** Each listing is exactly one of the four: they add up to `listings` (semantics 30). */
export interface IntakeCounts {
  listings: number;
  new: number;
  updated: number;
  seen: number;
  failed: number;
}

export interface IntakeOrder {
  source: string;
  /** The source's day; null where the listings bear days of their own. */
  listedOn: string | null;
  parsed: ParsedDay;
  /** False for a back-fill: its listings make no match until a live listing of the paper comes. */
  live: boolean;
  at: Temporal.Instant;
}

const CHUNK = 1_000; // a day in one; larger ones leave less to compute while the database works (2,000: a tenth slower)
const SLICE = 50;

export async function takeIn(db: Db, order: IntakeOrder): Promise<IntakeCounts> {
  const counts = await takeInListings(db, order);
  await recordIntake(db, order, counts);
  return counts;
}

/** The same without a record of the reading: for who records more of it. */
export async function takeInListings(
  db: Db,
  order: Pick<IntakeOrder, "parsed" | "live" | "at">,
): Promise<IntakeCounts> {
  const { unread } = order.parsed;
  const listings = dropRepeats(order.parsed.listings);
  const repeated = order.parsed.listings.length - listings.length;
  const counts: IntakeCounts = {
    listings: order.parsed.listings.length + unread.length,
    new: 0,
    updated: 0,
    seen: repeated,
    failed: unread.length,
  };
  let next = prepare(listings.slice(0, CHUNK));
  for (let start = 0; start < listings.length; start += CHUNK) {
    const prepared = await next;
    next = prepare(listings.slice(start + CHUNK, start + 2 * CHUNK)); // while the database works on this one
    const chunk = await takeInChunk(db, prepared, order);
    counts.new += chunk.new;
    counts.updated += chunk.updated;
    counts.seen += chunk.seen;
  }
  return counts;
}

/** Of a listing that an answer names more than once the last word, so that reading the answer again changes nothing. */
function dropRepeats(listings: Listing[]): Listing[] {
  return [...new Map(listings.map((each) => [keyOf(each), each])).values()];
}

/** Whether a day is complete is judged with the readings before it (semantics 32). */
async function recordIntake(db: Db, order: IntakeOrder, counts: IntakeCounts): Promise<void> {
  const { source, listedOn, at, live } = order;
  const unread = order.parsed.unread.map((each) => `${each.name ?? each.at}: ${each.reason}`);
  const agreedSince = listedOn ? await findAgreement(db, source, listedOn, counts.listings) : null;
  const judged = judgeReading({
    source,
    day: listedOn,
    at,
    listings: counts.listings,
    new: counts.new,
    unread,
    agreedSince,
  });
  await insertIntake(db, { source, listed_on: listedOn, ...judged, ...counts, live, taken_in_at: at.toString() });
}

const keyOf = (listing: Listing): string => listingKey(listing.source, listing.sourceKey, listing.listedOn);
const listingKey = (source: string, key: string, day: string): string => `${source} ${key} ${day}`;
const fingerprintOf = (listing: Listing): string => hash("sha1", JSON.stringify(listing), "base64url").slice(0, 20);

/** What is computed of listings alone, in slices between which the database's answers are heard. */
async function prepare(listings: Listing[]): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const listing of listings) {
    if (prepared.length % SLICE === SLICE - 1) await setImmediate();
    const sketch = listing.abstract ? sketchOf(listShingles(listing.abstract)) : null;
    prepared.push({ listing, key: keyOf(listing), fingerprint: fingerprintOf(listing), sketch });
  }
  return prepared;
}

async function takeInChunk(
  db: Db,
  prepared: Prepared[],
  order: Pick<IntakeOrder, "live" | "at">,
): Promise<Pick<IntakeCounts, "new" | "updated" | "seen">> {
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "intake");
    const keys = prepared.map(({ listing }) => ({
      source: listing.source,
      source_key: listing.sourceKey,
      listed_on: listing.listedOn,
    }));
    const known = new Map(
      (await findListings(tx, keys)).map((row) => [listingKey(row.source, row.source_key, row.listed_on), row]),
    );
    const fresh = prepared.flatMap((each) => {
      const before = known.get(each.key);
      return before?.fingerprint === each.fingerprint && (before.live || !order.live) ? [] : [{ ...each, before }];
    });
    if (fresh.length === 0) return { new: 0, updated: 0, seen: prepared.length };
    const plan = await planChunk(tx, fresh, order.at);
    await writeChunk(tx, plan, order);
    return { new: plan.made, updated: plan.updated, seen: prepared.length - plan.made - plan.updated };
  });
}

async function writeChunk(tx: Db, plan: ChunkPlan, order: Pick<IntakeOrder, "live" | "at">): Promise<void> {
  const at = order.at.toString();
  const entries = [...plan.papers.values()];
  const write = (entry: PlannedPaper) => ({
    paper: entry.paper,
    titleKey: titleKey(entry.paper.title),
    sketch: entry.sketch,
    joined: entry.joined,
  });
  await insertPapers(tx, entries.filter((entry) => entry.made).map(write), at);
  await updatePapers(tx, entries.filter((entry) => entry.changed && !entry.made).map(write), at);
  await insertPaperIds(tx, plan.ids);
  await saveListings(tx, plan.listings, order.live, at);
  const merges = plan.decisions.filter((each) => each.decision === "merged");
  await mergePapers(
    tx,
    merges.map((each) => ({ into: each.paperId, other: each.otherId as number })),
  );
  await insertDecisions(tx, plan.decisions, at);
  const touched = [...new Set(plan.listings.map(({ paperId }) => paperId))].flatMap(
    (id) => plan.papers.get(id)?.paper ?? [],
  );
  const signals = touched.map((paper) => ({
    paper_id: paper.id,
    upvotes: paper.upvotes,
    comments: paper.comments,
    stars: paper.codeStars,
  }));
  await saveSignals(
    tx,
    signals.filter((each) => each.upvotes !== null || each.comments !== null || each.stars !== null),
    at.slice(0, 10),
  );
  if (order.live)
    await saveCandidates(
      tx,
      touched.map((paper) => paper.id),
    );
}
