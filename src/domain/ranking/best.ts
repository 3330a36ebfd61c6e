/** Finds a topic's papers and the scores of the best of them, without making anything new for each topic. */
import type { PaperIndex } from "../matching/index-papers.ts";
import { evaluatePlan } from "../matching/match.ts";
import type { Plan } from "../matching/plan.ts";
import { addScores } from "./score.ts";

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
  const found: Found = { count: 0, positions: new Int32Array(size), scores: new Float64Array(size) };
  const heap = new Float64Array(SCORED);
  return (plan) => {
    const bits = evaluatePlan(index, plan);
    const { positions, scores } = found;
    let count = 0;
    for (let i = 0; i < bits.length; i += 1) {
      for (let word = bits[i] as number; word !== 0; word &= word - 1) {
        positions[count] = i * 32 + 31 - Math.clz32(word & -word);
        count += 1;
      }
    }
    found.count = count;
    if (count === 0) return found;
    scores.fill(0, 0, count);
    addScores(index, plan.scored, { positions, bits, count }, scores);
    if (count > SCORED) keepBest(scores, count, heap);
    return found;
  };
}

/** Of equal scores the first stay. */
function keepBest(scores: Float64Array, count: number, heap: Float64Array): void {
  heap.set(scores.subarray(0, SCORED));
  for (let at = (SCORED >>> 1) - 1; at >= 0; at -= 1) sink(heap, at);
  for (let i = SCORED; i < count; i += 1) {
    if ((scores[i] as number) <= (heap[0] as number)) continue;
    heap[0] = scores[i] as number;
    sink(heap, 0);
  }
  const least = heap[0] as number;
  let ties = 0;
  for (const score of heap) if (score === least) ties += 1;
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
