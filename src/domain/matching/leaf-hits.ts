/** Finds the papers that one term of a topic matches. */
import { isSameAuthor } from "../topic/author-name.ts";
import { foldCategory } from "../topic/categories.ts";
import type { AuthorLeaf, Leaf, TextLeaf } from "../topic/language.ts";
import { addBit, type Bitset, countBits, hasBit, intersect, listBits, makeBitset, unite } from "./bitset.ts";
import { ABSTRACT, type PaperIndex, type TextField, TITLE } from "./index-papers.ts";
import { estimateText, isSingleWord, listCandidates, listTextSpans } from "./text-hits.ts";

/** The papers of `within` that match; phrases are checked on these only. */
export function findLeafHits(index: PaperIndex, leaf: Leaf, within: Bitset): Bitset {
  if (leaf.kind === "everything") return within;
  if (leaf.kind === "text") return findTextHits(index, leaf, within);
  return intersect(findFactHits(index, leaf), within);
}

function findFactHits(index: PaperIndex, leaf: Exclude<Leaf, TextLeaf | { kind: "everything" }>): Bitset {
  const none = makeBitset(index.papers.length);
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
    case "upvotes":
      index.papers.forEach((paper, position) => {
        if ((paper.upvotes ?? 0) >= leaf.atLeast) addBit(none, position);
      });
      return none;
  }
}

function findTextHits(index: PaperIndex, leaf: TextLeaf, within: Bitset): Bitset {
  if (isSingleWord(leaf)) return intersect(listCandidates(index, leaf, nameField(leaf)), within);
  const fields: TextField[] = leaf.field === null ? [TITLE, ABSTRACT] : [leaf.field === "ti" ? TITLE : ABSTRACT];
  const hits = makeBitset(index.papers.length);
  for (const field of fields) {
    for (const position of listBits(intersect(listCandidates(index, leaf, field), within))) {
      if (!hasBit(hits, position) && listTextSpans(index, leaf, position, field).length > 0) addBit(hits, position);
    }
  }
  return hits;
}

function nameField(leaf: TextLeaf): TextField | null {
  if (leaf.field === null) return null;
  return leaf.field === "ti" ? TITLE : ABSTRACT;
}

function findAuthorHits(index: PaperIndex, leaf: AuthorLeaf): Bitset {
  const hits = makeBitset(index.papers.length);
  const last = leaf.family.at(-1) ?? "";
  if (!leaf.prefix) {
    for (const { paper, tokens } of index.byFamily.get(last) ?? []) if (isSameAuthor(leaf, tokens)) addBit(hits, paper);
    return hits;
  }
  for (const [family, rows] of index.byFamily) {
    if (family.startsWith(last)) for (const { paper } of rows) addBit(hits, paper);
  }
  return hits;
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

/** At most how many papers can match, without looking at places: the order of evaluation. */
export function estimateHits(index: PaperIndex, leaf: Leaf): number {
  switch (leaf.kind) {
    case "text":
      return estimateText(index, leaf);
    case "author":
      return leaf.prefix ? index.papers.length / 10 : (index.byFamily.get(leaf.family.at(-1) ?? "")?.length ?? 0);
    case "id":
      return 1;
    case "category":
      return countBits(
        (leaf.primary ? index.byPrimary : index.byCategory).get(foldCategory(leaf.category)) ?? makeBitset(0),
      );
    case "organisation":
      return index.papers.length / 10;
    default:
      return index.papers.length;
  }
}
