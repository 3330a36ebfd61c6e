/** What a paper is stored under besides its terms, so that an index finds what a topic asks: `au:lecun`, `cat:cs.cl`. */
import type { Searchable } from "../paper/paper.ts";
import { listNameTokens } from "../topic/author-name.ts";
import { foldCategory } from "../topic/categories.ts";
import { tokenise } from "../topic/tokens.ts";
import type { TermCounts } from "./terms.ts";

export type Stated = Pick<Searchable, "authors" | "categories" | "organisation" | "arxivId">;

/** More words than these of an organisation's name say nothing new. */
const NAME_WORDS = 8;

/** Distinct, without spaces. `ti:` stands before each term of the title, `au:` before the last word of each author's name. */
export function listFacts(paper: Stated, { terms, titles }: TermCounts): string[] {
  const facts = new Set<string>();
  terms.forEach((term, i) => {
    if ((titles[i] as number) > 0) facts.add(`ti:${term}`);
  });
  for (const { name } of paper.authors) {
    const last = listNameTokens(name).at(-1);
    if (last !== undefined) facts.add(`au:${last}`);
  }
  paper.categories.forEach((category, i) => {
    for (const key of [foldCategory(category), `${category.toLowerCase().split(".")[0]}.*`]) {
      facts.add(`cat:${key}`);
      if (i === 0) facts.add(`primary:${key}`);
    }
  });
  if (paper.arxivId !== null) facts.add(`id:${paper.arxivId.toLowerCase()}`);
  for (const name of [paper.organisation?.name, paper.organisation?.slug]) addRuns(facts, name ?? "");
  return [...facts].filter((fact) => !/\s/.test(fact));
}

/** Every run of a name's words, written as one: `DeepSeek AI` is found as `deep seek` and as `ai`. */
function addRuns(facts: Set<string>, name: string): void {
  const words = tokenise(name)
    .slice(0, NAME_WORDS)
    .map((token) => token.lower);
  words.forEach((_, start) => {
    let run = "";
    for (const word of words.slice(start)) {
      run += word;
      facts.add(`org:${run}`);
    }
  });
}
