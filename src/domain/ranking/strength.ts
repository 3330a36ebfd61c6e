/** Judges how strongly a matching paper is about its topic, on a scale that does not change from day to day. */

import { hasBit } from "../matching/bitset.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import type { Plan } from "../matching/plan.ts";
import { type Postings, ROW } from "../matching/postings.ts";
import type { Step } from "../matching/steps.ts";
import { ALIKE_MOST, findTermHits, findTermRows, type Term } from "../matching/terms.ts";
import { measureRarity, saturate, TITLE_WEIGHT } from "./weights.ts";

export interface Judgement {
  /** 0 to 1: of a word .45 once in the abstract, .63 twice, .71 in the title; null where the topic asks for no word. */
  strength: number | null;
  /** The topic names one of its authors, or its organisation, beside other things. */
  pinned: boolean;
}

/** saturate of a word that stands everywhere. */
const FULL = saturate(1_000_000);
/** Of a window of words at a distance places are not counted: as once in the abstract. */
const WINDOW = saturate(1) / FULL;

/** Judges papers of the index that match the plan. */
export function createJudge(index: PaperIndex, { step, scored }: Plan): (paper: number) => Judgement {
  const names = scored.length > 1 ? scored.filter(namesSomebody) : [];
  return (paper) => ({
    strength: measureStep(index, step, paper),
    pinned: names.some((term) => findTermRows(index, term) !== null && holdsPaper(index, term, paper)),
  });
}

const namesSomebody = ({ text }: Term): boolean => text.startsWith("au:") || text.startsWith("org:");

/** Of alternatives the strongest, of terms that must all be there their mean by rarity; exclusions say nothing. */
function measureStep(index: PaperIndex, step: Step, paper: number): number | null {
  switch (step.kind) {
    case "term":
      return step.words === 0 ? null : measureTerm(index, step, paper);
    case "not":
      return null;
    case "or":
      return step.parts.reduce((most: number | null, part) => {
        const strength = measureStep(index, part, paper);
        return strength === null ? most : Math.max(most ?? 0, strength);
      }, null);
    case "and": {
      let [sum, weights] = [0, 0];
      for (const part of step.parts) {
        const strength = measureStep(index, part, paper);
        if (strength === null) continue;
        const weight = part.kind === "term" ? measureRarity(index, part) : 1;
        sum += strength * weight;
        weights += weight;
      }
      return weights === 0 ? null : sum / weights;
    }
  }
}

function measureTerm(index: PaperIndex, term: Term, paper: number): number {
  const rows = findTermRows(index, term);
  if (term.given !== null) return holdsPaper(index, term, paper) ? (term.given[paper] as number) / ALIKE_MOST : 0;
  if (rows === null) return holdsPaper(index, term, paper) ? WINDOW : 0;
  const row = findRow(rows, paper);
  if (row === -1) return 0;
  return saturate(TITLE_WEIGHT * (rows.cells[row + 1] as number) + (rows.cells[row + 2] as number)) / FULL;
}

function holdsPaper(index: PaperIndex, term: Term, paper: number): boolean {
  const rows = findTermRows(index, term);
  return rows === null ? hasBit(findTermHits(index, term, index.all), paper) : findRow(rows, paper) !== -1;
}

/** Where the row of a paper begins, or -1. */
function findRow({ cells, from, to }: Postings, paper: number): number {
  let [low, high] = [0, (to - from) / ROW - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = from + middle * ROW;
    const there = cells[row] as number;
    if (there === paper) return row;
    if (there < paper) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
