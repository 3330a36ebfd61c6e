/** Counts by day for the operator's desk: who came and left, what was said of papers, and topics by readers. */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** A reader has left when the last topic ended, and no other runs. */
const LEFT = sql`not exists (select from subscription o where o.subscriber_id = p.subscriber_id
  and (o.ended_at is null or (o.ended_at, o.id) > (p.ended_at, p.id)))`;

/** Of a day in UTC. */
export async function countToday(db: Db, on: string): Promise<{ confirmed: number; left: number }> {
  const { rows } = await sql<{ confirmed: number; left: number }>`
    select (select count(*)::integer from subscriber where confirmed_at >= ${from(on)} and confirmed_at < ${from(on)} + interval '1 day') as confirmed,
      (select count(*)::integer from subscription p where ended_at >= ${from(on)} and ended_at < ${from(on)} + interval '1 day' and ${LEFT}) as left`.execute(
    db,
  );
  return rows[0] ?? { confirmed: 0, left: 0 };
}

const from = (on: string) => sql`(${on}::date::timestamp at time zone 'UTC')`;

export interface CountedDay {
  on: string;
  confirmed: number;
  left: number;
  save: number;
  more: number;
  less: number;
}

/** Each day from one to another, in UTC, without who it was. */
export async function countDays(db: Db, first: string, last: string): Promise<CountedDay[]> {
  const day = (column: string) => sql`(${sql.ref(column)} at time zone 'UTC')::date`;
  const end = sql`${from(last)} + interval '1 day'`;
  const { rows } = await sql<CountedDay>`
    with came as (
      select ${day("confirmed_at")} as d, count(*)::integer as n from subscriber where confirmed_at >= ${from(first)} and confirmed_at < ${end} group by 1
    ), went as (
      select ${day("p.ended_at")} as d, count(*)::integer as n from subscription p where p.ended_at >= ${from(first)} and p.ended_at < ${end} and ${LEFT} group by 1
    ), given as (
      select ${day("given_at")} as d, kind, count(*)::integer as n from feedback where given_at >= ${from(first)} and given_at < ${end} and undone_at is null group by 1, 2
    )
    select g.d::date::text as on, coalesce(c.n, 0) as confirmed, coalesce(w.n, 0) as left,
      coalesce(sum(f.n) filter (where f.kind = 'save'), 0)::integer as save, coalesce(sum(f.n) filter (where f.kind = 'more'), 0)::integer as more,
      coalesce(sum(f.n) filter (where f.kind = 'less'), 0)::integer as less
    from generate_series(${first}::date, ${last}::date, interval '1 day') as g(d)
    left join came c on c.d = g.d left join went w on w.d = g.d left join given f on f.d = g.d
    group by g.d, c.n, w.n order by g.d`.execute(db);
  return rows;
}

export interface CountedTopic {
  id: number;
  canonical: string;
  /** As everybody may know it; null: readers' own words. */
  name: string | null;
  readers: number;
  save: number;
  more: number;
  less: number;
}

/** Topics that everybody knows, by their canonical query. */
export type PublicTopic = { canonical: string; name: string };

/** Running subscriptions by topic, an index long. */
const counted = (named: readonly PublicTopic[]) => sql`
  counts as (select topic_id, count(*)::integer as readers from subscription where ended_at is null group by 1),
  named as (select * from ${recordset(named, "canonical text, name text")}),
  r as (select c.topic_id, c.readers, t.canonical, n.name from counts c join topic t on t.id = c.topic_id left join named n on n.canonical = t.canonical)`;

/** By their readers, the most first; readers' own words only of topics with `least` readers. What was said of their papers since a day. */
export async function listTopicsByReaders(
  db: Db,
  named: readonly PublicTopic[],
  order: { since: string; after: { readers: number; id: number } | null; limit: number; least: number },
): Promise<CountedTopic[]> {
  const { since, after, limit, least } = order;
  const behind =
    after === null ? sql`` : sql`and (r.readers, -r.topic_id) < (${after.readers}::integer, ${-after.id}::bigint)`;
  const { rows } = await sql<CountedTopic>`
    with ${counted(named)}, page as (
      select * from r where (r.readers >= ${least}::integer or r.name is not null) ${behind}
      order by r.readers desc, r.topic_id limit ${limit}::integer
    )
    select g.topic_id as id, g.canonical, g.name, g.readers, f.save, f.more, f.less
    from page g left join lateral (
      select count(*) filter (where f.kind = 'save')::integer as save, count(*) filter (where f.kind = 'more')::integer as more,
        count(*) filter (where f.kind = 'less')::integer as less
      from subscription p join feedback f on f.subscription_id = p.id
      where p.topic_id = g.topic_id and p.tuned and f.undone_at is null and f.given_at >= ${from(since)}
    ) f on true order by g.readers desc, g.topic_id`.execute(db);
  return rows;
}

/** What is left out there: how many topics, and how many subscriptions. */
export async function countRareTopics(
  db: Db,
  named: readonly PublicTopic[],
  least: number,
): Promise<{ topics: number; subscriptions: number }> {
  const { rows } = await sql<{ topics: number; subscriptions: number }>`
    with ${counted(named)} select count(*)::integer as topics, coalesce(sum(readers), 0)::integer as subscriptions
    from r where readers < ${least}::integer and name is null`.execute(db);
  return rows[0] ?? { topics: 0, subscriptions: 0 };
}
