/** The plain way to compare with: prepared upserts of node-postgres, listing by listing, knowing papers by arXiv id alone. */
import type pg from "pg";
import type { Listing } from "../src/domain/paper/listing.ts";

const at = "2026-05-14T12:00:00Z";

/** `one`: a transaction for all. `listing`: one for each listing. `upsert`: each upsert its own, what a plain loop does. */
export type Transactions = "one" | "listing" | "upsert";

/** Paper, identifier, listing and signal of each listing: four prepared statements. */
export async function upsertRowByRow(
  client: pg.Client,
  listings: Listing[],
  transactions: Transactions,
): Promise<void> {
  if (transactions === "one") await client.query("begin");
  for (const listing of listings) {
    if (transactions === "listing") await client.query("begin");
    await upsertOne(client, listing);
    if (transactions === "listing") await client.query("commit");
  }
  if (transactions === "one") await client.query("commit");
}

async function upsertOne(client: pg.Client, listing: Listing): Promise<void> {
  const id = listing.ids[0];
  const found = id
    ? await run(client, "find", "select paper_id from paper_id where scheme = $1 and value = $2", [id.scheme, id.value])
    : null;
  const content = [
    listing.title,
    listing.abstract,
    JSON.stringify(listing.authors),
    listing.upvotes,
    listing.comments,
    listing.thumbnailUrl,
    listing.codeUrl,
    listing.codeStars,
    listing.summary,
    JSON.stringify(listing.keywords),
    JSON.stringify(listing.categories),
    at,
  ];
  let paperId = found?.rows[0]?.paper_id as string | undefined;
  if (paperId) await run(client, "update", UPDATE, [...content, paperId]);
  else {
    const made = await run(client, "insert", INSERT, [...content, id?.value ?? null, listing.source, listing.listedOn]);
    paperId = made.rows[0].id as string;
    if (id)
      await run(client, "id", "insert into paper_id (scheme, value, paper_id) values ($1, $2, $3)", [
        id.scheme,
        id.value,
        paperId,
      ]);
  }
  await run(client, "listing", LISTING, [
    listing.source,
    listing.sourceKey,
    listing.listedOn,
    paperId,
    listing.title,
    listing.upvotes,
    listing.comments,
    JSON.stringify(listing.categories),
    at,
  ]);
  await run(client, "signal", SIGNAL, [paperId, at.slice(0, 10), listing.upvotes, listing.comments, listing.codeStars]);
}

const run = (client: pg.Client, name: string, text: string, values: unknown[]) => client.query({ name, text, values });

const UPDATE = `update paper set title = $1, abstract = $2, authors = $3, upvotes = $4, comments = $5, thumbnail_url = $6, code_url = $7,
  code_stars = $8, summary = $9, keywords = $10, categories = $11, updated_at = $12 where id = $13`;
const INSERT = `insert into paper (title, title_key, abstract, authors, upvotes, comments, thumbnail_url, code_url, code_stars, summary,
  keywords, categories, created_at, updated_at, arxiv_id, source, first_listed_on)
  values ($1, lower($1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15) returning id`;
const LISTING = `insert into listing (source, source_key, listed_on, paper_id, live, title, upvotes, comments, categories, fingerprint, first_seen_at, updated_at)
  values ($1, $2, $3, $4, true, $5, $6, $7, $8, '', $9, $9)
  on conflict (source, source_key, listed_on) do update set title = excluded.title, upvotes = excluded.upvotes,
    comments = excluded.comments, categories = excluded.categories, updated_at = excluded.updated_at`;
const SIGNAL = `insert into signal (paper_id, observed_on, upvotes, comments, stars) values ($1, $2, $3, $4, $5)
  on conflict (paper_id, observed_on) do update set upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars`;
