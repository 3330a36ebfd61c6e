/** Text that may or may not be a topic: odd letters, and the pieces that the language gives a meaning. */
import fc from "fast-check";

const letters = fc
  .string({ minLength: 1, maxLength: 8, unit: "grapheme" })
  .map((text) => text.replace(/[\s"“”„‟«»]/g, ""));
const piece = fc.oneof(
  letters,
  fc.constantFrom(
    "LLMs",
    "pre-training",
    "re",
    "multi",
    "GPT-4",
    "C++",
    "α",
    "\\beta",
    "AC/DC",
    "O'Brien's",
    "x-y-z",
    "3.3",
  ),
  fc.constantFrom(
    '"pre training data"',
    '"a-b c"~3',
    '"or"',
    '"AND"',
    "trans*",
    "pre-tra*",
    "*",
    "cat:cs.na",
    "id:2605.1v2",
  ),
  fc.constantFrom(
    'au:"van den Oord"',
    'au:"Garcia Marquez, G."',
    "au:O'Brien",
    'org:"Meta AI"',
    "source:arxiv",
    "upvotes:3",
  ),
  fc.constantFrom("(", ")", "OR", "|", "-", "NOT", "ti:", "abs:(", "AND", "or"),
);
/** One in three or so parses. */
export const randomText = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", " ", " ", "")), { maxLength: 9 })
  .map((pieces) => pieces.flat().join(""));
