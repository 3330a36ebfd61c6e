/** A corpus of a few papers, for tests. */
import { countTerms, type TermCounts } from "../../../src/domain/similarity/terms.ts";
import type { Corpus } from "../../../src/domain/similarity/vector.ts";

export interface SmallCorpus {
  counts: TermCounts[];
  corpus: Corpus;
}

export function makeCorpus(titles: readonly string[]): SmallCorpus {
  const counts = titles.map((title) => countTerms({ title, abstract: null }));
  const holders = new Map<string, number>();
  for (const { terms } of counts) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return { counts, corpus: { papers: titles.length, holds: (term) => holders.get(term) ?? 0 } };
}
