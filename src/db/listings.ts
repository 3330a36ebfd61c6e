/** Listings, signals and the log of identity decisions, written in bulk. */
import { type Kysely, sql } from "kysely";
import type { Decision } from "../domain/identity/resolve.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import type { Listing } from "../domain/paper/listing.ts";
import { lookUp, lookUpMerged, recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface KnownListing {
  source: string;
  source_key: string;
  listed_on: string;
  /** The paper it belongs to now: of merged papers the survivor. */
  paper_id: number;
  fingerprint: string;
  live: boolean;
}

export async function findListings(
  db: Db,
  keys: { source: string; source_key: string; listed_on: string }[],
): Promise<KnownListing[]> {
  const found = await sql<KnownListing>`
    select l.source, l.source_key, l.listed_on, coalesce(merged.into_id, l.paper_id) as paper_id, l.fingerprint, l.live
    from ${recordset(keys, "source text, source_key text, listed_on date")}
    ${lookUp("listing", "l", "source = x.source and source_key = x.source_key and listed_on = x.listed_on")}
    ${lookUpMerged("l.paper_id")}`.execute(db);
  return found.rows;
}

export interface ListingWrite {
  listing: Listing;
  paperId: number;
  fingerprint: string;
  /** Kept whole where its paper is a joined one, so that a split can make both papers anew. */
  keepContent: boolean;
}

/** A known listing keeps its paper; one that was back-filled becomes live when it is read live, never the other way. */
export async function saveListings(db: Db, writes: ListingWrite[], live: boolean, at: string): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ listing, paperId, fingerprint, keepContent }) => ({
    source: listing.source,
    source_key: listing.sourceKey,
    listed_on: listing.listedOn,
    paper_id: paperId,
    title: listing.title,
    upvotes: listing.upvotes,
    comments: listing.comments,
    categories: listing.categories,
    fingerprint,
    content: keepContent ? listing : null,
  }));
  await sql`
    insert into listing (source, source_key, listed_on, paper_id, live, title, upvotes, comments, categories, fingerprint, content, first_seen_at, updated_at)
    select x.source, x.source_key, x.listed_on, x.paper_id, ${live}::boolean, x.title, x.upvotes, x.comments, x.categories, x.fingerprint, x.content,
      ${at}::timestamptz, ${at}::timestamptz
    from ${recordset(rows, "source text, source_key text, listed_on date, paper_id bigint, title text, upvotes integer, comments integer, categories jsonb, fingerprint text, content jsonb")}
    on conflict (source, source_key, listed_on) do update set
      live = listing.live or excluded.live, title = excluded.title, upvotes = excluded.upvotes, comments = excluded.comments,
      categories = excluded.categories, fingerprint = excluded.fingerprint, content = coalesce(excluded.content, listing.content),
      updated_at = excluded.updated_at`.execute(db);
}

export interface SignalWrite {
  paper_id: number;
  upvotes: number | null;
  comments: number | null;
  stars: number | null;
}

/** One observation a paper and day: the day's latest reading. */
export async function saveSignals(db: Db, rows: SignalWrite[], observedOn: string): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into signal (paper_id, observed_on, upvotes, comments, stars)
    select x.paper_id, ${observedOn}::date, x.upvotes, x.comments, x.stars
    from ${recordset(rows, "paper_id bigint, upvotes integer, comments integer, stars integer")}
    on conflict (paper_id, observed_on) do update set upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars`.execute(
    db,
  );
}

/** Marks papers for the next match batch: one row, which a batch reads and deletes whole. */
export async function saveCandidates(db: Db, paperIds: number[]): Promise<void> {
  if (paperIds.length === 0) return;
  await db
    .insertInto("match_candidate")
    .values({ paper_ids: JSON.stringify(paperIds) })
    .execute();
}

export async function insertDecisions(
  db: Db,
  decisions: (Decision & { listingKey: string | null; before: StoredPaper | null })[],
  at: string,
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map((each) => ({
    decision: each.decision,
    paper_id: each.paperId,
    other_id: each.otherId,
    listing_key: each.listingKey,
    rule: each.rule,
    detail: each.detail,
    before: each.before,
  }));
  await sql`
    insert into identity_log (decision, paper_id, other_id, listing_key, rule, detail, before, decided_at)
    select x.decision, x.paper_id, x.other_id, x.listing_key, x.rule, x.detail, x.before, ${at}::timestamptz
    from ${recordset(rows, "decision text, paper_id bigint, other_id bigint, listing_key text, rule text, detail text, before jsonb")}`.execute(
    db,
  );
}
