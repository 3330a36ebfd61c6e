/** The same topics asked of Postgres: tsvector @@ tsquery, every topic with every paper, and with a GIN index on the papers. */
import type pg from "pg";
import type { Searchable } from "../src/domain/paper/paper.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { translateTopic } from "../test/support/text-search.ts";

export interface Asked {
  ms: number;
  /** Milliseconds of the server's process for the statement. */
  cpu: number;
  topics: number;
  hits: number;
}

/** Title and abstract as one document with the dictionary `english`. Scores nothing and keeps no best: it only counts. */
export async function fillPapers(client: pg.Client, papers: Searchable[]): Promise<void> {
  await client.query("create table bench_paper (id bigint primary key, doc tsvector not null)");
  await client.query("create table bench_topic (id bigint primary key, query tsquery not null)");
  await client.query(
    `insert into bench_paper select id, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', abstract), 'B')
     from unnest($1::bigint[], $2::text[], $3::text[]) as x (id, title, abstract)`,
    [papers.map(({ id }) => id), papers.map(({ title }) => title), papers.map(({ abstract }) => abstract)],
  );
  await client.query("analyze bench_paper");
}

/** `topics` are canonical queries. What Postgres' text search has no word for (authors, categories) it is not asked. */
export async function fillTopics(client: pg.Client, topics: { id: number; canonical: string }[]): Promise<void> {
  const rows = topics.map(({ id, canonical }) => ({ id, query: translate(canonical) }));
  await client.query(
    `insert into bench_topic select id, to_tsquery('english', text)
     from unnest($1::bigint[], $2::text[]) as x (id, text) where numnode(to_tsquery('english', text)) > 0`,
    [rows.map(({ id }) => id), rows.map(({ query }) => query)],
  );
}

/** Every topic with every paper. */
export async function askNested(client: pg.Client, topics: number): Promise<Asked> {
  await client.query(
    "set enable_bitmapscan = off; set enable_indexscan = off; set max_parallel_workers_per_gather = 0",
  );
  return ask(
    client,
    `select count(*)::integer as hits, count(distinct q.id)::integer as topics from
     (select * from bench_topic order by hashint8(id) limit ${topics}) q left join bench_paper p on p.doc @@ q.query`,
    topics,
  );
}

/** Each topic by the index. */
export async function askIndex(client: pg.Client): Promise<Asked> {
  await client.query("create index bench_paper_doc on bench_paper using gin (doc)");
  await client.query("analyze bench_paper; analyze bench_topic");
  await client.query("set enable_bitmapscan = on; set enable_seqscan = off; set max_parallel_workers_per_gather = 0");
  const { rows } = await client.query("select count(*)::integer as topics from bench_topic");
  return ask(
    client,
    `select count(*)::integer as hits from bench_topic q
     cross join lateral (select p.id from bench_paper p where p.doc @@ q.query offset 0) found`,
    rows[0].topics,
  );
}

/** The best of three: the first warms up. The server tells its own time as a message. */
async function ask(client: pg.Client, text: string, topics: number): Promise<Asked> {
  const best = { ms: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  let hits = 0;
  let cpu = 0;
  const listen = ({ detail }: { detail?: string | undefined }) => {
    const used = /(\d+\.\d+) s user, (\d+\.\d+) s system/.exec(detail ?? "");
    cpu += used === null ? 0 : (Number(used[1]) + Number(used[2])) * 1_000;
  };
  client.on("notice", listen);
  await client.query("set log_executor_stats = on; set client_min_messages = log");
  for (let round = 0; round < 3; round += 1) {
    cpu = 0;
    const start = performance.now();
    const { rows } = await client.query(text);
    best.ms = Math.min(best.ms, performance.now() - start);
    best.cpu = Math.min(best.cpu, cpu);
    hits = rows[0].hits;
  }
  await client.query("set log_executor_stats = off; set client_min_messages = notice");
  client.off("notice", listen);
  return { ...best, topics, hits };
}

function translate(canonical: string): string {
  const parsed = parseTopic(canonical, { limits: false });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return translateTopic(parsed.topic.ast);
}
