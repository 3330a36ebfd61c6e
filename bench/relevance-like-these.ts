/** Relevance of papers like others: half of a keyword's holders are the examples, the other half is to be found. */
import { countTerms, type TermCounts } from "../src/domain/similarity/terms.ts";
import { type Corpus, measureRarity } from "../src/domain/similarity/vector.ts";
import { createRandom } from "../test/support/random.ts";
import { type Collection, readKeywords, readMonth, shuffle } from "./relevance-input.ts";
import { findMean, measurePrecision, pickBest, rankScores, tellQuery, tellSums } from "./relevance-measure.ts";
import { makeCorpus, type Ours, prepareOurs, scoreLikeness } from "./relevance-ours.ts";
import { type Rankings, rankLikeInPostgres } from "./relevance-postgres.ts";

/** Each draws other halves. */
const SEEDS = [1, 2, 3];

interface Split {
  query: number;
  examples: number[];
  truth: ReadonlySet<number>;
}

/** True if Paperboy is ahead of Postgres and of a plain centroid. */
export async function benchLikeThese(): Promise<boolean> {
  const collection = readKeywords();
  const splits = collection.queries.flatMap(({ truth }, query) => SEEDS.map((seed) => splitHalves(query, truth, seed)));
  const { papers, queries } = collection;
  console.log(
    `\n(c) papers like these: ${queries.length} keywords, ${SEEDS.length} splits each, among ${papers.length} papers`,
  );
  const measure = (rank: (split: Split, i: number) => readonly number[]) => measureQueries(collection, splits, rank);
  const rankOurs = (ours: Ours) => measure(({ examples }) => rankScores(scoreLikeness(ours, examples)));
  const alone = prepareOurs(papers);
  const ours = rankOurs(alone);
  const plain = makePlain(papers.map(countTerms));
  const variants = await rankLikeInPostgres(
    papers,
    splits.map(({ examples }) => examples),
  );
  const byPostgres = (rankings: Rankings) => measure((_, i) => rankings[i] ?? []);
  const theirs = byPostgres(pickBest(variants, byPostgres));
  const centroid = measure(({ examples }) => rankScores(plain(examples)));
  const rows = queries.map(({ words, truth }, i) => ({
    words: `${words} (${truth.size})`,
    scores: [ours, theirs, centroid].map((scores) => scores[i] as number),
  }));
  console.log(`  ${"average precision, mean of the splits".padEnd(64)}ours      Postgres  plain TF-IDF`);
  for (const row of rows) console.log(tellQuery(row));
  const ahead = tellSums(rows, ["Postgres", "plain TF-IDF"]);
  await tellBeside(alone, rankOurs);
  return ahead;
}

/** What the same order is worth where a month of arXiv is stored too, and what related words add there. */
async function tellBeside({ papers }: Ours, rank: (ours: Ours) => number[]): Promise<void> {
  const beside = prepareOurs(papers, await readMonth());
  const [related, without] = [beside, { ...beside, lsi: null }].map((ours) => findMean(rank(ours)).toFixed(4));
  console.log(`  with a month of arXiv stored too: ours ${without}, and with related words ${related}`);
}

function splitHalves(query: number, truth: ReadonlySet<number>, seed: number): Split {
  const holders = [...truth];
  shuffle(holders, createRandom(seed));
  const half = Math.floor(holders.length / 2);
  return { query, examples: holders.slice(0, half), truth: new Set(holders.slice(half)) };
}

/** Of each query the mean over its splits, the examples taken out of what is ranked. */
function measureQueries(
  { queries }: Collection,
  splits: readonly Split[],
  rank: (split: Split, i: number) => readonly number[],
): number[] {
  const scores: number[][] = queries.map(() => []);
  splits.forEach((split, i) => {
    const examples = new Set(split.examples);
    const ranked = rank(split, i).filter((at) => !examples.has(at));
    scores[split.query]?.push(measurePrecision(ranked, split.truth));
  });
  return scores.map(findMean);
}

/** The textbook's: count by rarity, every term, the mean of unit vectors, cosine. */
function makePlain(counts: readonly TermCounts[]): (examples: readonly number[]) => number[] {
  const corpus = makeCorpus(counts);
  const vectors = counts.map((each) => weighPlainly(each, corpus));
  return (examples) => {
    const sums = new Map<string, number>();
    for (const at of examples) {
      for (const [term, weight] of vectors[at] ?? []) sums.set(term, (sums.get(term) ?? 0) + weight);
    }
    return vectors.map((vector) =>
      [...vector].reduce((sum, [term, weight]) => sum + weight * (sums.get(term) ?? 0), 0),
    );
  };
}

function weighPlainly({ terms, titles, abstracts }: TermCounts, corpus: Corpus): Map<string, number> {
  const weights = terms.map(
    (term, i) => ((titles[i] as number) + (abstracts[i] as number)) * measureRarity(term, corpus),
  );
  const length = Math.hypot(...weights);
  return new Map(terms.map((term, i) => [term, (weights[i] as number) / length]));
}
