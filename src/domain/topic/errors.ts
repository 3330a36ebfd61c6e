/** Makes topic errors, with their columns, and renders them for a terminal or a page. */
import type { TopicError, TopicErrorCode } from "./language.ts";

/** Offsets into the query. */
export interface Span {
  from: number;
  to: number;
}

/** `says` is a sentence without its column; `repair` replaces the span. */
export function makeError(
  query: string,
  code: TopicErrorCode,
  span: Span,
  says: string,
  repair: string | null,
): TopicError {
  const { column, length } = measureSpan(query, span);
  return { code, message: `column ${column}: ${says}`, column, length, repair };
}

/** Column (1-based) and length in characters, not UTF-16 units. */
export function measureSpan(query: string, span: Span): { column: number; length: number } {
  const column = [...query.slice(0, span.from)].length + 1;
  return { column, length: Math.max(1, [...query.slice(span.from, span.to)].length) };
}

/** The query with the repair in place; null without a repair. */
export function repairTopic(text: string, error: TopicError): string | null {
  if (error.repair === null) return null;
  const characters = [...text];
  characters.splice(error.column - 1, error.length, error.repair);
  return characters.join("");
}

/** The query, a line of carets under the place, the message, and the repaired query where there is one. */
export function renderTopicError(text: string, error: TopicError): string {
  const repaired = repairTopic(text, error);
  const lines = [text.replace(/\s/g, " "), " ".repeat(error.column - 1) + "^".repeat(error.length), error.message];
  if (repaired !== null) lines.push(`Try: ${repaired}`);
  return lines.join("\n");
}
