/** Reading the archive: papers in lists, for people. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Author, Organisation } from "../domain/paper/listing.ts";
import { recordset } from "./bulk.ts";
import type { Database, PaperTable } from "./schema.ts";

type Db = Kysely<Database>;

export interface ListedPaper {
  id: number;
  arxivId: string | null;
  title: string;
  authors: Author[];
  authorCount: number | null;
  organisation: Organisation | null;
  publishedOn: string | null;
  firstListedOn: string;
  upvotes: number | null;
  comments: number | null;
  codeStars: number | null;
  sources: string[];
  /** Its source says that the work was withdrawn. */
  withdrawn: boolean;
}

type Row = Pick<
  Selectable<PaperTable>,
  | "id"
  | "arxiv_id"
  | "title"
  | "authors"
  | "author_count"
  | "organisation"
  | "published_on"
  | "first_listed_on"
  | "upvotes"
  | "comments"
  | "code_stars"
  | "withdrawn"
> & { sources: string[] | null };

const COLUMNS = sql`p.id, p.arxiv_id, p.title, p.authors, p.author_count, p.organisation, p.published_on, p.first_listed_on, p.upvotes, p.comments, p.code_stars, p.withdrawn,
  (select json_agg(distinct l.source) from (select p.id union all select m.id from paper m where m.merged_into = p.id) as member
    join listing l on l.paper_id = member.id) as sources`;

const toListed = (row: Row): ListedPaper => ({
  id: row.id,
  arxivId: row.arxiv_id,
  title: row.title,
  authors: row.authors,
  authorCount: row.author_count,
  organisation: row.organisation,
  publishedOn: row.published_on,
  firstListedOn: row.first_listed_on,
  upvotes: row.upvotes,
  comments: row.comments,
  codeStars: row.code_stars,
  sources: row.sources ?? [],
  withdrawn: row.withdrawn,
});

/** Newest first, then most votes. `since`: first listed on that day or later; null: all. */
export async function listPapersByDay(db: Db, since: string | null, limit: number): Promise<ListedPaper[]> {
  const rows = await sql<Row>`
    select ${COLUMNS} from paper p where p.merged_into is null and p.first_listed_on >= coalesce(${since}::date, '-infinity')
    order by p.first_listed_on desc, p.upvotes desc nulls last, p.id limit ${limit}::integer`.execute(db);
  return rows.rows.map(toListed);
}

export async function listPapersByIds(db: Db, ids: number[]): Promise<ListedPaper[]> {
  if (ids.length === 0) return [];
  const rows = await sql<Row>`select ${COLUMNS} from paper p where p.id in (select x.id from ${recordset(
    ids.map((id) => ({ id })),
    "id bigint",
  )})`.execute(db);
  return rows.rows.map(toListed);
}

export async function countPapers(db: Db, since: string | null): Promise<number> {
  const rows = await sql<{ count: number }>`
    select count(*)::integer as count from paper where merged_into is null and first_listed_on >= coalesce(${since}::date, '-infinity')`.execute(
    db,
  );
  return rows.rows[0]?.count ?? 0;
}

export async function listPaperIds(db: Db, since: string | null): Promise<number[]> {
  const rows = await sql<{ id: number }>`
    select id from paper where merged_into is null and first_listed_on >= coalesce(${since}::date, '-infinity') order by id`.execute(
    db,
  );
  return rows.rows.map((row) => row.id);
}
