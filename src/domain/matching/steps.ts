/** The steps of a plan, put together so that nothing stays in them that decides nothing. */
import type { PaperIndex } from "./index-papers.ts";
import type { Term } from "./terms.ts";

export type Step = Term | Group | { kind: "not"; part: Step; estimate: number };

/** Two parts or more; those of an `and` stand in order of evaluation. */
export interface Group {
  kind: "and" | "or";
  parts: Step[];
  estimate: number;
}

export function makeNot(index: PaperIndex, part: Step): Step {
  return { kind: "not", part, estimate: index.papers.length + 1 };
}

/** Whether it is known that every paper matches. Of words it is not asked: how strong a match is (strength.ts) they tell. */
export function isFull({ papers }: PaperIndex, step: Step): boolean {
  return step.kind === "term" && step.words === 0 && step.estimate === papers.length;
}

/** What no paper matches decides alone; what every paper matches, as a limit to sources mostly, adds nothing. */
export function joinAnd(index: PaperIndex, left: Step, part: Step): Step {
  if (left.estimate === 0 || isFull(index, part)) return left;
  if (part.estimate === 0 || isFull(index, left)) return part;
  if (left.kind !== "and") {
    const parts = left.estimate > part.estimate ? [part, left] : [left, part];
    return { kind: "and", parts, estimate: (parts[0] as Step).estimate };
  }
  const { parts } = left;
  let place = parts.length;
  for (; place > 0 && (parts[place - 1] as Step).estimate > part.estimate; place -= 1) {
    parts[place] = parts[place - 1] as Step;
  }
  parts[place] = part;
  left.estimate = (parts[0] as Step).estimate;
  return left;
}

export function joinOr(left: Step, part: Step): Step {
  if (part.estimate === 0) return left;
  if (left.estimate === 0) return part;
  if (left.kind !== "or") return { kind: "or", parts: [left, part], estimate: left.estimate + part.estimate };
  left.parts.push(part);
  left.estimate += part.estimate;
  return left;
}
