/** Postgres' own text search on the same collections, in every variant that might be its best. */
import pg from "pg";
import { startPostgres } from "../test/support/postgres-server.ts";
import type { Paper } from "./relevance-input.ts";

/** Of each query the positions of the papers it finds, best first. */
export type Rankings = number[][];

/** Titles weigh 1; abstracts as by default, or as much. */
const WEIGHTS = { "abstract 0.4": "{0.1,0.2,0.4,1}", "abstract 1": "{0.1,0.2,1,1}" };
/** 0: no length; 1: by the logarithm of the length; 2: by the length; 4: by the distance of the covers. */
const LENGTHS = { ts_rank: [0, 1, 2], ts_rank_cd: [0, 1, 2, 4] };

/** For papers like others, whose queries are long: the length matters little, and each variant takes long. */
const FEW_LENGTHS = { ts_rank: [0, 1], ts_rank_cd: [1] };

/** SQL that makes a tsquery's text of the words `w`. */
const FORMS = {
  AND: "websearch_to_tsquery('english', w)::text",
  OR: "replace(plainto_tsquery('english', w)::text, ' & ', ' | ')",
};

export async function rankWordsInPostgres(
  papers: readonly Paper[],
  words: readonly string[],
): Promise<Map<string, Rankings>> {
  return await withPapers(papers, async (client) => {
    const variants = new Map<string, Rankings>();
    for (const [form, sql] of Object.entries(FORMS)) {
      const { rows } = await client.query(
        `select ${sql} as q from unnest($1::text[]) with ordinality x(w, n) order by n`,
        [words],
      );
      const queries = rows.map(({ q }) => q as string);
      for (const [name, rankings] of await rankInVariants(client, queries, LENGTHS)) {
        variants.set(`${form}, ${name}`, rankings);
      }
    }
    return variants;
  });
}

/** Lexemes of the examples' titles, and the most frequent of titles and abstracts: how many. */
const FREQUENT = [3, 5, 10, 20];

/** `examples`: of each query, positions of the papers that others shall be like. */
export async function rankLikeInPostgres(
  papers: readonly Paper[],
  examples: readonly (readonly number[])[],
): Promise<Map<string, Rankings>> {
  return await withPapers(papers, async (client) => {
    const variants = new Map<string, Rankings>();
    const forms = new Map([
      ["title words", listTitleWords],
      ...FREQUENT.map((most) => [`${most} lexemes`, listFrequent(most)] as const),
    ]);
    for (const [form, sql] of forms) {
      const queries: string[] = [];
      for (const example of examples) queries.push((await client.query(sql, [example])).rows[0].q);
      for (const [name, rankings] of await rankInVariants(client, queries, FEW_LENGTHS))
        variants.set(`${form}, ${name}`, rankings);
    }
    return variants;
  });
}

const listTitleWords = `
  select string_agg(distinct quote_literal(lexeme), ' | ') as q
  from paper, unnest(title) where n = any($1::int[])`;

const listFrequent = (most: number) => `
  select string_agg(quote_literal(lexeme), ' | ') as q from (
    select lexeme from paper, unnest(text) where n = any($1::int[])
    group by lexeme order by count(*) desc, lexeme limit ${most}) frequent`;

async function rankInVariants(
  client: pg.Client,
  queries: readonly string[],
  lengthsOf: Record<string, number[]>,
): Promise<Map<string, Rankings>> {
  const variants = new Map<string, Rankings>();
  for (const [weight, weights] of Object.entries(WEIGHTS)) {
    for (const [rank, lengths] of Object.entries(lengthsOf)) {
      for (const length of lengths) {
        const { rows } = await client.query<{ q: string; papers: number[] }>(
          `select q.n as q, array_agg(p.n order by ${rank}('${weights}', p.text, q.query, ${length}) desc, p.n) as papers
           from unnest($1::tsquery[]) with ordinality q(query, n) join paper p on p.text @@ q.query group by q.n`,
          [queries],
        );
        const found = new Map(rows.map(({ q, papers }) => [Number(q), papers]));
        variants.set(
          `${rank} with length ${length}, ${weight}`,
          queries.map((_, i) => found.get(i + 1) ?? []),
        );
      }
    }
  }
  return variants;
}

/** On a server of its own with the papers in it, which is gone afterwards. */
async function withPapers<T>(papers: readonly Paper[], work: (client: pg.Client) => Promise<T>): Promise<T> {
  const server = await startPostgres([]);
  try {
    const client = new pg.Client({ connectionString: `${server.url}postgres` });
    await client.connect();
    await client.query(
      `create table paper as
       select (n - 1)::int as n, to_tsvector('english', t) as title,
         setweight(to_tsvector('english', t), 'A') || setweight(to_tsvector('english', coalesce(a, '')), 'B') as text
       from unnest($1::text[], $2::text[]) with ordinality x(t, a, n)`,
      [papers.map(({ title }) => title), papers.map(({ abstract }) => abstract)],
    );
    const result = await work(client);
    await client.end();
    return result;
  } finally {
    await server.stop();
  }
}
