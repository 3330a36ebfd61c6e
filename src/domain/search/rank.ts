/** Orders what a search found: the words first, related words as a second opinion, newer papers among equals. */
import { type CountedTerms, scoreBm25 } from "../similarity/bm25.ts";
import { corpusOfModel, cosineDense, type LsiModel, project } from "../similarity/lsi.ts";
import { mixScores } from "../similarity/similar.ts";
import { findStoredTerm, type TermCounts } from "../similarity/terms.ts";
import { type Corpus, type Vector, weighTerms } from "../similarity/vector.ts";
import type { Leaf, Node } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";

export interface Scored {
  id: number;
  score: number;
}

/** The stored terms that a topic's words ask for, in rising order; those of exclusions and wildcards are left out. */
export function listAskedTerms(ast: Node): string[] {
  const terms = listLeaves(ast).flatMap(({ leaf, excluded }) => (excluded ? [] : listLeafTerms(leaf)));
  return [...new Set(terms)].sort();
}

function listLeafTerms(leaf: Leaf): string[] {
  if (leaf.kind !== "text" || leaf.prefix) return [];
  return leaf.elements.map((element) => findStoredTerm(element.kind === "word" ? element.word : element.joined));
}

/** Best first; of equals the paper that came last. */
export function rankByWords<C extends CountedTerms & { id: number }>(
  candidates: readonly C[],
  asked: readonly string[],
  corpus: Corpus,
): Scored[] {
  const scored = candidates.map((each) => ({ id: each.id, score: scoreBm25(asked, each, corpus) }));
  return scored.sort(compareScored);
}

const compareScored = (a: Scored, b: Scored): number => b.score - a.score || b.id - a.id;

/** The same papers in the order of words and related words together; `terms` are all that each of them holds. */
export function mixIn(
  model: LsiModel,
  scored: readonly Scored[],
  asked: Vector,
  terms: ReadonlyMap<number, TermCounts>,
): Scored[] {
  const corpus = corpusOfModel(model);
  const query = project(model, asked);
  const related = scored.map(({ id }) => {
    const counts = terms.get(id);
    return counts ? cosineDense(query, project(model, weighTerms(counts, corpus))) : 0;
  });
  const mixed = mixScores(
    scored.map(({ score }) => score),
    related,
  );
  return scored.map(({ id }, i) => ({ id, score: mixed[i] as number })).sort(compareScored);
}

/** A question as a vector: each of its words once. */
export function askFor(asked: readonly string[], corpus: Corpus): Vector {
  const once = asked.map(() => 1);
  return weighTerms({ terms: [...asked], titles: once.map(() => 0), abstracts: once }, corpus);
}
