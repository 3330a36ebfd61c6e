/** Parses a typed query into a topic, or into one error that names its column and repair. */
import { checkTopic } from "./checks.ts";
import { makeError } from "./errors.ts";
import { FIELDS, type Field, LIMITS, type Node, type ParsedTopic, type TopicError } from "./language.ts";
import { makeFieldError, type Outcome, parseValue } from "./leaf-values.ts";
import { listSigns } from "./lex.ts";
import { normalise } from "./normal.ts";
import { printCanonical, printReading } from "./print.ts";
import { beginsTerm, fail, failOpen, failSide, peek, type Reader } from "./reader.ts";
import { parseText } from "./text-leaf.ts";
import { listWarnings } from "./warnings.ts";

export interface ParseOptions {
  /** False for stored canonicals, which may be longer than what may be typed. Default true. */
  limits?: boolean;
}

export type TopicOutcome = { ok: true; topic: ParsedTopic } | { ok: false; error: TopicError };

/** Never throws, on any text. NOT binds before AND before OR; the signs are those of lex.ts. */
export function parseTopic(text: string, options: ParseOptions = {}): TopicOutcome {
  const limited = options.limits ?? true;
  if (limited && [...text].length > LIMITS.characters) return { ok: false, error: failLength(text) };
  const reader: Reader = { query: text, signs: listSigns(text), at: 0, depth: 0, limited };
  if (peek(reader).kind === "end") {
    const says = "there is nothing to look for. Type a word, or * for everything.";
    return { ok: false, error: makeError(text, "empty", { from: 0, to: 0 }, says, null) };
  }
  const parsed = parseOr(reader, null);
  if (!parsed.ok) return parsed;
  if (peek(reader).kind === "close") {
    const says = "this ) closes nothing. Take it away, or open it with (.";
    return { ok: false, error: makeError(text, "unopened-parenthesis", peek(reader), says, "") };
  }
  const ast = normalise(parsed.value);
  const error = checkTopic(text, ast, reader.signs, limited);
  if (error !== null) return { ok: false, error };
  const warnings = listWarnings(text, reader.signs);
  return { ok: true, topic: { ast, canonical: printCanonical(ast), reading: printReading(ast), warnings } };
}

function failLength(text: string): TopicError {
  const length = [...text].length;
  const says = `this topic has ${length} characters, ${LIMITS.characters} is the most. Make two topics of it.`;
  const from = [...text].slice(0, LIMITS.characters).join("").length;
  return makeError(text, "too-long", { from, to: text.length }, says, null);
}

function parseOr(reader: Reader, field: Field | null): Outcome<Node> {
  const parts: Node[] = [];
  while (true) {
    const part = parseAnd(reader, field);
    if (!part.ok) return part;
    parts.push(part.value);
    const sign = peek(reader);
    if (sign.kind !== "or") return { ok: true, value: parts.length === 1 ? part.value : { kind: "or", parts } };
    reader.at += 1;
    if (!beginsTerm(peek(reader))) return failSide(reader, sign, "after");
  }
}

function parseAnd(reader: Reader, field: Field | null): Outcome<Node> {
  const parts: Node[] = [];
  while (true) {
    const sign = peek(reader);
    if (!beginsTerm(sign)) return failSide(reader, sign, "before");
    const part = parseNot(reader, field);
    if (!part.ok) return part;
    parts.push(part.value);
    const next = peek(reader);
    if (next.kind === "and") {
      reader.at += 1;
      if (!beginsTerm(peek(reader))) return failSide(reader, next, "after");
    } else if (!beginsTerm(next)) {
      return { ok: true, value: parts.length === 1 ? part.value : { kind: "and", parts } };
    }
  }
}

