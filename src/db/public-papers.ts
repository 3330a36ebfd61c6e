/** Papers as anybody may see them, whole: for pages, feeds, the API and exports. */
import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { Author, Organisation } from "../domain/paper/listing.ts";
import type { Database, PaperTable } from "./schema.ts";

type Db = Kysely<Database>;

export interface PublicPaper {
  id: number;
  arxivId: string | null;
  title: string;
  abstract: string | null;
  /** The source's own sentence. */
  summary: string | null;
  authors: Author[];
  /** Null: unknown. */
  authorCount: number | null;
  organisation: Organisation | null;
  /** arXiv's own date, `YYYY-MM-DD`. */
  publishedOn: string | null;
  /** Of its first listing in any source. */
  firstListedOn: string;
  upvotes: number | null;
  comments: number | null;
  codeUrl: string | null;
  codeStars: number | null;
  projectUrl: string | null;
  categories: string[];
  version: number | null;
  withdrawn: boolean;
  /** Whose content it shows. */
  source: string;
  /** When it first came in, and when it last changed. */
  createdAt: Date;
  updatedAt: Date;
}

type Row = Pick<
  Selectable<PaperTable>,
  | "id"
  | "arxiv_id"
  | "title"
  | "abstract"
  | "summary"
  | "authors"
  | "author_count"
  | "organisation"
  | "published_on"
  | "first_listed_on"
  | "upvotes"
  | "comments"
  | "code_url"
  | "code_stars"
  | "project_url"
  | "categories"
  | "version"
  | "withdrawn"
  | "source"
  | "created_at"
  | "updated_at"
>;

/** Of a table `p`. */
export const PUBLIC_COLUMNS = sql`p.id, p.arxiv_id, p.title, p.abstract, p.summary, p.authors, p.author_count, p.organisation,
  p.published_on, p.first_listed_on, p.upvotes, p.comments, p.code_url, p.code_stars, p.project_url, p.categories, p.version, p.withdrawn, p.source,
  p.created_at, p.updated_at`;

export const toPublic = (row: Row): PublicPaper => ({
  id: row.id,
  arxivId: row.arxiv_id,
  title: row.title,
  abstract: row.abstract,
  summary: row.summary,
  authors: row.authors,
  authorCount: row.author_count,
  organisation: row.organisation,
  publishedOn: row.published_on,
  firstListedOn: row.first_listed_on,
  upvotes: row.upvotes,
  comments: row.comments,
  codeUrl: row.code_url,
  codeStars: row.code_stars,
  projectUrl: row.project_url,
  categories: row.categories,
  version: row.version,
  withdrawn: row.withdrawn,
  source: row.source,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export type { Row as PublicRow };

const select = async (db: Db, where: RawBuilder<unknown>): Promise<PublicPaper[]> =>
  (await sql<Row>`select ${PUBLIC_COLUMNS} from paper p where ${where}`.execute(db)).rows.map(toPublic);

/** In the order of `ids`; those that are merged or unknown are left out. */
export async function listPublicByIds(db: Db, ids: readonly number[]): Promise<PublicPaper[]> {
  if (ids.length === 0) return [];
  const found = await select(db, sql`p.id = any(${[...ids]}::bigint[]) and p.merged_into is null`);
  const byId = new Map(found.map((paper) => [paper.id, paper]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** In the order in which papers came in, the latest first. */
export async function listNewest(db: Db, limit: number): Promise<PublicPaper[]> {
  return select(db, sql`p.merged_into is null order by p.id desc limit ${limit}::integer`);
}

/** The last papers that came in, merged ones too, in their order. */
export async function listArrivals(db: Db, most: number): Promise<{ id: number; createdAt: Date }[]> {
  const { rows } = await sql<{ id: number; createdAt: Date }>`
    select id, created_at as "createdAt" from paper order by id desc limit ${most}::integer`.execute(db);
  return rows.reverse();
}

/** The paper of a name, or what it was merged into; null for an unknown one. */
export async function findPublicPaper(db: Db, name: { id: number } | { arxivId: string }): Promise<PublicPaper | null> {
  const holder =
    "id" in name
      ? sql`select coalesce(n.merged_into, n.id) from paper n where n.id = ${name.id}::bigint`
      : sql`select coalesce(n.merged_into, n.id) from paper_id i join paper n on n.id = i.paper_id where i.scheme = 'arxiv' and i.value = ${name.arxivId}`;
  return (await select(db, sql`p.id = (${holder})`))[0] ?? null;
}

export interface PaperListing {
  source: string;
  listedOn: string;
  title: string;
}

/** Each source's and day's listing of a paper and of what was merged into it, the first first. */
export async function listListingsOf(db: Db, paperId: number): Promise<PaperListing[]> {
  const { rows } = await sql<PaperListing>`
    select l.source, l.listed_on as "listedOn", l.title from listing l
    where l.paper_id in (select ${paperId}::bigint union all select m.id from paper m where m.merged_into = ${paperId}::bigint)
    order by l.listed_on, l.source, l.source_key limit 100`.execute(db);
  return rows;
}

export interface PaperSignal {
  observedOn: string;
  upvotes: number | null;
  comments: number | null;
  stars: number | null;
}

export async function listSignals(db: Db, paperId: number): Promise<PaperSignal[]> {
  const { rows } = await sql<PaperSignal>`
    select observed_on as "observedOn", upvotes, comments, stars from signal
    where paper_id = ${paperId}::bigint order by observed_on desc limit 60`.execute(db);
  return rows.reverse();
}
