/** Search over an archive beside Postgres' own full-text search with a GIN index, and how both grow. */
import { sql } from "kysely";
import { findModel } from "../src/db/corpus-models.ts";
import { type Db, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import type { Searchable } from "../src/domain/paper/paper.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { analyseWaiting } from "../src/pipeline/analyse.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { refitModel } from "../src/pipeline/refit.ts";
import { searchPapers } from "../src/reading/search.ts";
import { listSimilar } from "../src/reading/similar.ts";
import { DAY, makeListing, makeOrder, NOON } from "../test/support/listings.ts";
import { createClock } from "./clock.ts";
import { createMix, type Mix } from "./match-mix.ts";
import { createPostgresBench } from "./postgres.ts";

/** `npm run bench -- search 10000` measures that many papers alone. */
const SIZES = process.argv[3] ? [Number(process.argv[3])] : [10_000, 100_000];
const SEARCHES = 300;
const BAR_MS = 100;
const SEED = 7;
const CHUNK = 2_000;
const SHOWN = 20;

export async function benchSearch(): Promise<void> {
  const { url, stop } = await createPostgresBench();
  const { db, close } = await openDatabase({ kind: "postgres", url });
  try {
    await saveSources(db, ["huggingface"], NOON.toString());
    const mix = createMix(SEED);
    const papers = mix.makePapers(SIZES.at(-1) as number);
    console.log("Search, Postgres: made papers and queries as bench/match-mix.ts tells");
    let stored = 0;
    for (const size of SIZES) {
      await fill(db, papers.slice(stored, size));
      stored = size;
      await measure(db, mix, size);
    }
  } finally {
    await close();
    await stop();
  }
}

async function fill(db: Db, papers: Searchable[]): Promise<void> {
  const clock = createClock();
  for (let from = 0; from < papers.length; from += CHUNK)
    await takeIn(db, makeOrder(papers.slice(from, from + CHUNK).map(toListing), { live: false }));
  const taken = clock();
  await analyseWaiting(db);
  const analysed = clock();
  await refitModel(db, NOON, true);
  const fitted = clock();
  await sql`alter table paper add column if not exists bench_text tsvector generated always as
    (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', coalesce(abstract, '')), 'B')) stored`.execute(
    db,
  );
  await sql`create index if not exists bench_text_held on paper using gin (bench_text)`.execute(db);
  for (const table of ["paper", "paper_terms", "corpus_term", "listing"])
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  const each = (ms: number) => `${((ms / papers.length) * 1_000).toFixed(0)} µs a paper`;
  console.log(
    `  ${papers.length.toLocaleString("en")} papers more: intake ${each(taken)}, analysing ${each(analysed)}; related words fitted in ${(fitted / 1_000).toFixed(1)} s`,
  );
}

async function measure(db: Db, mix: Mix, size: number): Promise<void> {
  const model = (await findModel(db))?.model ?? null;
  const queries = Array.from({ length: SEARCHES }, () => mix.drawQuery());
  const ours: number[] = [];
  let slowest = { ms: 0, query: "" };
  const theirs: number[] = [];
  const alike: number[] = [];
  for (const [i, query] of queries.entries()) {
    const parsed = parseTopic(query);
    if (!parsed.ok) continue;
    const clock = createClock();
    await searchPapers(db, { ast: parsed.topic.ast, since: null, limit: SHOWN, model });
    const ms = clock();
    ours.push(ms);
    if (ms > slowest.ms) slowest = { ms, query };
    const words = query.replaceAll(/\b(?:au|cat|ti):("[^"]*"|\S+)|~\d+|\*/g, " ").trim();
    if (words !== "") {
      clock();
      await askPostgres(db, words);
      theirs.push(clock());
    }
    if (i % 6 === 0) {
      clock();
      await listSimilar(db, [1 + ((i * 37) % size)], SHOWN, model);
      alike.push(clock());
    }
  }
  console.log(
    `  ${size.toLocaleString("en")} papers: ${ours.length} searches, ${SHOWN} papers shown with why, related words ${model ? "in" : "not in"} the order`,
  );
  console.log(`    ours      ${describe(ours)} (bar: median ${BAR_MS} ms); slowest: ${slowest.query}`);
  console.log(`    Postgres  ${describe(theirs)} (websearch_to_tsquery, ts_rank; no count, no reasons, no facts)`);
  console.log(`    papers like one: ${describe(alike)}`);
}

async function askPostgres(db: Db, words: string): Promise<void> {
  await sql`select id, title from paper, websearch_to_tsquery('english', ${words}) as asked
    where bench_text @@ asked order by ts_rank(bench_text, asked) desc limit ${sql.lit(SHOWN)}`.execute(db);
}

function describe(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number).toFixed(1);
  return `median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, the slowest ${at(1)} ms`;
}

const toListing = ({ arxivId, title, abstract, authors, organisation, categories, upvotes }: Searchable): Listing =>
  makeListing({
    arxiv: arxivId as string,
    ...{ title, abstract, authors, organisation, categories, upvotes, listedOn: DAY, authorCount: authors.length },
  });