function parseNot(reader: Reader, field: Field | null): Outcome<Node> {
  const sign = peek(reader);
  if (sign.kind !== "not" && sign.kind !== "minus") return parseAtom(reader, field);
  reader.at += 1;
  const next = peek(reader);
  if (sign.kind === "minus" && next.kind !== "end" && next.spaced) {
    const says = `this minus stands alone. To exclude the next term, write it without the space.`;
    return fail(reader, "stray-minus", { from: sign.from, to: next.from }, says, "-");
  }
  if (!beginsTerm(next)) {
    const says = `nothing stands after ${sign.text}. Type what to exclude, or take it away.`;
    return fail(reader, "missing-term", sign, says, "");
  }
  if (next.kind === "not" || next.kind === "minus") {
    return fail(
      reader,
      "double-exclusion",
      { from: sign.from, to: next.to },
      "this excludes twice. Write one minus.",
      "-",
    );
  }
  const part = parseAtom(reader, field);
  return part.ok ? { ok: true, value: { kind: "not", part: part.value } } : part;
}

function parseAtom(reader: Reader, field: Field | null): Outcome<Node> {
  const sign = peek(reader);
  if (sign.kind === "field") return parseField(reader, field);
  if (sign.kind === "open") return parseGroup(reader, field);
  return parseLeaf(reader, field);
}

function parseField(reader: Reader, outer: Field | null): Outcome<Node> {
  const sign = peek(reader);
  reader.at += 1;
  const next = peek(reader);
  const field = FIELDS[sign.text.toLowerCase()];
  if (field === undefined) return { ok: false, error: makeFieldError(reader.query, sign, next) };
  if (outer !== null) {
    const says = `${sign.text}: stands inside the parentheses of another field. Move it out of them.`;
    return fail(reader, "nested-field", sign, says, "");
  }
  if (next.kind === "minus") {
    const says = `the minus stands before the field. Write -${sign.text}: instead.`;
    return fail(reader, "stray-minus", { from: sign.from, to: next.to }, says, `-${sign.text}:`);
  }
  if (!["word", "quote", "unclosed", "open"].includes(next.kind)) {
    return fail(reader, "missing-value", sign, `nothing stands after ${sign.text}:. Type what to look for.`, null);
  }
  return next.kind === "open" ? parseGroup(reader, field) : parseLeaf(reader, field);
}

function parseGroup(reader: Reader, field: Field | null): Outcome<Node> {
  const open = peek(reader);
  reader.at += 1;
  reader.depth += 1;
  if (reader.limited && reader.depth > LIMITS.depth) {
    const says = `parentheses stand ${reader.depth} deep here, ${LIMITS.depth} is the most. Take some away.`;
    return fail(reader, "too-deep", open, says, null);
  }
  if (peek(reader).kind === "close") {
    const span = { from: open.from, to: peek(reader).to };
    return fail(reader, "empty-parentheses", span, "these parentheses are empty. Take them away.", "");
  }
  if (peek(reader).kind === "end") return failOpen(reader, open);
  const inner = parseOr(reader, field);
  if (!inner.ok) return inner;
  if (peek(reader).kind !== "close") return failOpen(reader, open);
  reader.at += 1;
  reader.depth -= 1;
  return inner;
}

function parseLeaf(reader: Reader, field: Field | null): Outcome<Node> {
  const sign = peek(reader);
  reader.at += 1;
  const next = peek(reader);
  if (sign.kind === "unclosed") {
    const whole = `"${sign.text.trimEnd()}"`;
    return fail(
      reader,
      "unclosed-quote",
      sign,
      `this quote is never closed. Close it: ${whole}`,
      whole === '""' ? null : whole,
    );
  }
  if (sign.kind === "quote" && sign.text.trim() === "") {
    return fail(reader, "empty-quote", sign, "these quotes are empty. Type words between them, or take them away.", "");
  }
  const textual = field === null || field === "ti" || field === "abs";
  const distance = next.kind === "distance" ? next : null;
  if (sign.kind === "distance" || (distance !== null && (sign.kind !== "quote" || !textual))) {
    const says = 'a distance belongs right after a phrase of title or abstract, as in "tool use"~3.';
    return fail(reader, "misplaced-distance", distance ?? sign, says, "");
  }
  if (distance !== null) reader.at += 1;
  return textual ? parseText(reader.query, field, sign, distance) : parseValue(reader.query, field, sign);
}
