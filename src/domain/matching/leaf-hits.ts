/** Finds the papers that one term of a topic matches. */
import { type AuthorName, isSameAuthor, SUFFIXES } from "../topic/author-name.ts";
import { foldCategory } from "../topic/categories.ts";
import type { AuthorLeaf, Leaf, TextLeaf } from "../topic/language.ts";
import { addBit, type Bitset, intersect, listBits, makeBitset, unite } from "./bitset.ts";
import { ABSTRACT, type AuthorRow, type PaperIndex, type TextField, TITLE } from "./index-papers.ts";
import { findAlike } from "./likeness.ts";
import { isSingleWord, listCandidates, listTextSpans, nameField } from "./text-hits.ts";

/** The papers of `within` that match, without keeping anything: for an index of few papers. Never to be written. */
export function findLeafHits(index: PaperIndex, leaf: Leaf, within: Bitset): Bitset {
  if (leaf.kind === "everything") return within;
  if (leaf.kind === "text") return findTextHits(index, leaf, within);
  const hits = findFactHits(index, leaf);
  return within === index.all ? hits : intersect(hits, within);
}

function findFactHits(index: PaperIndex, leaf: Exclude<Leaf, TextLeaf | { kind: "everything" }>): Bitset {
  const { none } = index;
  switch (leaf.kind) {
    case "author":
      return findAuthorHits(index, leaf);
    case "category":
      return (leaf.primary ? index.byPrimary : index.byCategory).get(foldCategory(leaf.category)) ?? none;
    case "organisation":
      return [...index.organisations.values()]
        .filter(({ names }) => names.some((name) => holdsPhrase(name, leaf.words.join(""), leaf.prefix)))
        .reduce((hits, { papers }) => unite(hits, papers), none);
    case "id":
      return index.byId.get(leaf.value) ?? none;
    case "source":
      return [...index.bySource]
        .filter(([source]) => source === leaf.value || source.startsWith(`${leaf.value}/`))
        .reduce((hits, [, papers]) => unite(hits, papers), none);
    case "like":
      return findAlike(index, leaf.key);
    case "upvotes":
      return findUpvoted(index, leaf.atLeast);
  }
}

function findUpvoted(index: PaperIndex, atLeast: number): Bitset {
  const hits = makeBitset(index.papers.length);
  index.papers.forEach((paper, position) => {
    if ((paper.upvotes ?? 0) >= atLeast) addBit(hits, position);
  });
  return hits;
}

function findTextHits(index: PaperIndex, leaf: TextLeaf, within: Bitset): Bitset {
  const field = nameField(leaf);
  const candidates = intersect(listCandidates(index, leaf, field), within);
  if (isSingleWord(leaf)) return candidates;
  const fields: TextField[] = field === null ? [TITLE, ABSTRACT] : [field];
  const hits = makeBitset(index.papers.length);
  for (const position of listBits(candidates)) {
    if (fields.some((each) => listTextSpans(index, leaf, position, each).length > 0)) addBit(hits, position);
  }
  return hits;
}

function findAuthorHits(index: PaperIndex, leaf: AuthorLeaf): Bitset {
  const last = leaf.family.at(-1) ?? "";
  const papers = leaf.prefix
    ? [...index.byFamily].flatMap(([family, rows]) => (family.startsWith(last) ? rows : []))
    : listNamesakes(index, leaf, last).filter(({ tokens }) => isSameAuthor(leaf, tokens));
  if (papers.length === 0) return index.none;
  const hits = makeBitset(index.papers.length);
  for (const { paper } of papers) addBit(hits, paper);
  return hits;
}

/** Who can be meant: where given names are asked, an author has their initial, or no given name at all. */
function listNamesakes(index: PaperIndex, { family, given }: AuthorName, last: string): AuthorRow[] {
  const initial = given[0]?.[0];
  if (initial === undefined) return index.byFamily.get(last) ?? [];
  const bare = family[0]?.[0];
  const rows = index.byInitial.get(`${initial} ${last}`) ?? [];
  const without = bare === initial ? undefined : index.byInitial.get(`${bare} ${last}`);
  return without === undefined ? rows : [...rows, ...without];
}

const AUTHOR = 'au:"';
const COMMA = ", ";

/** Whether `text.slice(from, to)` is an author as most are, `au:"stone, ada"`, whom no paper can have. */
export function isUnknownAuthor(index: PaperIndex, text: string, from: number, to: number): boolean {
  if (!text.startsWith(AUTHOR, from)) return false;
  const start = from + AUTHOR.length;
  const comma = text.indexOf(COMMA, start);
  if (comma <= start || comma + COMMA.length >= to - 1) return false;
  for (let i = start; i < to - 1; i += 1) {
    const code = text.charCodeAt(i);
    if ((code < 97 || code > 122) && code !== 32 && i !== comma) return false;
  }
  const last = text.slice(Math.max(text.lastIndexOf(" ", comma) + 1, start), comma);
  if (!index.byFamily.has(last)) return !SUFFIXES.has(last);
  const family = cutWords(text.slice(start, comma));
  const given = cutWords(text.slice(comma + COMMA.length, to - 1));
  if (SUFFIXES.has(last) || SUFFIXES.has(given.at(-1) as string)) return false;
  const name = { family, given };
  for (const { tokens } of listNamesakes(index, name, last)) if (isSameAuthor(name, tokens)) return false;
  return true;
}

/** Splitting costs more than looking whether there is anything to split, and most names are one word. */
function cutWords(text: string): string[] {
  return text.includes(" ") ? text.split(" ") : [text];
}

/** Whether words in a row are the phrase, however it is spaced: `deepseek` in `DeepSeek AI`, `deep seek` in `DeepSeek`. */
export function holdsPhrase(words: string[], phrase: string, prefix: boolean): boolean {
  return words.some((_, start) => {
    let row = "";
    for (const word of words.slice(start)) {
      row += word;
      if (row === phrase || (prefix && row.startsWith(phrase))) return true;
      if (!phrase.startsWith(row)) return false;
    }
    return false;
  });
}
