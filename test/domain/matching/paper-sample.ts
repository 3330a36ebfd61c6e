/** Builds papers for tests out of the few facts a test is about. */
import type { Searchable } from "../../../src/domain/paper/paper.ts";

export function makePaper(facts: Partial<Searchable>): Searchable {
  return {
    id: 1,
    arxivId: null,
    title: "Untitled",
    abstract: null,
    authors: [],
    organisation: null,
    categories: [],
    sources: ["huggingface"],
    upvotes: null,
    ...facts,
  };
}
