/** Lists of papers by the days that list them: a page at a time, by a key that new papers do not move. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { PUBLIC_COLUMNS, type PublicPaper, type PublicRow, toPublic } from "./public-papers.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export const LIST_ORDERS = ["votes", "trending", "newest"] as const;
export type ListOrderName = (typeof LIST_ORDERS)[number];

/** Where a page ends: the value it is ordered by (0 for newest), then the paper. */
export interface ListKey {
  value: number;
  id: number;
}

export interface ListFilter {
  /** Days that list them, both within. */
  from: string;
  to: string;
  source: string | null;
  category: string | null;
  /** Only these; null: all. */
  ids: readonly number[] | null;
}

export interface ListOrder extends ListFilter {
  order: ListOrderName;
  /** The day whose heat trending goes by. */
  asOf: string;
  after: ListKey | null;
  limit: number;
}

/** Papers that the days list, of merged ones the survivor. */
const members = ({ from, to, source, ids }: ListFilter): RawBuilder<unknown> => sql`
  select distinct coalesce(n.merged_into, n.id) as id from listing l join paper n on n.id = l.paper_id
  where l.listed_on between ${from}::date and ${to}::date
    ${source === null ? sql`` : sql`and l.source = ${source}`}
    ${ids === null ? sql`` : sql`and coalesce(n.merged_into, n.id) = any(${[...ids]}::bigint[])`}`;

const inCategory = (category: string | null): RawBuilder<unknown> =>
  category === null ? sql`true` : sql`p.categories @> to_jsonb(array[${category}::text])`;

/**
 * A paper's heat, in thousandths: what each day of the last fourteen brought (votes, twice its comments, a tenth of its
 * stars), halved for every three days that have passed since.
 */
const heat = (asOf: string): RawBuilder<unknown> => sql`(
  select coalesce(round(1000 * sum(
      (greatest(g.upvotes, 0) + 2 * greatest(g.comments, 0) + greatest(g.stars, 0) / 10.0)
      * power(0.5, (${asOf}::date - g.observed_on) / 3.0))), 0)::bigint
  from (
    select s.observed_on,
      coalesce(s.upvotes - lag(s.upvotes, 1, 0) over days, 0) as upvotes,
      coalesce(s.comments - lag(s.comments, 1, 0) over days, 0) as comments,
      coalesce(s.stars - lag(s.stars, 1, s.stars) over days, 0) as stars
    from signal s where s.paper_id = p.id and s.observed_on <= ${asOf}::date
    window days as (order by s.observed_on)
  ) g where g.observed_on > ${asOf}::date - 14)`;

function rankValue({ order, asOf }: ListOrder): RawBuilder<unknown> {
  if (order === "newest") return sql`0::bigint`;
  if (order === "votes") return sql`coalesce(p.upvotes, -1)::bigint`;
  return sql`${heat(asOf)} * 100000 + least(coalesce(p.upvotes, 0), 99999)`; // of like heat the one with more votes
}

const ranked = (order: ListOrder): RawBuilder<unknown> => sql`
    with member as materialized (${members(order)}),
    ranked as (
      select p.id, ${rankValue(order)} as value from member m join paper p on p.id = m.id where ${inCategory(order.category)}
    )`;

/** In order; `key` is where each stands. */
export async function listPapersOfDays(db: Db, order: ListOrder): Promise<{ paper: PublicPaper; key: ListKey }[]> {
  const { after, limit } = order;
  const { rows } = await sql<PublicRow & { value: number }>`${ranked(order)},
    page as (
      select id, value from ranked
      where ${after === null ? sql`true` : sql`(value, id) < (${after.value}::bigint, ${after.id}::bigint)`}
      order by value desc, id desc limit ${limit}::integer
    )
    select ${PUBLIC_COLUMNS}, page.value from page join paper p on p.id = page.id order by page.value desc, page.id desc`.execute(
    db,
  );
  return rows.map((row) => ({ paper: toPublic(row), key: { value: Number(row.value), id: row.id } }));
}

/** The same in order, from its beginning, without the papers themselves. */
export async function listIdsOfDays(db: Db, order: Omit<ListOrder, "after">): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`${ranked({ ...order, after: null })}
    select id from ranked order by value desc, id desc limit ${order.limit}::integer`.execute(db);
  return rows.map(({ id }) => id);
}

export async function countPapersOfDays(db: Db, filter: ListFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with member as materialized (${members(filter)})
    select count(*)::integer as count from member m
    ${filter.category === null ? sql`` : sql`join paper p on p.id = m.id where ${inCategory(filter.category)}`}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

export interface DayCount {
  on: string;
  papers: number;
}

/** Days that list anything, both within, the first first. */
export async function countDays(db: Db, from: string, to: string): Promise<DayCount[]> {
  const { rows } = await sql<DayCount>`
    select l.listed_on as on, count(distinct coalesce(p.merged_into, p.id))::integer as papers
    from listing l join paper p on p.id = l.paper_id where l.listed_on between ${from}::date and ${to}::date
    group by l.listed_on order by l.listed_on`.execute(db);
  return rows;
}

/** The nearest days before and after a span that list anything. */
export async function findNeighbourDays(
  db: Db,
  from: string,
  to: string,
): Promise<{ before: string | null; after: string | null }> {
  const { rows } = await sql<{ before: string | null; after: string | null }>`
    select (select max(listed_on) from listing where listed_on < ${from}::date) as before,
      (select min(listed_on) from listing where listed_on > ${to}::date) as after`.execute(db);
  return rows[0] ?? { before: null, after: null };
}

/** The last day, not after another, that lists anything; null where nothing is stored. */
export async function findLatestListedDay(db: Db, notAfter: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select max(listed_on) as day from listing where listed_on <= ${notAfter}::date`.execute(db);
  return rows[0]?.day ?? null;
}

/** What a span can be narrowed to: its sources, and its categories, the most frequent first. */
export async function listNarrowings(
  db: Db,
  filter: Pick<ListFilter, "from" | "to">,
): Promise<{ sources: string[]; categories: string[] }> {
  const whole = { ...filter, source: null, category: null, ids: null };
  const { rows } = await sql<{ sources: string[] | null; categories: string[] | null }>`
    with member as materialized (${members(whole)})
    select
      (select json_agg(source order by source) from (
        select distinct l.source from listing l where l.listed_on between ${filter.from}::date and ${filter.to}::date) s) as sources,
      (select json_agg(category order by papers desc, category) from (
        select c.category, count(*) as papers from member m join paper p on p.id = m.id, jsonb_array_elements_text(p.categories) as c(category)
        group by 1 order by 2 desc, 1 limit 40) c) as categories`.execute(db);
  return { sources: rows[0]?.sources ?? [], categories: rows[0]?.categories ?? [] };
}

/** Of papers that pass a search's conditions, those that the days list. */
export async function listMembers(db: Db, filter: ListFilter): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`${members(filter)}`.execute(db);
  return rows.map(({ id }) => id);
}
