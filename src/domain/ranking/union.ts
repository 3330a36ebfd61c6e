/** Finds and scores at once the papers of terms joined by OR, where they are few enough to be scored by counted places. */
import { makeBitset } from "../matching/bitset.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import { ROW } from "../matching/postings.ts";
import type { Group, Step } from "../matching/steps.ts";
import { findTermRows, type Term } from "../matching/terms.ts";
import type { Found } from "./best.ts";
import { isBroad } from "./score.ts";
import { measureRarity, saturate, TITLE_WEIGHT } from "./weights.ts";

/** Gives a function that fills `found`, or says false where the group is not as plain as that. */
export function createUnion(index: PaperIndex): (group: Group, scored: readonly Term[], found: Found) => boolean {
  const sums = new Float64Array(index.papers.length);
  const held = makeBitset(index.papers.length);
  return ({ parts, estimate }, scored, found) => {
    if (isBroad(index, estimate)) return false;
    let asked = scored.length;
    for (let k = 0; k < parts.length; k += 1) {
      const part = parts[k] as Step;
      if (part.kind !== "term" || findTermRows(index, part) === null) return false;
      if (part.words > 0) asked -= 1;
    }
    if (asked !== 0) return false;
    for (let k = 0; k < parts.length; k += 1) addRows(index, parts[k] as Term, sums, held);
    let count = 0;
    for (let i = 0; i < held.length; i += 1) {
      for (let word = held[i] as number; word !== 0; word &= word - 1) {
        const paper = i * 32 + 31 - Math.clz32(word & -word);
        found.positions[count] = paper;
        found.scores[count] = sums[paper] as number;
        sums[paper] = 0;
        count += 1;
      }
      held[i] = 0;
    }
    found.count = count;
    return true;
  };
}

function addRows(index: PaperIndex, term: Term, sums: Float64Array, held: Int32Array): void {
  const { cells, from, to } = term.rows as NonNullable<Term["rows"]>;
  const rarity = measureRarity(index, term);
  for (let at = from; at < to; at += ROW) {
    const paper = cells[at] as number;
    const weight = rarity * saturate((cells[at + 1] as number) * TITLE_WEIGHT + (cells[at + 2] as number));
    sums[paper] = (sums[paper] as number) + weight;
    held[paper >>> 5] = (held[paper >>> 5] as number) | (1 << (paper & 31));
  }
}
