/** What papers like some others are asked for by, and how they are ordered. */
import { cosineDense, type LsiModel, project } from "../similarity/lsi.ts";
import { mixScores } from "../similarity/similar.ts";
import type { TermCounts } from "../similarity/terms.ts";
import { type Corpus, cosine, type Vector, weighTerms } from "../similarity/vector.ts";
import { findStem, listForms } from "../topic/forms.ts";
import { tokenise } from "../topic/tokens.ts";
import type { Scored } from "./rank.ts";

/** Enough to meet every paper that is alike; each more term costs a look at all its holders. */
const ASKED_TERMS = 10;

/** The strongest terms of a centroid, as many as `most` papers hold together. */
export function chooseTerms(centroid: Vector, corpus: Corpus, most: number): Map<string, number> {
  const chosen = new Map<string, number>();
  let holders = 0;
  for (const [term, weight] of [...centroid].sort(([, a], [, b]) => b - a)) {
    if (chosen.size === ASKED_TERMS) break;
    holders += corpus.holds(term);
    if (holders > most && chosen.size > 0) continue;
    chosen.set(term, weight);
  }
  return chosen;
}

/** Most alike first: by words, and by related words where there is a model. */
export function rankAlike(
  centroid: Vector,
  papers: ReadonlyMap<number, TermCounts>,
  corpus: Corpus,
  model: LsiModel | null,
): Scored[] {
  const vectors = [...papers].map(([id, counts]) => ({ id, vector: weighTerms(counts, corpus) }));
  const query = model && project(model, centroid);
  const scores = mixScores(
    vectors.map(({ vector }) => Math.max(0, cosine(centroid, vector))),
    model && query && vectors.map(({ vector }) => cosineDense(query, project(model, vector))),
  );
  return vectors
    .map(({ id }, i) => ({ id, score: scores[i] as number }))
    .sort((a, b) => b.score - a.score || b.id - a.id);
}

/** The terms that two papers share most, as the text writes them: `diffusion, text-to-image`. */
export function listShared(centroid: Vector, paper: Vector, text: string, most: number): string[] {
  const shared = [...paper]
    .map(([term, weight]): [string, number] => [term, weight * (centroid.get(term) ?? 0)])
    .filter(([, weight]) => weight > 0)
    .sort(([, a], [, b]) => b - a);
  const written = listWritten(text);
  const words = shared.flatMap(([term]) => written.get(term) ?? []);
  return [...new Set(words)].slice(0, most);
}

/** The first way in which a text writes each of its terms. */
function listWritten(text: string): Map<string, string> {
  const written = new Map<string, string>();
  const tokens = tokenise(text);
  for (const { lower, start, length } of listForms(tokens, false)) {
    const term = findStem(lower);
    if (written.has(term)) continue;
    written.set(term, text.slice(tokens[start]?.from, tokens[start + length - 1]?.to).toLowerCase());
  }
  return written;
}
