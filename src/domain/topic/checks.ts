/** Checks of a whole topic: something to look for, nothing too common alone, not too many terms. */
import { makeError } from "./errors.ts";
import { type Element, LIMITS, type Node, type TopicError } from "./language.ts";
import type { Sign } from "./lex.ts";
import { listLeaves } from "./normal.ts";
import { printWords } from "./print.ts";
import { tokenise } from "./tokens.ts";

/** Alone they would match nearly every paper. */
const COMMON = new Set(
  "a an and are as at be been but by can do for from has have how in into is it its may more most no not of on or our over such than that the their these they this those to under up using via was we were what when where which while who why will with you".split(
    " ",
  ),
);

/** The first thing wrong with a topic that reads well; null when all is right. */
export function checkTopic(query: string, ast: Node, signs: Sign[], limited: boolean): TopicError | null {
  const count = listLeaves(ast).length;
  if (limited && count > LIMITS.terms) return failCount(query, signs, count);
  if (!isPositive(ast)) return failExclusions(query, signs);
  const common = findCommon(ast);
  if (common === null) return null;
  const sign = signs.find((s) => (s.kind === "word" || s.kind === "quote") && tokenise(s.text)[0]?.lower === common);
  const says = `"${common}" is too common alone: it would match almost every paper. Add a word, or quote a phrase.`;
  return makeError(query, "common-word", sign ?? { from: 0, to: query.length }, says, null);
}

function failCount(query: string, signs: Sign[], count: number): TopicError {
  const values = signs.filter((sign) => sign.kind === "word" || sign.kind === "quote");
  const span = values[LIMITS.terms] ?? { from: 0, to: query.length };
  const says = `this topic has ${count} terms, ${LIMITS.terms} is the most. Make two topics of it.`;
  return makeError(query, "too-many-terms", span, says, null);
}

/** Whether it asks for something, so that a paper must have a reason to match. */
function isPositive(node: Node): boolean {
  if (node.kind === "and") return node.parts.some(isPositive);
  if (node.kind === "or") return node.parts.every(isPositive);
  return node.kind !== "not";
}

function failExclusions(query: string, signs: Sign[]): TopicError {
  const at = signs.findIndex((sign) => sign.kind === "minus" || sign.kind === "not");
  const sign = signs[at] as Sign;
  let last = signs[at + 1] as Sign;
  if (last.kind === "field") last = signs[at + 2] as Sign;
  const name = last.kind === "open" ? "an exclusion" : `-${query.slice((signs[at + 1] as Sign).from, last.to)}`;
  const says = `${name} alone would match every paper. Add what to look for, or * for everything else.`;
  const span = { from: sign.from, to: last.to };
  const repair = signs.some((s) => s.kind === "or") ? null : `* ${query.slice(span.from, span.to)}`;
  return makeError(query, "only-exclusions", span, says, repair);
}

/** The common word by which alone the topic could match; null when every way to match asks for more. */
function findCommon(node: Node): string | null {
  if (node.kind === "or") return node.parts.map(findCommon).find((word) => word !== null) ?? null;
  if (node.kind === "and") {
    const asked = node.parts.filter((part) => part.kind !== "not").map(findCommon);
    return asked.length > 0 && asked.every((word) => word !== null) ? (asked[0] ?? null) : null;
  }
  if (node.kind !== "text" || node.prefix || !node.elements.every(isCommon)) return null;
  return node.elements.length === 1 ? printWords(node) : null;
}

function isCommon(element: Element): boolean {
  return element.kind === "word" && !element.word.smart && isCommonWord(element.word.text);
}

/** Of a word in small letters. */
export const isCommonWord = (word: string): boolean => COMMON.has(word);
