/** Terms of papers as they are stored, which papers still wait for the analyser, and how many papers hold each term. */
import { type Kysely, sql } from "kysely";
import type { TermCounts } from "../domain/similarity/terms.ts";
import { recordset } from "./bulk.ts";
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
  /** Merged papers have no terms: their survivor stands for them. */
  merged: boolean;
  /** As they are stored now; null: none. */
  terms: string[] | null;
}

export async function listStale(db: Db, paperIds: number[], analyser: number): Promise<StalePaper[]> {
  const { rows } = await sql<Omit<StalePaper, "terms"> & { terms: string | null }>`
    select p.id, p.revision, p.title, p.abstract, p.merged_into is not null as merged, array_to_string(t.terms, ' ') as terms
    from ${recordset(
      paperIds.map((id) => ({ id })),
      "id bigint",
    )} join paper p on p.id = x.id left join paper_terms t on t.paper_id = p.id
    where case when p.merged_into is null then (t.revision, t.analyser) is distinct from (p.revision, ${analyser}::smallint)
      else t.paper_id is not null end
    order by p.id`.execute(db);
  return rows.map((row) => ({ ...row, terms: row.terms === null ? null : splitTerms(row.terms) }));
}

/** No term holds a space. */
const splitTerms = (joined: string): string[] => (joined === "" ? [] : joined.split(" "));

export interface TermsWrite {
  paperId: number;
  revision: number;
  counts: TermCounts;
}

export async function saveTerms(db: Db, writes: TermsWrite[], analyser: number): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ paperId, revision, counts }) => ({
    paper_id: paperId,
    revision,
    terms: counts.terms.join(" "),
    counts: packCounts(counts),
  }));
  await sql`
    insert into paper_terms (paper_id, revision, analyser, terms, counts)
    select x.paper_id, x.revision, ${analyser}::smallint, string_to_array(x.terms, ' '), x.counts
    from ${recordset(rows, "paper_id bigint, revision integer, terms text, counts bytea")}
    on conflict (paper_id) do update set revision = excluded.revision, analyser = excluded.analyser,
      terms = excluded.terms, counts = excluded.counts`.execute(db);
}

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

/** How many papers there are and how many hold each of these terms; terms that none holds are left out. */
export async function getTermStatistics(
  db: Db,
  terms: Iterable<string>,
): Promise<{ papers: number; holders: Map<string, number> }> {
  const rows = [...new Set(terms), EVERY_PAPER].map((term) => ({ term }));
  const found = await sql<{ term: string; papers: number }>`
    select c.term, c.papers from ${recordset(rows, "term text")} join corpus_term c on c.term = x.term where c.papers > 0`.execute(
    db,
  );
  const holders = new Map(found.rows.map(({ term, papers }) => [term, papers]));
  const papers = holders.get(EVERY_PAPER) ?? 0;
  holders.delete(EVERY_PAPER);
  return { papers, holders };
}

export async function listTerms(db: Db, paperIds: number[]): Promise<Map<number, TermCounts>> {
  const { rows } = await sql<{ paper_id: number; terms: string; counts: Uint8Array }>`
    select t.paper_id, array_to_string(t.terms, ' ') as terms, t.counts from ${recordset(
      paperIds.map((id) => ({ id })),
      "id bigint",
    )} join paper_terms t on t.paper_id = x.id`.execute(db);
  return new Map(rows.map((row) => [row.paper_id, unpackCounts(splitTerms(row.terms), row.counts)]));
}

const MOST_COUNTED = 255;

function packCounts({ terms, titles, abstracts }: TermCounts): Uint8Array {
  const packed = new Uint8Array(terms.length * 2);
  for (let i = 0; i < terms.length; i += 1) {
    packed[i * 2] = Math.min(titles[i] as number, MOST_COUNTED);
    packed[i * 2 + 1] = Math.min(abstracts[i] as number, MOST_COUNTED);
  }
  return packed;
}

function unpackCounts(terms: string[], packed: Uint8Array): TermCounts {
  return {
    terms,
    titles: terms.map((_, i) => packed[i * 2] as number),
    abstracts: terms.map((_, i) => packed[i * 2 + 1] as number),
  };
}
