/** Terms of papers as they are stored, which papers still wait for the analyser, and how many papers hold each term. */
import { type Kysely, sql } from "kysely";
import type { Author, Organisation } from "../domain/paper/listing.ts";
import type { TermCounts } from "../domain/similarity/terms.ts";
import type { Corpus } from "../domain/similarity/vector.ts";
import { recordset } from "./bulk.ts";
import { type PackedTerms, packTerms, splitTerms, unpackTerms } from "./packed-terms.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** In corpus_term it stands for all papers: every paper holds it. */
const EVERY_PAPER = "";

/** Marks papers for the analyser: one row, which it reads and deletes whole. */
export async function saveUnanalysed(db: Db, paperIds: number[]): Promise<void> {
  if (paperIds.length === 0) return;
  await db
    .insertInto("unanalysed")
    .values({ paper_ids: JSON.stringify(paperIds) })
    .execute();
}

/** Has all papers analysed anew, if they were by another analyser than this one. Cheap when they were not. */
export async function outdateTerms(db: Db, analyser: number): Promise<void> {
  await sql`
    with changed as (
      insert into setting (name, value) values ('analyser', ${String(analyser)})
      on conflict (name) do update set value = excluded.value where setting.value <> excluded.value returning 1
    )
    insert into unanalysed (paper_ids)
    select jsonb_agg(paper_id order by paper_id) from paper_terms where exists (select from changed) group by paper_id / 1000`.execute(
    db,
  );
}

export interface Unanalysed {
  id: number;
  paper_ids: number[];
}

export const listUnanalysed = (db: Db, most: number): Promise<Unanalysed[]> =>
  db.selectFrom("unanalysed").select(["id", "paper_ids"]).orderBy("id").limit(most).execute();

export async function deleteUnanalysed(db: Db, ids: number[]): Promise<void> {
  await db.deleteFrom("unanalysed").where("id", "in", ids).execute();
}

/** A paper whose terms are not those of its text: new, changed, analysed by an older analyser, or merged since. */
export interface StalePaper {
  id: number;
  revision: number;
  title: string;
  abstract: string | null;
  authors: Author[];
  categories: string[];
  organisation: Organisation | null;
  arxivId: string | null;
  /** Merged papers have no terms: their survivor stands for them. */
  merged: boolean;
  /** As they are stored now; null: none. */
  terms: string[] | null;
}

export async function listStale(db: Db, paperIds: number[], analyser: number): Promise<StalePaper[]> {
  const { rows } = await sql<Omit<StalePaper, "terms"> & { terms: string | null }>`
    select p.id, p.revision, p.title, p.abstract, p.authors, p.categories, p.organisation, p.arxiv_id as "arxivId", p.merged_into is not null as merged, array_to_string(t.terms, ' ') as terms
    from ${recordset(
      paperIds.map((id) => ({ id })),
      "id bigint",
    )} join paper p on p.id = x.id left join paper_terms t on t.paper_id = p.id
    where case when p.merged_into is null then (t.revision, t.analyser) is distinct from (p.revision, ${analyser}::smallint)
      else t.paper_id is not null end
    order by p.id`.execute(db);
  return rows.map((row) => ({ ...row, terms: row.terms === null ? null : splitTerms(row.terms) }));
}

export interface TermsWrite {
  paperId: number;
  revision: number;
  counts: TermCounts;
  facts: string[];
}

export async function saveTerms(db: Db, writes: TermsWrite[], analyser: number): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ paperId, revision, counts, facts }) => ({
    paper_id: paperId,
    revision,
    ...packTerms(counts),
    title_length: sum(counts.titles),
    abstract_length: sum(counts.abstracts),
    facts: facts.join(" "),
  }));
  await sql`
    insert into paper_terms (paper_id, revision, analyser, terms, counts, title_length, abstract_length, facts)
    select x.paper_id, x.revision, ${analyser}::smallint, string_to_array(x.terms, ' '), x.counts, x.title_length, x.abstract_length,
      string_to_array(x.facts, ' ')
    from ${recordset(rows, "paper_id bigint, revision integer, terms text, counts bytea, title_length integer, abstract_length integer, facts text")}
    on conflict (paper_id) do update set revision = excluded.revision, analyser = excluded.analyser,
      terms = excluded.terms, counts = excluded.counts, title_length = excluded.title_length,
      abstract_length = excluded.abstract_length, facts = excluded.facts`.execute(db);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

export async function deleteTerms(db: Db, paperIds: number[]): Promise<void> {
  if (paperIds.length > 0) await db.deleteFrom("paper_terms").where("paper_id", "in", paperIds).execute();
}

/** `papers`: by how many papers all counts rise. Only under the lock `analysing`, since rows are locked in any order. */
export async function addToCorpus(db: Db, papers: number, changes: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...changes].filter(([, change]) => change !== 0).map(([term, change]) => ({ term, change }));
  if (papers !== 0) rows.push({ term: EVERY_PAPER, change: papers });
  if (rows.length === 0) return;
  await sql`
    insert into corpus_term (term, papers) select x.term, x.change from ${recordset(rows, "term text, change integer")}
    on conflict (term) do update set papers = corpus_term.papers + excluded.papers`.execute(db);
}

/** How many papers there are and how many hold each of these terms; of other terms it knows nothing. */
export async function getCorpus(db: Db, terms: Iterable<string>): Promise<Corpus> {
  const rows = [...new Set(terms), EVERY_PAPER].map((term) => ({ term }));
  const found = await sql<{ term: string; papers: number }>`
    select c.term, c.papers from ${recordset(rows, "term text")} join corpus_term c on c.term = x.term`.execute(db);
  const holders = new Map(found.rows.map(({ term, papers }) => [term, papers]));
  return { papers: holders.get(EVERY_PAPER) ?? 0, holds: (term) => holders.get(term) ?? 0 };
}

export async function listTerms(db: Db, paperIds: number[]): Promise<Map<number, TermCounts>> {
  const { rows } = await sql<PackedTerms & { paper_id: number }>`
    select t.paper_id, array_to_string(t.terms, ' ') as terms, t.counts from ${recordset(
      paperIds.map((id) => ({ id })),
      "id bigint",
    )} join paper_terms t on t.paper_id = x.id`.execute(db);
  return new Map(rows.map((row) => [row.paper_id, unpackTerms(row)]));
}

const READ_AT_ONCE = 2_000;

/** Of the newest papers, `most` at most. */
export async function listPackedTerms(db: Db, most: number): Promise<PackedTerms[]> {
  const papers: PackedTerms[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; papers.length < most; ) {
    const { rows } = await sql<PackedTerms & { paper_id: number }>`
      select paper_id, array_to_string(terms, ' ') as terms, counts from paper_terms
      where paper_id < ${before}::bigint order by paper_id desc limit ${Math.min(READ_AT_ONCE, most - papers.length)}::integer`.execute(
      db,
    );
    if (rows.length === 0) return papers;
    before = rows.at(-1)?.paper_id ?? 0;
    for (const { terms, counts } of rows) papers.push({ terms, counts: Uint8Array.from(counts) });
  }
  return papers;
}

/** Of papers first listed on a day or later. */
export async function listRecentTerms(db: Db, since: string): Promise<TermCounts[]> {
  const { rows } = await sql<PackedTerms>`
    select array_to_string(t.terms, ' ') as terms, t.counts from paper p join paper_terms t on t.paper_id = p.id
    where p.first_listed_on >= ${since}::date`.execute(db);
  return rows.map(unpackTerms);
}
