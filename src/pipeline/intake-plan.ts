/** Plans a chunk of listings in memory: which paper each is, what it changes, and what there is to write. */
import type { insertDecisions, KnownListing, ListingWrite } from "../db/listings.ts";
import type { Db } from "../db/open.ts";
import {
  allocatePaperIds,
  fromRow,
  getSplits,
  listPaperRows,
  listPapersLike,
  listRecentSketches,
  type PaperRow,
  seriesOf,
} from "../db/papers.ts";
import { createResolver, type KnownPaper, type Resolver } from "../domain/identity/resolve.ts";
import { createSketchIndex } from "../domain/identity/sketch-index.ts";
import { decodeSketch, encodeSketch, listShingles, sketchOf } from "../domain/identity/text.ts";
import { familyOf, titleKey } from "../domain/identity/title.ts";
import { absorb, fillFrom, paperFrom, type StoredPaper } from "../domain/paper/absorb.ts";
import type { Listing } from "../domain/paper/listing.ts";

/** A listing with what is computed of it alone. */
export interface Prepared {
  listing: Listing;
  key: string;
  fingerprint: string;
  /** Of its abstract; null without one. */
  sketch: Uint32Array | null;
}

/** A listing that is not known word for word, with the row of its earlier reading. */
export interface Fresh extends Prepared {
  before: KnownListing | undefined;
}

export interface PlannedPaper {
  paper: StoredPaper;
  made: boolean;
  changed: boolean;
  sketch: string | null;
  /** Its listings keep what they say: see the column paper.joined. */
  joined: boolean;
}

export interface ChunkPlan {
  papers: Map<number, PlannedPaper>;
  listings: ListingWrite[];
  decisions: Parameters<typeof insertDecisions>[1];
  ids: { scheme: string; value: string; paper_id: number }[];
  made: number;
  updated: number;
}

const RECENT_DAYS = 90; // semantics 33

export async function planChunk(tx: Db, fresh: Fresh[], at: Temporal.Instant): Promise<ChunkPlan> {
  const { resolver, papers, split } = await prepare(tx, fresh, at);
  const plan: ChunkPlan = { papers, listings: [], decisions: [], ids: [], made: 0, updated: 0 };
  for (const each of fresh) planListing(plan, resolver, each, split);
  return plan;
}

function planListing(plan: ChunkPlan, resolver: Resolver, fresh: Fresh, split: ReadonlyMap<string, number>): void {
  const { listing, key, fingerprint, before } = fresh;
  const known = before?.paper_id ?? split.get(seriesOf(listing.source, listing.sourceKey));
  const { paperId, made, decisions, sketch } = resolver.resolve(listing, known);
  for (const each of decisions) {
    const joins = each.decision === "joined" || each.decision === "merged";
    plan.decisions.push({ ...each, listingKey: key, before: joins ? get(plan, each.paperId).paper : null });
    if (joins) markJoined(get(plan, each.paperId));
    if (each.decision === "merged") joinContent(plan, each.paperId, each.otherId as number);
  }
  if (made) {
    plan.papers.set(paperId, {
      paper: paperFrom(paperId, listing),
      made,
      changed: false,
      sketch: sketch && encodeSketch(sketch),
      joined: false,
    });
    plan.made++;
  } else {
    const changed = change(get(plan, paperId), listing);
    if (changed || (before !== undefined && before.fingerprint !== fingerprint)) plan.updated++;
  }
  for (const id of listing.ids) plan.ids.push({ ...id, paper_id: paperId });
  plan.listings.push({ listing, paperId, fingerprint, keepContent: get(plan, paperId).joined });
}

function markJoined(entry: PlannedPaper): void {
  entry.changed ||= !entry.joined;
  entry.joined = true;
}

function get(plan: ChunkPlan, paperId: number): PlannedPaper {
  const entry = plan.papers.get(paperId);
  if (!entry) throw new Error(`paper ${paperId} was resolved but not loaded`);
  return entry;
}

