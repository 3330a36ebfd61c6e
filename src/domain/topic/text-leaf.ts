/** Reads a word, a wildcard or a phrase of title and abstract. */
import { dropPlural, listElements } from "./elements.ts";
import { makeError, type Span } from "./errors.ts";
import { type Leaf, LIMITS, type TextLeaf, type TopicError } from "./language.ts";
import { failNoWord, failShort, type Outcome } from "./leaf-values.ts";
import type { Sign } from "./lex.ts";
import { tokenise } from "./tokens.ts";

/** `distance` is the `~N` right after the phrase. */
export function parseText(query: string, field: TextLeaf["field"], sign: Sign, distance: Sign | null): Outcome<Leaf> {
  if (sign.kind === "word" && sign.text === "*" && field === null) return { ok: true, value: { kind: "everything" } };
  const prefix = sign.kind === "word" && sign.text.endsWith("*");
  const text = prefix ? sign.text.slice(0, -1) : sign.text;
  if (sign.kind === "word" && text.includes("*")) {
    const says = "a * can stand only at the end of a word.";
    return fail(query, "misplaced-wildcard", sign, says, `${text.slice(0, text.indexOf("*"))}*`);
  }
  if (sign.kind === "word" && /~\d+$/.test(text)) {
    const says = 'a distance belongs right after a phrase of title or abstract, as in "tool use"~3.';
    return fail(query, "misplaced-distance", sign, says, text.replace(/~\d+$/, ""));
  }
  const elements = listElements(tokenise(text), distance !== null);
  if (elements.length === 0) return prefix ? failShort(query, sign) : failNoWord(query, sign);
  if (prefix) return makePrefix(query, field, sign, elements);
  if (distance === null) return { ok: true, value: makeLeaf(field, elements, null) };
  return makeDistance(query, field, elements, { from: sign.from, to: distance.to }, distance);
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

function makeLeaf(field: TextLeaf["field"], elements: TextLeaf["elements"], distance: number | null): TextLeaf {
  const [only] = elements;
  if (elements.length === 1 && only?.kind === "word") {
    return { kind: "text", field, elements: [{ kind: "word", word: dropPlural(only.word) }], distance, prefix: false };
  }
  return { kind: "text", field, elements, distance, prefix: false };
}

function makePrefix(
  query: string,
  field: TextLeaf["field"],
  sign: Sign,
  elements: TextLeaf["elements"],
): Outcome<Leaf> {
  const [only] = elements;
  if (elements.length > 1 || only === undefined || /[+#]\*$/.test(sign.text)) {
    return fail(query, "misplaced-wildcard", sign, "a * belongs to one word of letters and digits.", null);
  }
  const last = only.kind === "word" ? only.word : (only.parts.at(-1) ?? only.joined);
  if ([...last.text].length < LIMITS.prefixLetters) return failShort(query, sign);
  return { ok: true, value: { kind: "text", field, elements, distance: null, prefix: true } };
}

function makeDistance(
  query: string,
  field: TextLeaf["field"],
  elements: TextLeaf["elements"],
  whole: Span,
  sign: Sign,
): Outcome<Leaf> {
  const words = Number(sign.text);
  if (!/^\d+$/.test(sign.text) || words < 1 || words > LIMITS.distance) {
    const repair = `~${/^\d+$/.test(sign.text) && words > LIMITS.distance ? LIMITS.distance : 1}`;
    const says = `a distance is a number from 1 to ${LIMITS.distance}. Write ${repair}`;
    return fail(query, "bad-distance", sign, says, repair);
  }
  if (elements.length < 2 || elements.length > LIMITS.distanceWords) {
    const says = `a distance needs 2 to ${LIMITS.distanceWords} words in its quotes; here is ${elements.length}.`;
    return fail(query, "bad-distance", whole, says, query.slice(whole.from, sign.from));
  }
  return { ok: true, value: makeLeaf(field, elements, words) };
}
