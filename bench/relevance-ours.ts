/** Paperboy's own orders of a collection: for the words of a query, and for papers like others. */
import { scoreBm25 } from "../src/domain/similarity/bm25.ts";
import { isFunctionWord } from "../src/domain/similarity/function-words.ts";
import { cosineDense, fitLsi, LSI_LEAST, type LsiModel, project } from "../src/domain/similarity/lsi.ts";
import { listWords, scoreNearness } from "../src/domain/similarity/nearness.ts";
import { findFirst, mixScores } from "../src/domain/similarity/similar.ts";
import { countTerms, type TermCounts } from "../src/domain/similarity/terms.ts";
import {
  type Corpus,
  cosine,
  isCompared,
  makeCentroid,
  makeMean,
  type Vector,
  weighTerms,
} from "../src/domain/similarity/vector.ts";
import { createRandom } from "../test/support/random.ts";
import type { Paper } from "./relevance-input.ts";
import { rankScores } from "./relevance-measure.ts";

const RANK = 100;

export interface Ours {
  papers: readonly Paper[];
  counts: TermCounts[];
  corpus: Corpus;
  vectors: Vector[];
  /** Null where too few papers are stored for a model; `rows` are the papers' places in it. */
  lsi: { model: LsiModel; rows: Float32Array[] } | null;
}

/** `beside`: what else is stored, from which rarity and related words are learnt too. */
export function prepareOurs(papers: readonly Paper[], beside: readonly Paper[] = []): Ours {
  const counts = papers.map(countTerms);
  const stored = [...counts, ...beside.map(countTerms)];
  const corpus = makeCorpus(stored);
  const vectors = counts.map((each) => weighTerms(each, corpus));
  if (stored.length < LSI_LEAST) return { papers, counts, corpus, vectors, lsi: null };
  const model = fitLsi(stored, corpus, { rank: RANK, random: createRandom(1) });
  return { papers, counts, corpus, vectors, lsi: { model, rows: vectors.map((vector) => project(model, vector)) } };
}

export function makeCorpus(counts: readonly TermCounts[]): Corpus {
  const holders = new Map<string, number>();
  for (const { terms } of counts) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return { papers: counts.length, holds: (term) => holders.get(term) ?? 0 };
}

/** Positions, best first; none that neither holds a word nor is related. */
export function rankByWords(ours: Ours, words: string): number[] {
  const counted = countTerms({ title: words, abstract: null });
  const terms = counted.terms.filter(isCompared);
  const query = [...new Set(listWords(words).filter((word) => !isFunctionWord(word)))];
  const text = ours.papers.map(({ title, abstract }, at) => {
    const apart = scoreBm25(terms, ours.counts[at] as TermCounts, ours.corpus);
    if (apart === 0 || query.length < 2) return apart;
    return apart + scoreNearness(query, { title: listWords(title), abstract: listWords(abstract ?? "") }, ours.corpus);
  });
  const first = makeMean(findFirst(text).map((at) => ours.vectors[at] as Vector));
  const likeFirst = ours.vectors.map((vector) => cosine(first, vector));
  return rankScores(mixScores(text, measureRelated(ours, weighTerms(counted, ours.corpus)), likeFirst));
}

/** Positions, those most like the liked first. */
export function scoreLikeness(ours: Ours, liked: readonly number[], disliked: readonly number[] = []): Float64Array {
  const pick = (list: readonly number[]) => list.map((at) => ours.vectors[at] as Vector);
  const centroid = makeCentroid(pick(liked), pick(disliked));
  const text = ours.vectors.map((vector) => cosine(centroid, vector));
  return mixScores(text, measureRelated(ours, centroid));
}

function measureRelated({ lsi }: Ours, vector: Vector): number[] | null {
  if (lsi === null) return null;
  const row = project(lsi.model, vector);
  return lsi.rows.map((other) => cosineDense(row, other));
}
