/** What an index can say of a topic: which stored terms and facts a paper must hold to match it, or may. */

import { findStoredTerm } from "../similarity/terms.ts";
import type { Corpus } from "../similarity/vector.ts";
import { foldCategory } from "../topic/categories.ts";
import type { AuthorLeaf, Element, Leaf, Node, TextLeaf, Word } from "../topic/language.ts";

/**
 * Every paper that matches passes; where it is `exact` none other does. `unknown` passes all: the engine has to look.
 * `begins` is any stored term that can be the stem of a word beginning so.
 */
export type Filter =
  | { kind: "term"; term: string }
  | { kind: "fact"; fact: string }
  | { kind: "begins"; letters: string; of: "term" | "fact" }
  | { kind: "upvotes"; atLeast: number }
  | { kind: "all" | "any"; parts: Filter[] }
  | { kind: "not"; part: Filter }
  | { kind: "unknown" };

export interface TopicFilter {
  filter: Filter;
  exact: boolean;
}

const UNKNOWN: TopicFilter = { filter: { kind: "unknown" }, exact: false };

export function makeFilter(node: Node): TopicFilter {
  if (node.kind === "not") {
    const { filter, exact } = makeFilter(node.part);
    return exact ? { filter: { kind: "not", part: filter }, exact } : UNKNOWN;
  }
  if (node.kind === "and" || node.kind === "or")
    return join(node.kind === "and" ? "all" : "any", node.parts.map(makeFilter));
  return makeLeafFilter(node);
}

function join(kind: "all" | "any", parts: TopicFilter[]): TopicFilter {
  const known = parts.filter(({ filter }) => filter.kind !== "unknown");
  if (kind === "any" && known.length < parts.length) return UNKNOWN;
  if (known.length === 0) return UNKNOWN;
  const exact = known.length === parts.length && parts.every((part) => part.exact);
  const filters = known.map(({ filter }) => filter);
  return { filter: filters.length === 1 ? (filters[0] as Filter) : { kind, parts: filters }, exact };
}

function makeLeafFilter(leaf: Leaf): TopicFilter {
  switch (leaf.kind) {
    case "text":
      return makeTextFilter(leaf);
    case "author":
      return makeAuthorFilter(leaf);
    case "category":
      return holds(`${leaf.primary ? "primary" : "cat"}:${foldCategory(leaf.category)}`, true);
    case "organisation":
      if (leaf.prefix)
        return { filter: { kind: "begins", letters: `org:${leaf.words.join("")}`, of: "fact" }, exact: false };
      return holds(`org:${leaf.words.join("")}`, false);
    case "id":
      return holds(`id:${leaf.value}`, true);
    case "upvotes":
      return { filter: { kind: "upvotes", atLeast: leaf.atLeast }, exact: true };
    case "everything":
      return { filter: { kind: "all", parts: [] }, exact: true };
    case "like":
    case "source":
      return UNKNOWN;
  }
}

const holds = (fact: string, exact: boolean): TopicFilter => ({ filter: { kind: "fact", fact }, exact });

/** The family name's last word; of namesakes the engine tells. */
function makeAuthorFilter(leaf: AuthorLeaf): TopicFilter {
  const last = leaf.family.at(-1) as string;
  if (leaf.prefix) return { filter: { kind: "begins", letters: `au:${last}`, of: "fact" }, exact: false };
  return holds(`au:${last}`, leaf.family.length === 1 && leaf.given.length === 0);
}

function makeTextFilter(leaf: TextLeaf): TopicFilter {
  const [only] = leaf.elements;
  const joined = join(
    "all",
    leaf.elements.map((element) => makeElementFilter(element, leaf)),
  );
  const exact = leaf.elements.length === 1 && only?.kind === "word" && !leaf.prefix && leaf.field !== "abs";
  return { ...joined, exact };
}

