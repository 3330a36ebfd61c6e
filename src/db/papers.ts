/** Papers in the database: what identity needs to know of them, their content, and how they are written in bulk. */
import { type Kysely, type Selectable, sql } from "kysely";
import { pairKey } from "../domain/identity/resolve.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import type { PaperId } from "../domain/paper/listing.ts";
import { lookUp, lookUpMerged, recordset } from "./bulk.ts";
import { saveUnanalysed } from "./paper-terms.ts";
import type { Database, PaperTable } from "./schema.ts";

type Db = Kysely<Database>;
export type PaperRow = Selectable<PaperTable>;

export const fromRow = (row: PaperRow): StoredPaper => ({
  id: row.id,
  revision: row.revision,
  arxivId: row.arxiv_id,
  title: row.title,
  abstract: row.abstract,
  authors: row.authors,
  authorCount: row.author_count,
  organisation: row.organisation,
  publishedOn: row.published_on,
  upvotes: row.upvotes,
  comments: row.comments,
  thumbnailUrl: row.thumbnail_url,
  projectUrl: row.project_url,
  codeUrl: row.code_url,
  codeStars: row.code_stars,
  summary: row.summary,
  keywords: row.keywords,
  categories: row.categories,
  source: row.source,
  firstListedOn: row.first_listed_on,
  version: row.version,
  withdrawn: row.withdrawn,
});

/** Papers (of merged ones the survivor) that hold one of the identifiers, go by one of the title keys, or are named by our id. */
export async function listPapersLike(
  db: Db,
  ids: PaperId[],
  titleKeys: string[],
  paperIds: number[],
): Promise<{
  papers: PaperRow[];
  ids: { id: PaperId; paperId: number }[];
  titles: { key: string; paperId: number }[];
}> {
  const byId = await sql<{ scheme: PaperId["scheme"]; value: string; paper_id: number }>`
    select i.scheme, i.value, coalesce(merged.into_id, i.paper_id) as paper_id
    from ${recordset(ids, "scheme text, value text")}
    ${lookUp("paper_id", "i", "scheme = x.scheme and value = x.value")}
    ${lookUpMerged("i.paper_id")}`.execute(db);
  const byTitle = await sql<{ key: string; paper_id: number }>`
    select p.title_key as key, coalesce(p.merged_into, p.id) as paper_id
    from ${recordset(
      titleKeys.map((key) => ({ key })),
      "key text",
    )} ${lookUp("paper", "p", "title_key = x.key")}`.execute(db);
  const wanted = new Set([...paperIds, ...[...byId.rows, ...byTitle.rows].map((row) => row.paper_id)]);
  return {
    papers: await listPaperRows(db, [...wanted]),
    titles: byTitle.rows.map((row) => ({ key: row.key, paperId: row.paper_id })),
    ids: byId.rows.map((row) => ({ id: { scheme: row.scheme, value: row.value }, paperId: row.paper_id })),
  };
}

export async function listPaperRows(db: Db, ids: number[]): Promise<PaperRow[]> {
  if (ids.length === 0) return [];
  const rows = await sql<PaperRow>`select p.* from ${recordset(
    [...new Set(ids)].map((id) => ({ id })),
    "id bigint",
  )} ${lookUp("paper", "p", "id = x.id")}`.execute(db);
  return rows.rows;
}

/** Sketches of papers listed since a day, for the rule about retitled papers: their contents would be a hundred times more. */
export async function listRecentSketches(
  db: Db,
  since: string,
  withoutArxivIdOnly: boolean,
): Promise<{ id: number; arxiv_id: string | null; sketch: string | null }[]> {
  let query = db
    .selectFrom("paper")
    .select(["id", "arxiv_id", "sketch"])
    .where("first_listed_on", ">=", since)
    .where("merged_into", "is", null)
    .where("sketch", "is not", null);
  if (withoutArxivIdOnly) query = query.where("arxiv_id", "is", null);
  return query.execute();
}

/** All listings of a source under one key of its own, whatever their day: what an operator splits off together. */
export const seriesOf = (source: string, sourceKey: string): string => `${source} ${sourceKey}`;

export interface Splits {
  /** Pairs that an operator split; of a paper merged since then its survivor, so that no detour joins them again. */
  pairs: Set<string>;
  /** Series listed in such papers, each with its paper: the next listing of one goes there, not where its title leads. */
  series: Map<string, number>;
}

