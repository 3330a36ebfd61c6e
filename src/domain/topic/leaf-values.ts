/** Reads what stands after a field that is not title or abstract: names, categories, numbers. */

import { findNearestWord } from "../../nearest.ts";
import { parseAuthorName } from "./author-name.ts";
import { findCategory, suggestCategory } from "./categories.ts";
import { makeError, type Span } from "./errors.ts";
import { FIELDS, type Field, type Leaf, LIMITS, type TopicError } from "./language.ts";
import type { Sign } from "./lex.ts";
import { tokenise } from "./tokens.ts";

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: TopicError };

/** Other names people try. */
const FIELD_HINTS: Readonly<Record<string, string>> = {
  abstract: "abs",
  category: "cat",
  organisation: "org",
  organization: "org",
  affiliation: "org",
  arxiv: "id",
  authors: "author",
  votes: "upvotes",
  likes: "upvotes",
  similar: "like",
};

/** `sign` is the word or quote after the colon. */
export function parseValue(query: string, field: Exclude<Field, "ti" | "abs">, sign: Sign): Outcome<Leaf> {
  const text = sign.text.trim();
  switch (field) {
    case "au":
      return parseAuthor(query, sign);
    case "cat":
    case "primary":
      return parseCategory(query, field, sign);
    case "org":
      return parseOrganisation(query, sign);
    case "upvotes":
      return parseUpvotes(query, sign);
    case "id":
      return checkStar(query, "id", sign) ?? { ok: true, value: { kind: "id", value: foldId(text) } };
    case "like":
      return checkStar(query, "like", sign) ?? { ok: true, value: { kind: "like", key: foldId(text) } };
    case "source":
      return checkStar(query, "source", sign) ?? { ok: true, value: { kind: "source", value: text.toLowerCase() } };
  }
}

function fail(
  query: string,
  code: TopicError["code"],
  span: Span,
  says: string,
  repair: string | null,
): Outcome<never> {
  return { ok: false, error: makeError(query, code, span, says, repair) };
}

/** arXiv id without version, in lower case, from an id, `arXiv:` id, DOI or address. */
export function foldId(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/^https?:\/\/[^/]+\/(?:abs|pdf|html|papers)\//, "")
    .replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\//, "")
    .replace(/^arxiv[:.]/, "")
    .replace(/\.pdf$/, "");
  return /^(?:\d{4}\.\d{4,5}|[a-z.-]+\/\d{7})v\d+$/.test(bare) ? bare.replace(/v\d+$/, "") : bare;
}

function checkStar(query: string, field: string, sign: Sign): Outcome<never> | null {
  if (!sign.text.includes("*")) return null;
  const says = `${field}: takes no *. Write the whole value.`;
  return fail(query, "misplaced-wildcard", sign, says, null);
}

function readStar(query: string, sign: Sign): Outcome<{ text: string; prefix: boolean }> {
  const prefix = sign.kind === "word" && sign.text.endsWith("*");
  const text = prefix ? sign.text.slice(0, -1) : sign.text;
  if (text.includes("*")) {
    const repair = sign.kind === "word" ? `${text.replaceAll("*", "")}*` : null;
    return fail(query, "misplaced-wildcard", sign, "a * can stand only at the end of a word, outside quotes.", repair);
  }
  const letters = [
    ...tokenise(text)
      .map((token) => token.lower)
      .join(""),
  ].length;
  if (prefix && letters < LIMITS.prefixLetters) return failShort(query, sign);
  return { ok: true, value: { text, prefix } };
}

export function failShort(query: string, span: Span): Outcome<never> {
  const says = `a word before * needs ${LIMITS.prefixLetters} letters or more. Type more of the word.`;
  return fail(query, "short-wildcard", span, says, null);
}

export function failNoWord(query: string, sign: Sign): Outcome<never> {
  const repair = sign.text === "&" || sign.text === "&&" ? "AND" : null;
  const advice = repair === null ? "Take it away." : "Write AND.";
  return fail(query, "no-word", sign, `"${sign.text}" holds no letter or digit to look for. ${advice}`, repair);
}

