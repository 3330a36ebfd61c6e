/** Splits a title or summary at the words that matched, so that every channel can mark them its own way. */
import { keepResults } from "../keep.ts";

export interface Part {
  text: string;
  mark: boolean;
}

/** A topic has few words; more marks than this are no help to a reader. */
const MOST_MARKS = 40;

/** Whole words only, in any case, the longest first; the parts joined are the text. An empty text has no parts. */
export function splitMarks(text: string, marks: string[]): Part[] {
  if (text === "") return [];
  const wanted = marks.filter((mark) => mark.trim().length > 1 && mark.length <= 200).slice(0, MOST_MARKS);
  if (wanted.length === 0) return [{ text, mark: false }];
  return text
    .split(findPattern(wanted))
    .map((part, i) => ({ text: part, mark: i % 2 === 1 }))
    .filter((part) => part.text !== "");
}

const MOST_PATTERNS = 1_000;
/** Compiling one takes longer than using it on a hundred texts, and a topic's papers share theirs. */
const compile = keepResults(
  MOST_PATTERNS,
  (words) => new RegExp(`(?<![\\p{L}\\p{N}])(${words})(?![\\p{L}\\p{N}])`, "giu"),
);

function findPattern(wanted: string[]): RegExp {
  const longestFirst = wanted.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return compile(longestFirst.map((mark) => RegExp.escape(mark)).join("|"));
}