/** Lets a known paper absorb a listing; true when a field or counter changed. */
function change(entry: PlannedPaper, listing: Listing): boolean {
  const absorbed = absorb(entry.paper, listing);
  const changed = absorbed.contentChanged || absorbed.countersChanged;
  if (absorbed.paper.abstract !== entry.paper.abstract) entry.sketch = sketchText(absorbed.paper.abstract);
  entry.changed ||= changed || absorbed.paper.firstListedOn !== entry.paper.firstListedOn;
  entry.paper = absorbed.paper;
  return changed;
}

const sketchText = (abstract: string | null): string | null =>
  abstract ? encodeSketch(sketchOf(listShingles(abstract))) : null;

/** The survivor of a merge takes from the other what it lacks; the other keeps its own content for a split. */
function joinContent(plan: ChunkPlan, into: number, other: number): void {
  const survivor = get(plan, into);
  const lost = get(plan, other);
  if (survivor.paper.abstract === null) survivor.sketch = lost.sketch;
  survivor.paper = fillFrom(survivor.paper, lost.paper);
  survivor.changed = true;
}

/** Loads what the chunk may touch: papers by identifier and title, and recent ones for the rule about retitled papers. */
async function prepare(
  tx: Db,
  fresh: Fresh[],
  at: Temporal.Instant,
): Promise<{ resolver: Resolver; papers: ChunkPlan["papers"]; split: ReadonlyMap<string, number> }> {
  const listings = fresh.map((each) => each.listing);
  const titleKeys = [...new Set(listings.map((each) => titleKey(each.title)))];
  const splits = await getSplits(tx);
  const before = fresh.flatMap(({ before, listing }) => {
    const known = before?.paper_id ?? splits.series.get(seriesOf(listing.source, listing.sourceKey));
    return known === undefined ? [] : [known];
  });
  const like = await listPapersLike(
    tx,
    listings.flatMap((each) => each.ids),
    titleKeys,
    before,
  );
  const since = at.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: RECENT_DAYS }).toString();
  const sketches = new Map(fresh.flatMap(({ listing, sketch }) => (sketch ? [[listing, sketch] as const] : [])));
  const recent = await listAlike(tx, sketches, since);
  const rows = new Map([...like.papers, ...recent].map((row) => [row.id, row]));
  const newIds = (await allocatePaperIds(tx, fresh.length)).values();
  const resolver = createResolver({
    papers: [...rows.values()].map((row) => knownPaper(row, since)),
    ids: like.ids,
    titles: like.titles,
    splits: splits.pairs,
    nextPaperId: () => newIds.next().value as number,
    sketchFor: (listing) => sketches.get(listing) ?? null,
  });
  const papers = [...rows.values()].map((row) => ({
    paper: fromRow(row),
    made: false,
    changed: false,
    sketch: row.sketch,
    joined: row.joined,
  }));
  return { resolver, papers: new Map(papers.map((entry) => [entry.paper.id, entry])), split: splits.series };
}

/** Recent papers whose sketch is like that of some listing: an index of the listings, through which the papers stream. */
async function listAlike(tx: Db, sketches: Map<Listing, Uint32Array>, since: string): Promise<PaperRow[]> {
  if (sketches.size === 0) return [];
  const hasArxivId = (listing: Listing) => listing.ids.some((id) => id.scheme === "arxiv");
  const index = createSketchIndex();
  [...sketches].forEach(([listing, sketch], i) => {
    index.add(i, sketch, !hasArxivId(listing));
  });
  const allHaveArxivIds = [...sketches.keys()].every(hasArxivId);
  const recent = await listRecentSketches(tx, since, allHaveArxivIds);
  const alike = recent.filter(
    ({ sketch, arxiv_id }) => sketch && index.listCandidates(decodeSketch(sketch), arxiv_id !== null).length > 0,
  );
  return listPaperRows(
    tx,
    alike.map((each) => each.id),
  );
}

function knownPaper(row: PaperRow, since: string): KnownPaper {
  return {
    id: row.id,
    arxivId: row.arxiv_id,
    title: row.title,
    titleKey: row.title_key,
    family: familyOf(row.authors[0]?.name),
    year: row.published_on ? Number(row.published_on.slice(0, 4)) : null,
    abstract: row.abstract,
    sketch: row.sketch ? decodeSketch(row.sketch) : null,
    recent: row.first_listed_on >= since,
  };
}
