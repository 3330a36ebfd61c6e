/** Damage to a text as networks, proxies and changed servers do it, drawn by fast-check so that a failure shrinks. */
import fc from "fast-check";

/** Places are shares of the length, so that one mutation fits any text. */
export interface Mutation {
  kind: "cut" | "drop" | "double" | "insert" | "number" | "swap" | "rename" | "case";
  at: number;
  length: number;
  text: string;
}

const PIECES = [
  "<",
  ">",
  "&",
  "]]>",
  "<![CDATA[",
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  "\u0000",
  "\uFFFD",
  "\u202E",
  "&nbsp;",
  "&#0;",
  "<!--",
  "<script>",
  "null",
  "NaN",
  "-1",
  "99999999999",
  "\r\n",
  "</item>",
  "</entry>",
  "<dt>",
  "</html>",
  "<?xml?>",
];

export const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom<Mutation["kind"]>("cut", "drop", "double", "insert", "number", "swap", "rename", "case"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 400 }),
    text: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12 })),
  }),
  { minLength: 1, maxLength: 4 },
);

export const mutate = (text: string, all: Mutation[]): string => all.reduce(apply, text);

function apply(text: string, { kind, at, length, text: piece }: Mutation): string {
  const start = Math.floor(at * text.length);
  const [before, span, after] = [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)];
  switch (kind) {
    case "cut":
      return before;
    case "drop":
      return before + after;
    case "double":
      return before + span + span + after;
    case "insert":
      return before + piece + span + after;
    case "number":
      return before + text.slice(start).replace(/\d+/, String(length));
    case "swap":
      return before + after.slice(0, length) + span + after.slice(length);
    case "rename":
      return before + text.slice(start).replace(/[a-z]{3,}/i, piece || "x");
    case "case":
      return before + span.toUpperCase() + after;
  }
}
