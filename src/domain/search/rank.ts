/** Orders what a search found: the words first, then how near they stand, papers like the first found, and related words. */
import { type CountedTerms, scoreBm25 } from "../similarity/bm25.ts";
import { isFunctionWord } from "../similarity/function-words.ts";
import { corpusOfModel, cosineDense, type LsiModel, project } from "../similarity/lsi.ts";
import { listWords, scoreNearness } from "../similarity/nearness.ts";
import { findFirst, mixScores } from "../similarity/similar.ts";
import { findStoredTerm, SMART, type TermCounts } from "../similarity/terms.ts";
import { type Corpus, cosine, isCompared, makeMean, type Vector, weighTerms } from "../similarity/vector.ts";
import type { Leaf, Node } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { printWords } from "../topic/print.ts";

export interface Scored {
  id: number;
  score: number;
}

/** What a topic's words ask for; those of exclusions and wildcards are left out. */
export interface Asked {
  /** Stored terms, distinct, in rising order. */
  terms: string[];
  /** Stems in the order typed, distinct, without function words: what nearness is measured of. */
  words: string[];
}

export function listAsked(ast: Node): Asked {
  const leaves = listLeaves(ast).flatMap(({ leaf, excluded }) =>
    leaf.kind === "text" && !excluded && !leaf.prefix ? [leaf] : [],
  );
  const terms = new Set(leaves.flatMap(listLeafTerms));
  const words = new Set(leaves.flatMap((leaf) => listWords(printWords(leaf))).filter((word) => !isFunctionWord(word)));
  // A function word beside others says nothing of what a paper is about.
  const telling = [...terms].filter((term) => term.startsWith(SMART) || isCompared(term));
  return { terms: (telling.length > 0 ? telling : [...terms]).sort(), words: [...words] };
}

function listLeafTerms(leaf: Leaf & { kind: "text" }): string[] {
  return leaf.elements.flatMap((element) =>
    (element.kind === "word" ? [element.word] : [element.joined, ...element.parts]).map(findStoredTerm),
  );
}

/** Best first; of equals the paper that came last. */
export function rankByWords<C extends CountedTerms & { id: number }>(
  candidates: readonly C[],
  { terms }: Asked,
  corpus: Corpus,
): Scored[] {
  return candidates.map((each) => ({ id: each.id, score: scoreBm25(terms, each, corpus) })).sort(compareScored);
}

const compareScored = (a: Scored, b: Scored): number => b.score - a.score || b.id - a.id;

/** The best by words as they are read to be put in a better order. */
export interface Best extends Scored {
  title: string;
  abstract: string | null;
  /** All its terms. */
  counts: TermCounts;
}

/** The same papers in a better order. `corpus` knows the asked words and all the papers' terms. */
export function reorder(best: readonly Best[], asked: Asked, corpus: Corpus, model: LsiModel | null): Scored[] {
  const text = best.map(({ score, title, abstract }) => {
    if (asked.words.length < 2 || score === 0) return score;
    const words = { title: listWords(title), abstract: listWords(abstract ?? "") };
    return score + scoreNearness(asked.words, words, corpus);
  });
  const vectors = best.map(({ counts }) => weighTerms(counts, corpus));
  const first = makeMean(findFirst(text).map((at) => vectors[at] as Vector));
  const likeFirst = vectors.map((vector) => cosine(first, vector));
  const mixed = mixScores(text, model && relate(best, asked, model), likeFirst);
  return best.map(({ id }, i) => ({ id, score: mixed[i] as number })).sort(compareScored);
}

function relate(best: readonly Best[], { terms }: Asked, model: LsiModel): number[] {
  const corpus = corpusOfModel(model);
  const once = terms.map(() => 1);
  const query = project(model, weighTerms({ terms, titles: once.map(() => 0), abstracts: once }, corpus));
  return best.map(({ counts }) => cosineDense(query, project(model, weighTerms(counts, corpus))));
}
