/** Says why a paper is in a section: the words of the topic that hit, and the places to mark. */
import type { Reason } from "../digest/view.ts";
import { hasBit } from "../matching/bitset.ts";
import { ABSTRACT, indexPapers, type PaperIndex, type TextField, TITLE } from "../matching/index-papers.ts";
import { findLeafHits, holdsPhrase } from "../matching/leaf-hits.ts";
import { listTextSpans } from "../matching/text-hits.ts";
import type { Searchable } from "../paper/paper.ts";
import { isSameAuthor, listNameTokens } from "../topic/author-name.ts";
import type { AuthorLeaf, Leaf, Node, TextLeaf } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { printWords } from "../topic/print.ts";
import { tokenise } from "../topic/tokens.ts";

/** Best first. */
const FIELDS: readonly Exclude<Reason["field"], null>[] = ["title", "author", "organisation", "abstract", "category"];

interface Hit {
  word: string;
  field: Reason["field"];
  marks: string[];
}

/**
 * Words in the topic's order. Sources and `*` give none; names are shown as the paper writes them.
 * For a paper that does not match, the terms that would have counted.
 */
export function explainHit(ast: Node, paper: Searchable): Reason {
  const index = indexPapers([paper]);
  const hits = listLeaves(ast)
    .filter(({ leaf, excluded }) => !excluded && hasBit(findLeafHits(index, leaf, index.all), 0))
    .map(({ leaf }) => explainLeaf(index, leaf, paper))
    .filter((hit) => hit !== null);
  return {
    words: [...new Set(hits.map((hit) => hit.word))],
    field: FIELDS.find((field) => hits.some((hit) => hit.field === field)) ?? null,
    marks: [...new Set(hits.flatMap((hit) => hit.marks))],
  };
}

function explainLeaf(index: PaperIndex, leaf: Leaf, paper: Searchable): Hit | null {
  switch (leaf.kind) {
    case "text":
      return explainText(index, leaf, paper);
    case "author":
      return { word: `author ${findAuthor(leaf, paper)}`, field: "author", marks: [] };
    case "organisation":
      return { word: `organisation ${paper.organisation?.name ?? ""}`, field: "organisation", marks: [] };
    case "category":
      return { word: `category ${leaf.category}`, field: "category", marks: [] };
    case "id":
      return { word: `arXiv ${leaf.value}`, field: null, marks: [] };
    case "upvotes":
      return { word: `${leaf.atLeast} upvotes or more`, field: null, marks: [] };
    case "like":
      return { word: "like papers you named", field: null, marks: [] };
    case "source":
    case "everything":
      return null;
  }
}

function findAuthor(leaf: AuthorLeaf, paper: Searchable): string {
  const author = paper.authors.find(({ name }) => {
    const tokens = listNameTokens(name);
    return leaf.prefix ? holdsPhrase(tokens.slice(-1), leaf.family.join(""), true) : isSameAuthor(leaf, tokens);
  });
  return author?.name ?? leaf.written;
}

function explainText(index: PaperIndex, leaf: TextLeaf, paper: Searchable): Hit {
  const title = leaf.field === "abs" ? [] : listMarks(index, leaf, paper.title, TITLE);
  const abstract = leaf.field === "ti" ? [] : listMarks(index, leaf, paper.abstract ?? "", ABSTRACT);
  return { word: printWords(leaf), field: title.length > 0 ? "title" : "abstract", marks: [...title, ...abstract] };
}

/** The surface forms of a leaf's places, in the order of the text. */
function listMarks(index: PaperIndex, leaf: TextLeaf, text: string, field: TextField): string[] {
  const spans = listTextSpans(index, leaf, 0, field).sort((a, b) => a.start - b.start);
  if (spans.length === 0) return [];
  const tokens = tokenise(text);
  return spans.map(({ start, end }) => text.slice(tokens[start]?.from, tokens[end - 1]?.to));
}
