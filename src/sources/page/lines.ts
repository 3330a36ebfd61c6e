/** Sorts the lines of a saved page into the few kinds it is made of. */
import { findPaperId } from "../../domain/identity/ids.ts";
import type { PaperId } from "../../domain/paper/listing.ts";
import { cleanText } from "../text.ts";
import { type PageDate, parsePageDate } from "./date.ts";

/** `at` is the line's number from 1. */
export type PageLine = { at: number } & (
  | { kind: "text"; text: string }
  | { kind: "heading" }
  | { kind: "chrome" }
  | { kind: "authors"; count: number }
  | { kind: "dot" }
  | { kind: "date"; date: PageDate }
  | { kind: "id"; id: PaperId }
);

const INVITATION = /^get trending papers in your email inbox\b/i;
const HEADING = /^(?:daily|trending) papers$/i;
const SUBMITTER_FOLLOWS = /^submitted by$/i;
/** The page's own words, not the papers'. */
const CHROME = [
  INVITATION,
  SUBMITTER_FOLLOWS,
  /^submitted by \S+$/i,
  /^by ?AK and the research community$/i,
  /^(?:new|subscribe|upvote|daily|weekly|monthly|trending|previous|next|back to top|view all|search)$/i,
  /^(?:hugging face|models|datasets|spaces|buckets|docs|enterprise|pricing|log in|sign up|community)$/i,
  /^\d{1,7}$/,
];
const AUTHORS = /^[•·*-] ?(\d{1,5}) authors?$/i;
const DOT = /^[·•]$/;
/** A metadata line that was saved in one: `• 10 authors · Nov 17, 2022`. */
const JOINED = /^(.+?) [·•] (.+)$/;
/** Longer than any title, abstract or name on such a page. */
const LONGEST_LINE = 60_000;

/** Blank lines are left out; numbers stay those of the text. */
export function readPageLines(text: string): PageLine[] {
  const lines: PageLine[] = [];
  let invited = false;
  let submitter = false;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = cleanText(raw, LONGEST_LINE);
    if (line === "") continue;
    if (submitter) {
      submitter = false;
      continue;
    }
    const at = index + 1;
    for (const kind of unglue(line, invited)) lines.push(...sort(kind, at));
    if (SUBMITTER_FOLLOWS.test(line)) submitter = true;
    if (INVITATION.test(line)) invited = true;
    else if (/^subscribe/i.test(line)) invited = false;
  }
  return lines;
}

/** The sign-up button may be glued to what follows it: after the invitation any `Subscribe...`, else before a capital. */
function unglue(line: string, invited: boolean): string[] {
  const glued = /^Subscribe(\S.*)$/.exec(line)?.[1];
  if (glued === undefined || !(invited || /^[\p{Lu}\p{N}]/u.test(glued))) return [line];
  return ["Subscribe", glued];
}

function sort(line: string, at: number): PageLine[] {
  const single = sortSingle(line, at);
  if (single.kind !== "text") return [single];
  const joined = JOINED.exec(line);
  const date = joined && parsePageDate(joined[2] as string);
  if (!joined || !date) return [single];
  return [sortSingle(joined[1] as string, at), { at, kind: "dot" }, { at, kind: "date", date }];
}

function sortSingle(line: string, at: number): PageLine {
  if (HEADING.test(line)) return { at, kind: "heading" };
  if (CHROME.some((pattern) => pattern.test(line))) return { at, kind: "chrome" };
  if (DOT.test(line)) return { at, kind: "dot" };
  const authors = AUTHORS.exec(line);
  if (authors) return { at, kind: "authors", count: Number(authors[1]) };
  const date = parsePageDate(line);
  if (date) return { at, kind: "date", date };
  const id = findPaperId(line);
  return id ? { at, kind: "id", id } : { at, kind: "text", text: line };
}
