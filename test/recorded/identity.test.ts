/** Identity over all recorded input: every source's listings in one database, in two orders. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { takeInListings } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { readAllListings } from "./all-listings.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const at = Temporal.Instant.from("2026-06-01T12:00:00Z");
const arxivIdsOf = (listings: Listing[]) =>
  new Set(listings.flatMap(({ ids }) => ids.filter(({ scheme }) => scheme === "arxiv").map(({ value }) => value)));

/** Each arXiv id with the surviving papers that hold it, and each such paper with its ids. */
async function listHolders(db: Db): Promise<{ id: string; papers: number[]; held: string[] }[]> {
  const { rows } = await sql<{ id: string; paper: number; said: string | null }>`
    select i.value as id, s.id as paper, s.arxiv_id as said from paper_id i join paper p on p.id = i.paper_id
    join paper s on s.id = coalesce(p.merged_into, p.id) where i.scheme = 'arxiv'`.execute(db);
  const byPaper = Map.groupBy(rows, (row) => row.paper);
  return [...Map.groupBy(rows, (row) => row.id)].map(([id, held]) => ({
    id,
    papers: held.map((row) => row.paper),
    held: held.flatMap((row) => [...new Set((byPaper.get(row.paper) ?? []).flatMap((each) => [each.id, each.said]))]),
  })) as { id: string; papers: number[]; held: string[] }[];
}

/** Listings that name an arXiv id and belong to a paper with another one, or with none. */
async function listStrays(db: Db, listings: Listing[]): Promise<string[]> {
  const { rows } = await sql<{ key: string; arxiv_id: string | null }>`
    select concat_ws(' ', l.source, l.source_key, l.listed_on) as key, s.arxiv_id from listing l
    join paper p on p.id = l.paper_id join paper s on s.id = coalesce(p.merged_into, p.id)`.execute(db);
  const stored = new Map(rows.map((row) => [row.key, row.arxiv_id]));
  return listings.flatMap(({ source, sourceKey, listedOn, ids }) => {
    const key = `${source} ${sourceKey} ${listedOn}`;
    const named = ids.filter(({ scheme }) => scheme === "arxiv").map(({ value }) => value);
    return named.every((id) => stored.get(key) === id) ? [] : [`${key} is in arXiv ${stored.get(key)}`];
  });
}

describeOnBoth("all recorded input of every source", (open) => {
  it.skipIf(!exists)(
    "has no two arXiv ids in one paper and each in exactly one, in whatever order it comes",
    async () => {
      const kinds = await readAllListings(RECORDED);
      const counts = Object.fromEntries(Object.entries(kinds).map(([kind, listings]) => [kind, listings.length]));
      expect(counts).toMatchObject({ "Hugging Face's days": 1_093, "arXiv's announcements": 2_509, bioRxiv: 3 });
      expect(counts).toMatchObject({ "saved pages": 231, "arXiv's month": 7_383 });
      expect(Object.values(counts).filter((count) => count === 0)).toEqual([]);
      const forward = Object.values(kinds);
      for (const order of [forward, forward.toReversed().map((listings) => listings.toReversed())]) {
        const { db } = await open();
        for (const listings of order) await takeInListings(db, { parsed: { listings, unread: [] }, live: true, at });
        const all = order.flat();
        const holders = await listHolders(db);
        expect(holders.filter(({ papers, held }) => papers.length !== 1 || held.length !== 1)).toEqual([]);
        expect(new Set(holders.map(({ id }) => id))).toEqual(arxivIdsOf(all));
        expect(await listStrays(db, all)).toEqual([]);
        const papers = await db.selectFrom("paper").select("arxiv_id").where("merged_into", "is", null).execute();
        const said = papers.flatMap(({ arxiv_id }) => arxiv_id ?? []);
        expect(said).toHaveLength(new Set(said).size);
      }
    },
  );
});
