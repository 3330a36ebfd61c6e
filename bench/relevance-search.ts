/** The product's own search over a collection that was taken in and analysed as papers are. */
import { findModel } from "../src/db/corpus-models.ts";
import { type Db, openDatabase } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import { isFunctionWord } from "../src/domain/similarity/function-words.ts";
import { LSI_LEAST } from "../src/domain/similarity/lsi.ts";
import { listWords } from "../src/domain/similarity/nearness.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { analyseWaiting } from "../src/pipeline/analyse.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { refitModel } from "../src/pipeline/refit.ts";
import { rankPassing } from "../src/reading/search.ts";
import { makeListing, makeOrder, NOON } from "../test/support/listings.ts";
import { createPostgresBench } from "./postgres.ts";
import type { Paper } from "./relevance-input.ts";

const CHUNK = 1_000;

/** Of each query the positions of the papers it finds, best first, with related words and without. */
export interface Searched {
  rankings: number[][];
  /** Null where too few papers are stored for related words. */
  withoutRelated: number[][] | null;
  /** Milliseconds a query, median. */
  median: number;
}

/** Each paper by an arXiv id of ours: equal titles of two papers must stay two. */
const idOf = (position: number): string =>
  `26${String(1 + Math.floor(position / 90_000)).padStart(2, "0")}.${String(10_000 + (position % 90_000))}`;

export async function searchAll(papers: readonly Paper[], queries: readonly string[]): Promise<Searched> {
  const { url, stop } = await createPostgresBench();
  const { db, close } = await openDatabase({ kind: "postgres", url });
  try {
    const positions = await takeInAll(db, papers);
    await refitModel(db, NOON, true);
    const model = (await findModel(db))?.model ?? null;
    const times: number[] = [];
    const rank = async (query: string, related: typeof model): Promise<number[]> => {
      const from = performance.now();
      const { ranked } = await rankPassing(db, { ast: askForAny(query), since: null, model: related });
      times.push(performance.now() - from);
      return ranked.map(({ id }) => positions.get(id) as number);
    };
    const rankings: number[][] = [];
    for (const query of queries) rankings.push(await rank(query, model));
    const median = times.sort((a, b) => a - b)[times.length >> 1] as number;
    if (papers.length < LSI_LEAST) return { rankings, withoutRelated: null, median };
    const withoutRelated: number[][] = [];
    for (const query of queries) withoutRelated.push(await rank(query, null));
    return { rankings, withoutRelated, median };
  } finally {
    await close();
    await stop();
  }
}

async function takeInAll(db: Db, papers: readonly Paper[]): Promise<Map<number, number>> {
  await saveSources(db, ["huggingface"], NOON.toString());
  for (let from = 0; from < papers.length; from += CHUNK) {
    const listings = papers
      .slice(from, from + CHUNK)
      .map(({ title, abstract }, i) => makeListing({ arxiv: idOf(from + i), title, abstract, authors: [] }));
    await takeIn(db, makeOrder(listings, { live: false }));
  }
  await analyseWaiting(db);
  const rows = await db.selectFrom("paper").select(["id", "arxiv_id"]).execute();
  const positionOf = new Map(papers.map((_, position) => [idOf(position), position]));
  return new Map(rows.map(({ id, arxiv_id }) => [id, positionOf.get(arxiv_id as string) as number]));
}

/** The words of a label joined by OR, as a reader would type it who wants any of them; function words left out. */
function askForAny(words: string) {
  const telling = words.split(/\s+/).filter((word) => listWords(word).some((each) => !isFunctionWord(each)));
  const query = telling.map((word) => `"${word.replaceAll('"', " ")}"`).join(" OR ");
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message}`);
  return parsed.topic.ast;
}
