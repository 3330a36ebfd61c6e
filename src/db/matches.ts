/** Match batches: which papers wait to be matched, and what each batch found. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Searchable } from "../domain/paper/paper.ts";
import { recordset } from "./bulk.ts";
import type { Database, PaperTable } from "./schema.ts";

type Db = Kysely<Database>;

/** Papers that one intake changed. */
export interface Candidates {
  id: number;
  paper_ids: number[];
}

export const listCandidates = (db: Db): Promise<Candidates[]> =>
  db.selectFrom("match_candidate").select(["id", "paper_ids"]).orderBy("id").execute();

/** Removes what a batch has read; what a later intake changed stands in a row of its own and stays. */
export async function deleteCandidates(db: Db, candidates: Candidates[]): Promise<void> {
  if (candidates.length === 0) return;
  await db
    .deleteFrom("match_candidate")
    .where(
      "id",
      "in",
      candidates.map((each) => each.id),
    )
    .execute();
}

export async function getLastSeq(db: Db): Promise<number> {
  const row = await db
    .selectFrom("match_batch")
    .select((eb) => eb.fn.max("seq").as("seq"))
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** The day with which a new subscription starts: the last complete one (before today, in UTC), or today where there is none. */
export async function findStartDay(db: Db, now: Temporal.Instant): Promise<string> {
  const today = now.toString().slice(0, 10);
  const row = await db
    .selectFrom("listing")
    .select((eb) => eb.fn.max("listed_on").as("day"))
    .where("live", "=", true)
    .where("listed_on", "<", today)
    .executeTakeFirst();
  return row?.day ?? today;
}

/** Papers with a live listing on a day or later. */
export async function listPapersSince(db: Db, day: string): Promise<number[]> {
  const rows = await db
    .selectFrom("listing")
    .select("paper_id")
    .distinct()
    .where("live", "=", true)
    .where("listed_on", ">=", day)
    .execute();
  return rows.map((row) => row.paper_id);
}

type SearchRow = Pick<
  Selectable<PaperTable>,
  "id" | "arxiv_id" | "title" | "abstract" | "authors" | "organisation" | "categories" | "upvotes"
> & { sources: string[] | null };

const toSearchable = (row: SearchRow): Searchable => ({
  id: row.id,
  arxivId: row.arxiv_id,
  title: row.title,
  abstract: row.abstract,
  authors: row.authors,
  organisation: row.organisation,
  categories: row.categories,
  upvotes: row.upvotes,
  sources: row.sources ?? [],
});

/** What the topic language asks of papers; of merged ones the survivor. With `live`, only live listings name sources. */
export async function listSearchable(db: Db, paperIds: number[], live: boolean): Promise<Searchable[]> {
  if (paperIds.length === 0) return [];
  const rows = await sql<SearchRow>`
    with wanted as (
      select distinct coalesce(p.merged_into, p.id) as id
      from ${recordset(
        paperIds.map((id) => ({ id })),
        "id bigint",
      )} join paper p on p.id = x.id
    ), members as (
      select w.id, p.id as member from wanted w join paper p on p.id = w.id or p.merged_into = w.id
    )
    select p.id, p.arxiv_id, p.title, p.abstract, p.authors, p.organisation, p.categories, p.upvotes,
      (select json_agg(distinct l.source) from members m join listing l on l.paper_id = m.member where m.id = p.id and (l.live or not ${live}::boolean)) as sources
    from paper p where p.id in (select id from wanted) order by p.id`.execute(db);
  return rows.rows.map(toSearchable);
}

export interface MatchWrite {
  topic_id: number;
  paper_id: number;
  score: number | null;
  /** 0 to 1; null where the topic asks for no word. */
  strength: number | null;
  pinned: boolean;
}

export async function insertBatch(
  db: Db,
  batch: { seq: number; papers: number; topics: number; matches: number; closed_at: string },
): Promise<void> {
  await db.insertInto("match_batch").values(batch).execute();
}

/** Matches known already stay as they are: a match is written once per topic and paper. Returns how many were new. */
export async function insertMatches(db: Db, matches: MatchWrite[], seq: number): Promise<number> {
  if (matches.length === 0) return 0;
  const inserted = await sql`
    insert into match (topic_id, paper_id, seq, score, strength, pinned)
    select x.topic_id, x.paper_id, ${seq}::bigint, x.score, x.strength, x.pinned
    from ${recordset(matches, "topic_id bigint, paper_id bigint, score real, strength real, pinned boolean")}
    on conflict do nothing`.execute(db);
  return Number(inserted.numAffectedRows ?? 0);
}

export async function recordBatch(db: Db, seq: number, counts: { topics: number; matches: number }): Promise<void> {
  await db.updateTable("match_batch").set(counts).where("seq", "=", seq).execute();
}

export async function markMatched(db: Db, topicIds: number[], seq: number): Promise<void> {
  if (topicIds.length === 0) return;
  await sql`update topic set first_seq = ${seq}::bigint from ${recordset(
    topicIds.map((id) => ({ id })),
    "id bigint",
  )}
    where topic.id = x.id and first_seq is null`.execute(db);
}
