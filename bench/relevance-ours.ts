/** Paperboy's own order of papers like others, over a whole collection. */
import { cosineDense, fitLsi, LSI_LEAST, type LsiModel, project } from "../src/domain/similarity/lsi.ts";
import { mixScores } from "../src/domain/similarity/similar.ts";
import { countTerms, type TermCounts } from "../src/domain/similarity/terms.ts";
import { type Corpus, cosine, makeCentroid, type Vector, weighTerms } from "../src/domain/similarity/vector.ts";
import { createRandom } from "../test/support/random.ts";
import type { Paper } from "./relevance-input.ts";

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
