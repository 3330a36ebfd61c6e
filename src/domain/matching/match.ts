/** Evaluates a topic over the indexed papers. */
import type { Node } from "../topic/language.ts";
import { type Bitset, listBits, makeBitset } from "./bitset.ts";
import type { PaperIndex } from "./index-papers.ts";
import { planTopic } from "./plan.ts";
import type { Group, Step } from "./steps.ts";
import { findTermHits } from "./terms.ts";

/** The positions of the papers that match, as bits: a set of the caller's own. */
export function matchTopic(index: PaperIndex, ast: Node): Bitset {
  return evaluateStep(index, planTopic(index, ast).step).slice();
}

/** The positions that match, in rising order. */
export function listHits(index: PaperIndex, ast: Node): number[] {
  return listBits(evaluateStep(index, planTopic(index, ast).step));
}

/** The papers that match. The index's own set, good until its next evaluation: never to be written or kept. */
export function evaluateStep(index: PaperIndex, step: Step): Bitset {
  return evaluate(index, step, index.all, 0);
}

/** Right for the papers of `within`; a set that says nothing of others. Works in the scratch sets from `depth` on. */
function evaluate(index: PaperIndex, step: Step, within: Bitset, depth: number): Bitset {
  if (step.kind === "term") return findTermHits(index, step, within);
  if (step.kind === "and") return evaluateAnd(index, step, within, depth);
  const result = takeScratch(index, depth);
  if (step.kind === "not") {
    const excluded = evaluate(index, step.part, within, depth + 1);
    for (let i = 0; i < result.length; i += 1) result[i] = (within[i] as number) & ~(excluded[i] as number);
    return result;
  }
  result.set(evaluate(index, step.parts[0] as Step, within, depth + 1));
  for (let k = 1; k < step.parts.length; k += 1) {
    const part = evaluate(index, step.parts[k] as Step, within, depth + 1);
    for (let i = 0; i < result.length; i += 1) result[i] = (result[i] as number) | (part[i] as number);
  }
  return result;
}

/** Rarest first, exclusions last, each on what the ones before left over. */
function evaluateAnd(index: PaperIndex, { parts }: Group, within: Bitset, depth: number): Bitset {
  if ((parts[0] as Step).estimate === 0) return index.none;
  const result = takeScratch(index, depth);
  let left = within;
  for (const part of parts) {
    const hits = evaluate(index, part, left, depth + 1);
    let any = 0;
    for (let i = 0; i < result.length; i += 1) any |= result[i] = (left[i] as number) & (hits[i] as number);
    left = result;
    if (any === 0) return result;
  }
  return result;
}

function takeScratch(index: PaperIndex, depth: number): Bitset {
  let set = index.scratch[depth];
  if (set === undefined) {
    set = makeBitset(index.papers.length);
    index.scratch[depth] = set;
  }
  return set;
}
