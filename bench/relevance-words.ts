/** Relevance of queries of words: Hugging Face's keywords over its days, and a list's headings over titles. */
import { type Collection, readHeadings, readKeywords } from "./relevance-input.ts";
import { findMean, measureFirstTen, measurePrecision, pickBest, tellQuery, tellSums } from "./relevance-measure.ts";
import { rankWordsInPostgres } from "./relevance-postgres.ts";
import { searchAll } from "./relevance-search.ts";

/** True if Paperboy is ahead on the mean of both. */
export async function benchWords(): Promise<boolean> {
  const keywords = await compare("(a) keywords, their holders among Hugging Face's days", readKeywords());
  const headings = await compare("(b) headings, their papers' titles among a month of arXiv", await readHeadings());
  return keywords && headings;
}

async function compare(what: string, { papers, queries }: Collection): Promise<boolean> {
  console.log(`\n${what}: ${queries.length} queries, ${papers.length.toLocaleString("en")} papers`);
  const words = queries.map((query) => query.words);
  const { rankings: ours, withoutRelated, median } = await searchAll(papers, words);
  const related = withoutRelated === null ? "too few papers for related words" : "related words in the order";
  console.log(`  ours: the product's search for any of the words, ${related}; median ${median.toFixed(0)} ms`);
  const variants = await rankWordsInPostgres(papers, words);
  const theirs = pickBest(variants, (rankings) =>
    queries.map(({ truth }, i) => measurePrecision(rankings[i] ?? [], truth)),
  );
  const rows = queries.map(({ words, truth }, i) => ({
    words: `${words} (${truth.size})`,
    scores: [ours[i], theirs[i]].map((ranked = []) => measurePrecision(ranked, truth)),
    tens: [ours[i], theirs[i]].map((ranked = []) => measureFirstTen(ranked, truth)),
  }));
  console.log(`  ${"average precision (P@10)".padEnd(64)}ours         Postgres`);
  for (const row of rows) console.log(tellQuery(row));
  const ahead = tellSums(rows, ["Postgres"]);
  if (withoutRelated !== null) {
    const without = queries.map(({ truth }, i) => measurePrecision(withoutRelated[i] ?? [], truth));
    console.log(`  without related words: ours ${findMean(without).toFixed(4)}`);
  }
  return ahead;
}