export async function getSplits(db: Db): Promise<Splits> {
  const { rows } = await sql<{ a: number; b: number }>`
    select coalesce(p.merged_into, p.id) as a, coalesce(o.merged_into, o.id) as b
    from identity_log l join paper p on p.id = l.paper_id join paper o on o.id = l.other_id where l.decision = 'split'`.execute(
    db,
  );
  const pairs = new Set(rows.map((row) => pairKey(row.a, row.b)));
  if (pairs.size === 0) return { pairs, series: new Map() };
  const listed = await db
    .selectFrom("listing")
    .select(["source", "source_key", "paper_id"])
    .where("paper_id", "in", [...new Set(rows.flatMap((row) => [row.a, row.b]))])
    .execute();
  return { pairs, series: new Map(listed.map((row) => [seriesOf(row.source, row.source_key), row.paper_id])) };
}

export async function allocatePaperIds(db: Db, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await sql<{
    id: number;
  }>`with s as materialized (select pg_get_serial_sequence('paper', 'id')::regclass as name)
    select nextval(s.name) as id from s, generate_series(1, ${count}::int)`.execute(db);
  return rows.rows.map((row) => row.id);
}

export async function getPapers(db: Db, ids: number[]): Promise<StoredPaper[]> {
  return (await listPaperRows(db, ids)).map(fromRow);
}

const CONTENT = `arxiv_id text, title text, title_key text, abstract text, authors jsonb, author_count integer, organisation jsonb,
  published_on date, upvotes integer, comments integer, thumbnail_url text, project_url text, code_url text, code_stars integer,
  summary text, keywords jsonb, categories jsonb, sketch text, joined boolean, source text, first_listed_on date, version integer, withdrawn boolean`;
const COLUMNS = CONTENT.split(",").map((column) => column.trim().split(" ")[0] as string);

/** A paper ready to write: its content, and what identity keeps of it. */
export interface PaperWrite {
  paper: StoredPaper;
  titleKey: string;
  sketch: string | null;
  /** See the column: some of its listings were taken for it by title or text. */
  joined: boolean;
}

const toRow = ({ paper, titleKey, sketch, joined }: PaperWrite) => ({
  id: paper.id,
  revision: paper.revision,
  arxiv_id: paper.arxivId,
  title: paper.title,
  title_key: titleKey,
  abstract: paper.abstract,
  authors: paper.authors,
  author_count: paper.authorCount,
  organisation: paper.organisation,
  published_on: paper.publishedOn,
  upvotes: paper.upvotes,
  comments: paper.comments,
  thumbnail_url: paper.thumbnailUrl,
  project_url: paper.projectUrl,
  code_url: paper.codeUrl,
  code_stars: paper.codeStars,
  summary: paper.summary,
  keywords: paper.keywords,
  categories: paper.categories,
  sketch,
  joined,
  source: paper.source,
  first_listed_on: paper.firstListedOn,
  version: paper.version ?? null,
  withdrawn: paper.withdrawn ?? false,
});

export async function insertPapers(db: Db, writes: PaperWrite[], at: string): Promise<void> {
  if (writes.length === 0) return;
  const columns = sql.raw(["id", "revision", ...COLUMNS].join(", "));
  await sql`
    insert into paper (${columns}, created_at, updated_at)
    select ${columns}, ${at}::timestamptz, ${at}::timestamptz
    from ${recordset(writes.map(toRow), `id bigint, revision integer, ${CONTENT}`)}`.execute(db);
  await saveUnanalysed(
    db,
    writes.map(({ paper }) => paper.id),
  );
}

export async function updatePapers(db: Db, writes: PaperWrite[], at: string): Promise<void> {
  if (writes.length === 0) return;
  const assignments = sql.raw(COLUMNS.map((column) => `${column} = x.${column}`).join(", "));
  await sql`
    update paper set revision = x.revision, ${assignments}, updated_at = ${at}::timestamptz
    from ${recordset(writes.map(toRow), `id bigint, revision integer, ${CONTENT}`)}
    where paper.id = x.id`.execute(db);
  await saveUnanalysed(
    db,
    writes.map(({ paper }) => paper.id),
  );
}

export async function insertPaperIds(
  db: Db,
  rows: { scheme: string; value: string; paper_id: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into paper_id (scheme, value, paper_id)
    select x.scheme, x.value, x.paper_id from ${recordset(rows, "scheme text, value text, paper_id bigint")}
    on conflict do nothing`.execute(db);
}
