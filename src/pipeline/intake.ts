/** Intake: one source's listings of one day become papers, in a handful of statements whatever their number. */
import { hash } from "node:crypto";
import { findAgreement, insertIntake } from "../db/intakes.ts";
import { findListings, insertDecisions, saveCandidates, saveListings, saveSignals } from "../db/listings.ts";
import { lockUntilCommit } from "../db/locks.ts";
import { mergePapers } from "../db/merges.ts";
import type { Db } from "../db/open.ts";
import { insertPaperIds, insertPapers, updatePapers } from "../db/papers.ts";
import { titleKey } from "../domain/identity/title.ts";
import { judgeReading } from "../domain/intake/completeness.ts";
import type { Listing, ParsedDay } from "../domain/paper/listing.ts";
import { type ChunkPlan, type PlannedPaper, planChunk } from "./intake-plan.ts";

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

const CHUNK = 2_000;

export async function takeIn(db: Db, order: IntakeOrder): Promise<IntakeCounts> {
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
  for (let start = 0; start < listings.length; start += CHUNK) {
    const chunk = await takeInChunk(db, listings.slice(start, start + CHUNK), order);
    counts.new += chunk.new;
    counts.updated += chunk.updated;
    counts.seen += chunk.seen;
  }
  await recordIntake(db, order, counts);
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

async function takeInChunk(
  db: Db,
  listings: Listing[],
  order: IntakeOrder,
): Promise<Pick<IntakeCounts, "new" | "updated" | "seen">> {
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "intake");
    const keys = listings.map((each) => ({
      source: each.source,
      source_key: each.sourceKey,
      listed_on: each.listedOn,
    }));
    const known = new Map(
      (await findListings(tx, keys)).map((row) => [listingKey(row.source, row.source_key, row.listed_on), row]),
    );
    const fresh = listings.flatMap((listing) => {
      const key = keyOf(listing);
      const [fingerprint, before] = [fingerprintOf(listing), known.get(key)];
      return before?.fingerprint === fingerprint && (before.live || !order.live)
        ? []
        : [{ listing, key, fingerprint, before }];
    });
    if (fresh.length === 0) return { new: 0, updated: 0, seen: listings.length };
    const plan = await planChunk(tx, fresh, order.at);
    await writeChunk(tx, plan, order);
    return { new: plan.made, updated: plan.updated, seen: listings.length - plan.made - plan.updated };
  });
}

async function writeChunk(tx: Db, plan: ChunkPlan, order: IntakeOrder): Promise<void> {
  const at = order.at.toString();
  const entries = [...plan.papers.values()];
  const write = (entry: PlannedPaper) => ({
    paper: entry.paper,
    titleKey: titleKey(entry.paper.title),
    sketch: entry.sketch,
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
