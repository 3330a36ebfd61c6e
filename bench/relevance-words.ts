/** Relevance of queries of words: Hugging Face's keywords over its days, and a list's headings over titles. */
import { type Collection, readHeadings, readKeywords } from "./relevance-input.ts";
import { findMean, measureFirstTen, measurePrecision, pickBest, tellQuery, tellSums } from "./relevance-measure.ts";
import { prepareOurs, rankByWords } from "./relevance-ours.ts";
import { rankWordsInPostgres } from "./relevance-postgres.ts";

/** True if Paperboy is ahead on the mean of both. */
export async function benchWords(): Promise<boolean> {
  const keywords = await compare("(a) keywords, their holders among Hugging Face's days", readKeywords());
  const headings = await compare("(b) headings, their papers' titles among a month of arXiv", await readHeadings());
  return keywords && headings;
}

async function compare(what: string, { papers, queries }: Collection): Promise<boolean> {
  console.log(`\n${what}: ${queries.length} queries, ${papers.length.toLocaleString("en")} papers`);
  const from = performance.now();
  const prepared = prepareOurs(papers);
  const ready = performance.now();
  const ours = queries.map(({ words }) => rankByWords(prepared, words));
  const each = (performance.now() - ready) / queries.length;
  console.log(
    `  ours: ${prepared.lsi === null ? "too few papers for related words" : `related words in ${prepared.lsi.model.rank} dimensions`};` +
      ` made ready in ${((ready - from) / 1_000).toFixed(1)} s, then ${each.toFixed(0)} ms a query, all papers scored`,
  );
  const variants = await rankWordsInPostgres(
    papers,
    queries.map(({ words }) => words),
  );
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
  if (prepared.lsi !== null) {
    const without = queries.map(({ words, truth }) =>
      measurePrecision(rankByWords({ ...prepared, lsi: null }, words), truth),
    );
    console.log(`  without related words: ours ${findMean(without).toFixed(4)}`);
  }
  return ahead;
}
