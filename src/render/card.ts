/** One paper as readable text: LaTeX read, lengths bounded, the phrases of its muted line; not escaped yet. */
import type { ItemView } from "../domain/digest/view.ts";
import { cutText, cutWords } from "./cut.ts";
import { plainText, safeUrl } from "./escape.ts";
import { readLatex } from "./latex.ts";
import { type Part, splitMarks } from "./marks.ts";
import { count } from "./wording.ts";

export interface Card {
  title: string;
  titleParts: Part[];
  url: string | null;
  authors: string[];
  /** ` and 11 more`, `14 authors` or empty. */
  authorsTail: string;
  organisation: string;
  summary: string;
  summaryParts: Part[];
  /** Words of the topic that hit, and where: ` in the title`. */
  words: string[];
  place: string;
  /** `42 votes`, `3 comments`. */
  facts: string[];
  links: { label: string; url: string }[];
}

/** Longest texts, in UTF-16 units: with these a card stays below 20 kB in HTML, whatever a source sends. */
const LONGEST = { title: 300, author: 80, organisation: 120, summary: 600, word: 100, label: 30 } as const;
const MOST_WORDS = 4;
const MOST_LINKS = 6;
const PLACES = {
  title: " in the title",
  abstract: " in the abstract",
  author: " among the authors",
  organisation: " in the organisation",
  category: " in the categories",
} as const;

/** A withdrawn paper may still be new to a reader, who must not take it for a result: every channel says it first. */
export function readTitle(item: ItemView): string {
  const title = cutWords(plainText(readLatex(plainText(item.title))), LONGEST.title) || "Untitled";
  return item.withdrawn === true ? `Withdrawn: ${title}` : title;
}

export function makeCard(item: ItemView): Card {
  const title = readTitle(item);
  const summary = cutWords(plainText(readLatex(plainText(item.summary))), LONGEST.summary);
  const marks = item.reason.marks.map((mark) => plainText(readLatex(plainText(mark))));
  const authors = item.authors
    .map((name) => cutText(plainText(readLatex(plainText(name))), LONGEST.author))
    .filter(Boolean);
  return {
    title,
    titleParts: splitMarks(title, marks),
    url: item.url === null ? null : safeUrl(item.url),
    authors: authors.slice(0, 3),
    authorsTail: authorsTail(authors.length, item.moreAuthors),
    organisation: cutText(plainText(item.organisation ?? ""), LONGEST.organisation),
    summary,
    summaryParts: splitMarks(summary, marks),
    ...because(item.reason),
    facts: facts(item),
    links: links(item.links),
  };
}

/** `moreAuthors` counts those beyond the names given; names above three join them. */
function authorsTail(named: number, moreAuthors: number): string {
  const more = Math.max(0, moreAuthors) + Math.max(0, named - 3);
  if (more === 0) return "";
  return named === 0 ? count(more, "author") : ` and ${count(more, "more").replace(/s$/, "")}`;
}

function because({ words, field }: ItemView["reason"]): Pick<Card, "words" | "place"> {
  const shown = words.map((word) => cutText(plainText(word), LONGEST.word)).filter(Boolean);
  const rest = shown.length - MOST_WORDS;
  const first = shown[0] ?? "";
  const said = field === null || (first.startsWith(`${field} `) && shown.length === 1);
  const place = said ? "" : PLACES[field];
  return { words: shown.slice(0, MOST_WORDS), place: (rest > 0 ? ` and ${rest} more` : "") + place };
}

function facts({ upvotes, comments }: ItemView): string[] {
  const said = [];
  if (upvotes !== null && upvotes > 0) said.push(count(upvotes, "vote"));
  if (comments !== null && comments > 0) said.push(count(comments, "comment"));
  return said;
}

function links(all: ItemView["links"]): Card["links"] {
  const safe = [];
  for (const { label, url } of all) {
    const href = safeUrl(url);
    const text = cutText(plainText(label), LONGEST.label);
    if (href !== null && text !== "") safe.push({ label: text, url: href });
  }
  return safe.slice(0, MOST_LINKS);
}
