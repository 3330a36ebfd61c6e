/** What each term of a topic does: how many papers it stands in, brings alone, or takes away. */
import { type Bitset, countBits, intersect, subtract, unite } from "../matching/bitset.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import { matchTopic } from "../matching/match.ts";
import type { Node } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { printReading } from "../topic/print.ts";
import { listWithout } from "./leaves.ts";

export interface TermShare {
  /** As the reading shows it. */
  term: string;
  /** Hits that the term stands in. */
  papers: number;
  /** Hits that no other term stands in. */
  alone: number;
  /** Papers of the 30 days that it stands in, hits or not. */
  stored: number;
}

/** Of the terms that are not excluded, the one that brings most first; each term once. `*` is none. */
export function measureTerms(index: PaperIndex, ast: Node, within: Bitset, hits: Bitset): TermShare[] {
  const found = new Map<string, Bitset>();
  for (const { leaf, excluded } of listLeaves(ast)) {
    if (excluded || leaf.kind === "everything") continue;
    found.set(printReading(leaf), intersect(matchTopic(index, leaf), within));
  }
  const shares = [...found].map(([term, everywhere]) => {
    const own = intersect(everywhere, hits);
    const others = [...found].filter(([other]) => other !== term).map(([, papers]) => papers);
    const alone = others.length === 0 ? own : subtract(own, others.reduce(unite));
    return { term, papers: countBits(own), alone: countBits(alone), stored: countBits(everywhere) };
  });
  return shares.sort((a, b) => b.papers - a.papers || b.alone - a.alone);
}

export interface Exclusion {
  term: string;
  /** Papers that would match without it. */
  takes: number;
}

export function measureExclusions(index: PaperIndex, ast: Node, within: Bitset, hits: Bitset): Exclusion[] {
  return listWithout(ast)
    .filter(({ part }) => part.kind === "not")
    .map(({ part, rest }) => ({
      term: printReading(part),
      takes: countBits(subtract(intersect(matchTopic(index, rest), within), hits)),
    }));
}
