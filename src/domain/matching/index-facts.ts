/** Reads what an index knows of a paper beside its text: authors, categories, sources, organisation, arXiv id. */
import type { Searchable } from "../paper/paper.ts";
import { listNameTokens } from "../topic/author-name.ts";
import { foldCategory } from "../topic/categories.ts";
import { tokenise } from "../topic/tokens.ts";
import { addBit, type Bitset, makeBitset } from "./bitset.ts";
import type { PaperIndex } from "./index-papers.ts";

export function addFacts(index: PaperIndex, paper: Searchable, position: number): void {
  const size = index.papers.length;
  for (const author of paper.authors) {
    const tokens = listNameTokens(author.name);
    const last = tokens.at(-1);
    if (last === undefined) continue;
    const row = { paper: position, tokens };
    push(index.byFamily, last, row);
    push(index.byInitial, `${tokens[0]?.[0]} ${last}`, row);
  }
  paper.categories.forEach((category, i) => {
    for (const key of [foldCategory(category), `${category.toLowerCase().split(".")[0]}.*`]) {
      mark(index.byCategory, key, position, size);
      if (i === 0) mark(index.byPrimary, key, position, size);
    }
  });
  for (const source of paper.sources) mark(index.bySource, source.toLowerCase(), position, size);
  if (paper.arxivId !== null) mark(index.byId, paper.arxivId.toLowerCase(), position, size);
  if (paper.organisation !== null) addOrganisation(index, paper.organisation, position);
}

function addOrganisation(index: PaperIndex, of: { slug: string | null; name: string }, position: number): void {
  const key = `${of.slug ?? ""} ${of.name}`;
  let organisation = index.organisations.get(key);
  if (organisation === undefined) {
    const names = [of.name, of.slug ?? ""].map((name) => tokenise(name).map((token) => token.lower));
    organisation = { names, papers: makeBitset(index.papers.length) };
    index.organisations.set(key, organisation);
  }
  addBit(organisation.papers, position);
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function mark(map: Map<string, Bitset>, key: string, position: number, size: number): void {
  let bits = map.get(key);
  if (bits === undefined) {
    bits = makeBitset(size);
    map.set(key, bits);
  }
  addBit(bits, position);
}
