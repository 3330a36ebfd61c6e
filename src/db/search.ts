/** Finding stored papers by an index: those that pass a topic's filter, with what a score asks of them. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { canBegin, type Filter, LEAST_COMMON } from "../domain/search/filter.ts";
import type { CountedTerms } from "../domain/similarity/bm25.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface SearchOrder {
  filter: Filter;
  /** Narrows to papers first listed on that day or later. */
  since: string | null;
}

/** A paper with the counts of the asked terms alone, in their order. */
export interface Candidate extends CountedTerms {
  id: number;
}

/** Replaces wildcards by the stored terms that can be meant. */
export async function expandFilter(db: Db, filter: Filter): Promise<Filter> {
  if (filter.kind === "not") return { ...filter, part: await expandFilter(db, filter.part) };
  if (filter.kind === "all" || filter.kind === "any") {
    const parts: Filter[] = [];
    for (const part of filter.parts) parts.push(await expandFilter(db, part));
    return { ...filter, parts };
  }
  if (filter.kind !== "begins" || filter.of === "fact") return filter;
  const start = filter.letters.slice(0, LEAST_COMMON);
  const rows = await db
    .selectFrom("corpus_term")
    .select("term")
    .where("term", ">=", start)
    .where("term", "<", `${start}\u{10ffff}`)
    .where("papers", ">", 0)
    .execute();
  const terms = rows.map((row) => row.term).filter((term) => canBegin(term, filter.letters));
  return { kind: "any", parts: terms.map((term) => ({ kind: "term", term })) };
}

export interface CandidateOrder {
  /** Those whose counts are asked for. */
  terms: readonly string[];
  most: number;
  /** Few pass: the index is asked, where the planner might read the newest papers one by one until enough have passed. */
  few?: boolean;
  /** Facts, `ti:` and a term: only papers that hold one of them. What thousands of papers answer is answered with these first. */
  inTitle?: readonly string[] | null;
  /** Only papers with lower ids: where a page before ended. */
  before?: number | null;
  /** Only of these. */
  within?: readonly number[] | null;
}

/** Papers looked through by one statement, where many pass: one over all would hold the database for tenths of a second. */
const WINDOW = 6_000;
/** Where few do, the next statement looks through twice as many. */
const FEW = WINDOW / 20;
const widen = (size: number, found: number): number => (found < FEW ? size * 2 : size);

/** The newest `most` papers that pass. */
export async function listCandidates(db: Db, order: SearchOrder, asked: CandidateOrder): Promise<Candidate[]> {
  if (asked.few || asked.within) return listWindow(db, order, asked, null);
  const found: Candidate[] = [];
  const start = asked.before ? asked.before - 1 : await findNewestId(db);
  for (let [to, size] = [start, WINDOW]; to > 0 && found.length < asked.most; ) {
    const most = asked.most - found.length;
    const more = await listWindow(db, order, { ...asked, most }, { from: to - size + 1, to });
    found.push(...more);
    to -= size;
    size = widen(size, more.length);
  }
  return found;
}

async function findNewestId(db: Db): Promise<number> {
  const row = await db
    .selectFrom("paper_terms")
    .select((eb) => eb.fn.max("paper_id").as("id"))
    .executeTakeFirst();
  return Number(row?.id ?? 0);
}

interface Window {
  from: number;
  to: number;
}

const windowCondition = (window: Window | null) =>
  window === null ? sql`true` : sql`t.paper_id between ${window.from}::bigint and ${window.to}::bigint`;

async function listWindow(
  db: Db,
  { filter, since }: SearchOrder,
  { terms, most, few = false, inTitle = null, before = null, within = null }: CandidateOrder,
  window: Window | null,
): Promise<Candidate[]> {
  const rows = await sql<{ id: number; counts: Uint8Array; title_length: number; abstract_length: number }>`
    select t.paper_id as id, t.title_length, t.abstract_length, ${packed(terms)} as counts
    from ${few ? sql`(select * from paper_terms t where ${toCondition(filter)} offset 0)` : sql`paper_terms`} t join paper p on p.id = t.paper_id
    where ${few ? sql`true` : toCondition(filter)} and ${sinceCondition(since)} and ${windowCondition(window)}
    ${inTitle === null ? sql`` : sql`and t.facts && ${toArray(inTitle)}`}
    ${before === null ? sql`` : sql`and t.paper_id < ${before}::bigint`}
    ${within === null ? sql`` : sql`and t.paper_id = any(${[...within]}::bigint[])`}
    order by t.paper_id desc limit ${most}::integer`.execute(db);
  return rows.rows.map((row) => ({
    id: row.id,
    terms: [...terms],
    titles: terms.map((_, i) => row.counts[i * 2] as number),
    abstracts: terms.map((_, i) => row.counts[i * 2 + 1] as number),
    titleLength: row.title_length,
    abstractLength: row.abstract_length,
  }));
}

