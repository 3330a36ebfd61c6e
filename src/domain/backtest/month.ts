/** The papers of the last 30 days, indexed once, so that any number of topics can be tried on them. */
import { indexPapers, type PaperIndex } from "../matching/index-papers.ts";
import type { Paper, Searchable } from "../paper/paper.ts";
import { type Abbreviations, collectAbbreviations } from "./abbreviations.ts";

/** Days that a back-test looks back, today among them. */
export const DAYS = 30;

export type RecentPaper = Searchable & Pick<Paper, "firstListedOn">;

/** Opaque to callers, and good for as long as no paper is added. `papers[i]` was first listed on `days[dayOf[i]]`. */
export interface Month {
  /** `YYYY-MM-DD`, rising, DAYS of them; the last one is the day of the back-test. */
  days: string[];
  papers: readonly RecentPaper[];
  dayOf: number[];
  index: PaperIndex;
  /** The first day of which anything is stored, also before these days; null when nothing is stored. */
  storedSince: string | null;
  /** Made when first asked for. */
  abbreviations: Abbreviations | null;
}

/** The days of a back-test that is made on `today`. */
export function listDays(today: string): string[] {
  const last = Temporal.PlainDate.from(today);
  return Array.from({ length: DAYS }, (_, i) => last.subtract({ days: DAYS - 1 - i }).toString());
}

/** Papers first listed on other days than those up to `today` are left out. */
export function makeMonth(papers: readonly RecentPaper[], today: string, storedSince: string | null): Month {
  const days = listDays(today);
  const numbers = new Map(days.map((day, i) => [day, i]));
  const within = papers.filter((paper) => numbers.has(paper.firstListedOn));
  return {
    days,
    papers: within,
    dayOf: within.map((paper) => numbers.get(paper.firstListedOn) as number),
    index: indexPapers(within),
    storedSince,
    abbreviations: null,
  };
}

export function findAbbreviations(month: Month): Abbreviations {
  month.abbreviations ??= collectAbbreviations(month.papers);
  return month.abbreviations;
}
