/** Says whether a paper passes a filter, by the filter's definition: what the database's index is held to. */
import type { Searchable } from "../../../src/domain/paper/paper.ts";
import { canBegin, type Filter } from "../../../src/domain/search/filter.ts";
import { listFacts } from "../../../src/domain/similarity/facts.ts";
import { countTerms } from "../../../src/domain/similarity/terms.ts";

export function passes(filter: Filter, paper: Searchable): boolean {
  const counts = countTerms(paper);
  const [terms, facts] = [new Set(counts.terms), new Set(listFacts(paper, counts))];
  const holds = (each: Filter): boolean => {
    switch (each.kind) {
      case "term":
        return terms.has(each.term);
      case "fact":
        return facts.has(each.fact);
      case "begins":
        return each.of === "term"
          ? [...terms].some((term) => canBegin(term, each.letters))
          : [...facts].some((fact) => fact.startsWith(each.letters));
      case "upvotes":
        return (paper.upvotes ?? -1) >= each.atLeast;
      case "all":
        return each.parts.every(holds);
      case "any":
        return each.parts.some(holds);
      case "not":
        return !holds(each.part);
      case "unknown":
        return true;
    }
  };
  return holds(filter);
}