function parseAuthor(query: string, sign: Sign): Outcome<Leaf> {
  const star = readStar(query, sign);
  if (!star.ok) return star;
  const name = parseAuthorName(star.value.text);
  if (name.family.length === 0) return failNoWord(query, sign);
  if (star.value.prefix && (name.family.length > 1 || name.given.length > 0)) {
    return fail(query, "misplaced-wildcard", sign, "au: with * takes a family name only.", `${name.family.at(-1)}*`);
  }
  const written = star.value.text.replace(/\s+/g, " ").trim();
  return { ok: true, value: { kind: "author", ...name, prefix: star.value.prefix, written } };
}

function parseCategory(query: string, field: "cat" | "primary", sign: Sign): Outcome<Leaf> {
  const category = findCategory(sign.text.trim());
  if (category !== null) return { ok: true, value: { kind: "category", category, primary: field === "primary" } };
  const near = suggestCategory(sign.text.trim());
  const advice = near === null ? "See https://arxiv.org/category_taxonomy." : `Did you mean ${near}?`;
  return fail(query, "unknown-category", sign, `arXiv has no category "${sign.text}". ${advice}`, near);
}

function parseOrganisation(query: string, sign: Sign): Outcome<Leaf> {
  const star = readStar(query, sign);
  if (!star.ok) return star;
  const words = tokenise(star.value.text).map((token) => token.lower);
  if (words.length === 0) return failNoWord(query, sign);
  if (star.value.prefix && words.length > 1) {
    return fail(query, "misplaced-wildcard", sign, "org: with * takes one word.", `${words[0]}*`);
  }
  return { ok: true, value: { kind: "organisation", words, prefix: star.value.prefix } };
}

function parseUpvotes(query: string, sign: Sign): Outcome<Leaf> {
  const digits = /^(?:>=|≥|=>)?\s*(\d{1,7})$/.exec(sign.text.trim())?.[1];
  if (digits !== undefined) return { ok: true, value: { kind: "upvotes", atLeast: Number(digits) } };
  const more = /^>\s*(\d{1,7})$/.exec(sign.text)?.[1];
  const repair = more === undefined ? null : `>=${Number(more) + 1}`;
  return fail(query, "bad-number", sign, `upvotes: takes a number, as in upvotes:>=${repair?.slice(2) ?? 10}.`, repair);
}

/** `next` is what stands right after the colon, if anything does. */
export function makeFieldError(query: string, sign: Sign, next: Sign): TopicError {
  const joined = (next.kind === "word" || next.kind === "field") && !next.spaced;
  const span = { from: sign.from, to: joined ? findRunEnd(query, next.to) : sign.to };
  const arxiv = /(?:arxiv:|\/(?:abs|pdf|papers)\/)(\d{4}\.\d{4,5})/i.exec(query.slice(span.from, span.to))?.[1];
  const name = sign.text.toLowerCase();
  const near = FIELD_HINTS[name] ?? findNearestWord(name, Object.keys(FIELDS));
  const list = "ti, abs, au, cat, primary, org, id, source, upvotes, like";
  const quoted = `"${query.slice(span.from, span.to).replace(/:$/, "")}"`;
  const meant = near === null ? quoted : `${near}:${query.slice(sign.to, span.to)}`;
  const repair = arxiv === undefined ? meant : `id:${arxiv}`;
  const says = `there is no field "${sign.text}:" (fields: ${list}). `;
  const advice =
    repair === quoted ? `To look for the words, quote them: ${quoted}` : `Did you mean ${repair} ? Or quote it.`;
  return makeError(query, "unknown-field", span, says + advice, repair);
}

/** Where the characters end that no white space, quote or parenthesis parts. */
function findRunEnd(query: string, from: number): number {
  return from + (/^[^\s()|"]*/.exec(query.slice(from))?.[0].length ?? 0);
}
