/** Taking decisions of identity back: what was logged and kept for it, and the rows that a split moves. */
import { type Kysely, sql } from "kysely";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import type { Listing, PaperId } from "../domain/paper/listing.ts";
import { recordset } from "./bulk.ts";
import { seriesOf } from "./papers.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface ListingKey {
  source: string;
  sourceKey: string;
  listedOn: string;
}

/** As the log names a listing. */
export const listingKeyOf = ({ source, sourceKey, listedOn }: ListingKey): string =>
  `${source} ${sourceKey} ${listedOn}`;

export async function findListing(db: Db, key: ListingKey): Promise<{ paper_id: number } | null> {
  const row = await db
    .selectFrom("listing")
    .select("paper_id")
    .where("source", "=", key.source)
    .where("source_key", "=", key.sourceKey)
    .where("listed_on", "=", key.listedOn)
    .executeTakeFirst();
  return row ?? null;
}

/** What a paper was before anything joined it by other means than an identifier; null when nothing did. */
export async function findPaperBefore(db: Db, paperId: number): Promise<StoredPaper | null> {
  const row = await db
    .selectFrom("identity_log")
    .select("before")
    .where("paper_id", "=", paperId)
    .where("before", "is not", null)
    .orderBy("id")
    .executeTakeFirst();
  return row?.before ?? null;
}

/** Whether a listing of the series joined the paper by title or text and still stands. */
export async function hasJoined(db: Db, paperId: number, series: string): Promise<boolean> {
  const row = await db
    .selectFrom("identity_log")
    .select("id")
    .where("decision", "=", "joined")
    .where("paper_id", "=", paperId)
    .where("undone_at", "is", null)
    .where(sql<boolean>`starts_with(listing_key, ${`${series} `})`)
    .executeTakeFirst();
  return row !== undefined;
}

/** What listings of a paper said since it is a joined one, in the order of their last reading. */
export async function listKeptListings(db: Db, paperId: number): Promise<(ListingKey & { content: Listing })[]> {
  const rows = await db
    .selectFrom("listing")
    .select(["source", "source_key as sourceKey", "listed_on as listedOn", "content"])
    .where("paper_id", "=", paperId)
    .where("content", "is not", null)
    .orderBy("updated_at")
    .orderBy("listed_on")
    .orderBy("source")
    .orderBy("source_key")
    .execute();
  return rows.map((row) => ({ ...row, content: row.content as Listing }));
}

/** Papers merged into this one, with the content each had and keeps. */
export async function listMergedInto(db: Db, paperId: number): Promise<number[]> {
  const rows = await db.selectFrom("paper").select("id").where("merged_into", "=", paperId).orderBy("id").execute();
  return rows.map((row) => row.id);
}

/** Sources and their keys under which a paper is listed. */
export async function listSeriesOf(db: Db, paperId: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom("listing")
    .select(["source", "source_key"])
    .distinct()
    .where("paper_id", "=", paperId)
    .execute();
  return new Set(rows.map((row) => seriesOf(row.source, row.source_key)));
}

export async function listIdsOf(db: Db, paperId: number): Promise<PaperId[]> {
  const rows = await db.selectFrom("paper_id").select(["scheme", "value"]).where("paper_id", "=", paperId).execute();
  return rows as PaperId[];
}

/** Hands listings and identifiers over to another paper. */
export async function movePaperParts(db: Db, to: number, listings: ListingKey[], ids: PaperId[]): Promise<void> {
  await sql`update listing set paper_id = ${to}::bigint from ${recordset(
    listings.map((each) => ({ source: each.source, source_key: each.sourceKey, listed_on: each.listedOn })),
    "source text, source_key text, listed_on date",
  )} where listing.source = x.source and listing.source_key = x.source_key and listing.listed_on = x.listed_on`.execute(
    db,
  );
  await sql`update paper_id set paper_id = ${to}::bigint from ${recordset(ids, "scheme text, value text")}
    where paper_id.scheme = x.scheme and paper_id.value = x.value`.execute(db);
}

/** Clears the pointer of a merged paper; papers that had been merged into it before go back to it. Returns its survivor. */
export async function unmergePaper(
  db: Db,
  other: number,
): Promise<{ ok: true; from: number } | { ok: false; cause: string }> {
  const paper = await db.selectFrom("paper").select(["id", "merged_into"]).where("id", "=", other).executeTakeFirst();
  if (!paper) return { ok: false, cause: `there is no paper ${other}` };
  if (paper.merged_into === null) return { ok: false, cause: `paper ${other} is not merged into another` };
  const own = await listAbsorbedBy(db, other);
  await db.updateTable("paper").set({ merged_into: null }).where("id", "=", other).execute();
  if (own.length > 0) await db.updateTable("paper").set({ merged_into: other }).where("id", "in", own).execute();
  return { ok: true, from: paper.merged_into };
}

/** Papers whose merges, followed through the log, lead into `paperId`. */
async function listAbsorbedBy(db: Db, paperId: number): Promise<number[]> {
  const found = await sql<{ id: number }>`
    with recursive into_it as (
      select other_id as id from identity_log where decision = 'merged' and undone_at is null and paper_id = ${paperId}
      union select l.other_id from identity_log l join into_it on l.paper_id = into_it.id where l.decision = 'merged' and l.undone_at is null
    ) select id from into_it`.execute(db);
  return found.rows.map((row) => row.id);
}

/** Marks what the split takes back, and remembers the pair, so that the rules do not join it again. */
export async function recordSplit(
  db: Db,
  { from, other, series }: { from: number; other: number; series: string | null },
  at: string,
): Promise<void> {
  const undone = db.updateTable("identity_log").set({ undone_at: at }).where("undone_at", "is", null);
  if (series === null) await undone.where("decision", "=", "merged").where("other_id", "=", other).execute();
  else
    await undone
      .where("decision", "=", "joined")
      .where("paper_id", "=", from)
      .where(sql<boolean>`starts_with(listing_key, ${`${series} `})`)
      .execute();
  const detail = series === null ? "the operator split the papers" : `the operator split ${series} off`;
  await db
    .insertInto("identity_log")
    .values({
      decision: "split",
      paper_id: from,
      other_id: other,
      listing_key: series,
      rule: "operator",
      detail,
      before: null,
      decided_at: at,
    })
    .execute();
}