function makeElementFilter(element: Element, { field, prefix }: TextLeaf): TopicFilter {
  const find = (word: Word, starred: boolean): TopicFilter => ({ filter: findWord(word, starred, field), exact: true });
  if (element.kind === "word") return find(element.word, prefix);
  const last = element.parts.length - 1;
  const apart = element.parts.map((part, i) => find(part, prefix && i === last));
  return join("any", [find(element.joined, prefix), join("all", apart)]);
}

function findWord(word: Word, prefix: boolean, field: TextLeaf["field"]): Filter {
  // Titles are few words, so a wildcard's vocabulary is looked up among all terms and the engine tells where they stand.
  if (prefix) return { kind: "begins", letters: word.text.toLowerCase(), of: "term" };
  const term = findStoredTerm(word);
  return field === "ti" ? { kind: "fact", fact: `ti:${term}` } : { kind: "term", term };
}

/** At most how many papers pass, as far as the corpus tells. */
export function estimateHolders(filter: Filter, corpus: Corpus): number {
  switch (filter.kind) {
    case "term":
      return corpus.holds(filter.term);
    case "fact":
      return filter.fact.startsWith("ti:") ? corpus.holds(filter.fact.slice(3)) : corpus.papers;
    case "all":
      return Math.min(corpus.papers, ...filter.parts.map((part) => estimateHolders(part, corpus)));
    case "any":
      return Math.min(
        corpus.papers,
        filter.parts.reduce((sum, part) => sum + estimateHolders(part, corpus), 0),
      );
    default:
      return corpus.papers;
  }
}

/** The terms that a filter asks for. */
export function listFilterTerms(filter: Filter): string[] {
  if (filter.kind === "term") return [filter.term];
  if (filter.kind === "fact" && filter.fact.startsWith("ti:")) return [filter.fact.slice(3)];
  if (filter.kind === "all" || filter.kind === "any") return filter.parts.flatMap(listFilterTerms);
  return [];
}

/** Whether a stored term can be the stem of a word that begins so: `happi` of `happy*`, `relat` and `relate` of `relation*`. */
export function canBegin(term: string, letters: string): boolean {
  if (term.startsWith(letters)) return true;
  let common = 0;
  while (common < term.length && term[common] === letters[common]) common += 1;
  // Porter2 may have taken away, and written anew, letters that the two have in common.
  for (let kept = common; kept >= LEAST_COMMON && term.length - kept <= CHANGED_MOST; kept -= 1) {
    if (!CHANGED_ENDS.has(term.slice(kept))) continue;
    if (term.endsWith("ie") || canEnd(letters.slice(kept).replaceAll("y", "i"), letters[kept - 1] as string))
      return true;
  }
  return false;
}

/** Whether letters can be what Porter2 takes away, or the beginning of it; before it takes away a doubled consonant. */
function canEnd(letters: string, before: string): boolean {
  return isEnding(letters) || (letters.startsWith(before) && isEnding(letters.slice(1)));
}

function isEnding(letters: string): boolean {
  if (letters === "") return true;
  return ENDINGS.some(
    (ending) => ending.startsWith(letters) || (letters.startsWith(ending) && isEnding(letters.slice(ending.length))),
  );
}

/** What a stored term and a wildcard have in common at least: what the vocabulary is asked for. */
export const LEAST_COMMON = 1;
/** What Porter2 writes in place of the letters that it takes away; most often nothing. */
const CHANGED_ENDS: ReadonlySet<string> = new Set(["", "e", "i", "y", "l", "le", "ie"]);
const CHANGED_MOST = 2;
/** Of Porter2's suffixes (snowballstem.org/algorithms/english) those that no others make up, y written as i. */
const ENDINGS =
  "s es ed ing li tion ational ization ation al ism iti ful ness ous ive biliti bli ogi less ent ment enci anci ence ance abl ibl able ible ize izer ator ate ative ic ant ion er e i l iz at bl ble log".split(
    " ",
  );
