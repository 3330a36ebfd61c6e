/** Where the parser stands in a query, and the errors of the query's frame: sides of operators, parentheses. */
import { makeError, type Span } from "./errors.ts";
import type { TopicError } from "./language.ts";
import type { Outcome } from "./leaf-values.ts";
import type { Sign } from "./lex.ts";

export interface Reader {
  query: string;
  signs: Sign[];
  at: number;
  depth: number;
  limited: boolean;
}

export function peek(reader: Reader): Sign {
  return reader.signs[reader.at] as Sign;
}

export function fail(
  reader: Reader,
  code: TopicError["code"],
  span: Span,
  says: string,
  repair: string | null,
): Outcome<never> {
  return { ok: false, error: makeError(reader.query, code, span, says, repair) };
}

export function beginsTerm(sign: Sign): boolean {
  return !["end", "close", "or", "and"].includes(sign.kind);
}

export function failSide(reader: Reader, sign: Sign, side: "before" | "after"): Outcome<never> {
  if (sign.kind === "and" || sign.kind === "or") {
    const name = sign.kind === "or" ? "OR" : "AND";
    const says = `${name} needs a term on each side; nothing stands ${side} it. Add one, or take ${name} away.`;
    return fail(reader, "missing-side", sign, says, "");
  }
  const says = "this ) closes nothing. Take it away, or open it with (.";
  return fail(reader, "unopened-parenthesis", sign, says, "");
}

export function failOpen(reader: Reader, open: Sign): Outcome<never> {
  const whole = reader.query.slice(open.from).trimEnd();
  const says = `this parenthesis is never closed. Close it: ${whole})`;
  return fail(reader, "unclosed-parenthesis", { from: open.from, to: open.from + whole.length }, says, `${whole})`);
}