export async function listTexts(
  db: Db,
  ids: number[],
): Promise<Map<number, { title: string; abstract: string | null }>> {
  const { rows } = await sql<{ id: number; title: string; abstract: string | null }>`
    select p.id, p.title, p.abstract from ${recordset(
      ids.map((id) => ({ id })),
      "id bigint",
    )} join paper p on p.id = x.id`.execute(db);
  return new Map(rows.map(({ id, ...text }) => [id, text]));
}

/** How many papers pass. */
export async function countPassing(db: Db, { filter, since }: SearchOrder): Promise<number> {
  let count = 0;
  for (let [to, size] = [await findNewestId(db), WINDOW]; to > 0; ) {
    const rows = await sql<{ count: number }>`
      select count(*)::integer as count from paper_terms t join paper p on p.id = t.paper_id
      where ${toCondition(filter)} and ${sinceCondition(since)} and ${windowCondition({ from: to - size + 1, to })}`.execute(
      db,
    );
    const more = rows.rows[0]?.count ?? 0;
    count += more;
    to -= size;
    size = widen(size, more);
  }
  return count;
}

const sinceCondition = (since: string | null) =>
  since === null ? sql`true` : sql`p.first_listed_on >= ${since}::date`;

const toArray = (terms: readonly string[]) => sql`string_to_array(${terms.join(" ")}, ' ')`;

/** Two bytes a term, from where it stands among the paper's terms; zeros where it does not. */
function packed(terms: readonly string[]): RawBuilder<unknown> {
  if (terms.length === 0) return sql`''::bytea`;
  const one = (term: string) =>
    sql`coalesce(substring(t.counts from 2 * array_position(t.terms, ${term}) - 1 for 2), '\\x0000'::bytea)`;
  return sql.join(terms.map(one), sql` || `);
}

function toCondition(filter: Filter): RawBuilder<unknown> {
  switch (filter.kind) {
    case "term":
      return sql`t.terms @> ${toArray([filter.term])}`;
    case "fact":
      return sql`t.facts @> ${toArray([filter.fact])}`;
    case "begins":
      return sql`exists (select from unnest(t.facts) as f where starts_with(f, ${filter.letters}))`;
    case "upvotes":
      return sql`exists (select from paper u where u.id = t.paper_id and u.upvotes >= ${filter.atLeast}::integer)`;
    case "not":
      return sql`not (${toCondition(filter.part)})`;
    case "all":
    case "any":
      return joinConditions(filter.kind, filter.parts);
    case "unknown":
      return sql`true`;
  }
}

/** Terms and facts side by side are one question to the index. */
function joinConditions(kind: "all" | "any", parts: readonly Filter[]): RawBuilder<unknown> {
  const terms = parts.flatMap((part) => (part.kind === "term" ? [part.term] : []));
  const facts = parts.flatMap((part) => (part.kind === "fact" ? [part.fact] : []));
  const others = parts.filter((part) => part.kind !== "term" && part.kind !== "fact").map(toCondition);
  const sign = kind === "all" ? sql`@>` : sql`&&`;
  const conditions = [
    ...(terms.length > 0 ? [sql`t.terms ${sign} ${toArray(terms)}`] : []),
    ...(facts.length > 0 ? [sql`t.facts ${sign} ${toArray(facts)}`] : []),
    ...others,
  ];
  if (conditions.length === 0) return kind === "all" ? sql`true` : sql`false`;
  return sql`(${sql.join(conditions, kind === "all" ? sql` and ` : sql` or `)})`;
}
