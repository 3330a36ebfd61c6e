/** Finds a topic's papers and the scores of the best of them, without making anything new for each topic. */
import { collectHits, type Hits } from "../matching/collect.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import type { Plan } from "../matching/plan.ts";
import { addScores } from "./score.ts";
import { createUnion } from "./union.ts";

/** Scores are kept for the best of a topic in a batch; ids without limit (semantics 4). */
const SCORED = 50;

/** The first `count` entries, by rising position. A score is NaN for papers that are not among the best 50. */
export interface Found {
  count: number;
  positions: Int32Array;
  scores: Float64Array;
}

/** Asks an index one plan after another. What it gives is good until it is asked again. */
export function createFinder(index: PaperIndex): (plan: Plan) => Found {
  const size = index.papers.length;
  const hits: Hits = { count: 0, positions: new Int32Array(size), bits: null, rows: null };
  const found: Found = { count: 0, positions: hits.positions, scores: new Float64Array(size) };
  const heap = new Float64Array(SCORED);
  const addUnion = createUnion(index);
  return ({ step, scored }) => {
    if (step.kind !== "or" || !addUnion(step, scored, found)) {
      collectHits(index, step, hits);
      found.count = hits.count;
      if (hits.count === 0) return found;
      found.scores.fill(0, 0, hits.count);
      addScores(index, scored, hits, found.scores);
    }
    if (found.count > SCORED) keepBest(found.scores, found.count, heap);
    return found;
  };
}

/** Of equal scores the first stay. */
function keepBest(scores: Float64Array, count: number, heap: Float64Array): void {
  for (let i = 0; i < SCORED; i += 1) heap[i] = scores[i] as number;
  for (let at = (SCORED >>> 1) - 1; at >= 0; at -= 1) sink(heap, at);
  let least = heap[0] as number;
  for (let i = SCORED; i < count; i += 1) {
    if ((scores[i] as number) <= least) continue;
    heap[0] = scores[i] as number;
    sink(heap, 0);
    least = heap[0] as number;
  }
  let ties = 0;
  for (let i = 0; i < SCORED; i += 1) if (heap[i] === least) ties += 1;
  for (let i = 0; i < count; i += 1) {
    const score = scores[i] as number;
    if (score > least) continue;
    if (score === least && ties > 0) ties -= 1;
    else scores[i] = Number.NaN;
  }
}

/** Restores a heap whose root is the least, after the entry at `at` rose. */
function sink(heap: Float64Array, at: number): void {
  const value = heap[at] as number;
  let place = at;
  for (;;) {
    let child = place * 2 + 1;
    if (child >= SCORED) break;
    if (child + 1 < SCORED && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
    if ((heap[child] as number) >= value) break;
    heap[place] = heap[child] as number;
    place = child;
  }
  heap[place] = value;
}
