/** The terms under which a paper is stored: what the topic language finds its words by, counted in title and abstract. */
import { findStem, hasPlural, isShouted, listForms, listSmartKeys } from "../topic/forms.ts";
import type { Word } from "../topic/language.ts";
import { tokenise } from "../topic/tokens.ts";

/** Rises when the same text gives other terms; what is stored under an older one is analysed anew. */
export const ANALYSER = 1;

/** Before the keys of smart case, so that `CLIP` and a paper's own `clip` are two terms. */
export const SMART = "^";

/** Entry i of each list belongs together; terms are distinct and rise by their UTF-16 units. */
export interface TermCounts {
  /** Stems as findStem gives them; of words with two capitals or more also `^` and their smart-case key. */
  terms: string[];
  titles: number[];
  abstracts: number[];
}

export function countTerms(paper: { title: string; abstract: string | null }): TermCounts {
  const titles = new Map<string, number>();
  const abstracts = new Map<string, number>();
  addForms(titles, paper.title, isShouted(paper.title));
  addForms(abstracts, paper.abstract ?? "", false);
  const terms = [...new Set([...titles.keys(), ...abstracts.keys()])].sort();
  return {
    terms,
    titles: terms.map((term) => titles.get(term) ?? 0),
    abstracts: terms.map((term) => abstracts.get(term) ?? 0),
  };
}

function addForms(counts: Map<string, number>, text: string, shouted: boolean): void {
  const add = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const form of listForms(tokenise(text), shouted)) {
    add(findStem(form.lower));
    for (const key of listSmartKeys(form.lower, form.case)) add(SMART + key);
  }
}

/** The term under which papers that hold the word are stored. */
export function findStoredTerm({ text, smart }: Word): string {
  const lower = text.toLowerCase();
  if (!smart) return findStem(lower);
  return SMART + (hasPlural(text) ? lower.slice(0, -1) : lower);
}
