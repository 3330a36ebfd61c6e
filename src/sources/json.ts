/** Parses JSON from a source and says in words where it breaks off. */
import type { ParseFailure } from "./source.ts";

/** Never throws. The failure names the line and column (both from 1) where reading stopped. */
export function parseJson(text: string): { ok: true; value: unknown } | ParseFailure {
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") return { ok: false, cause: "the answer is empty; JSON was expected" };
  if (/^\s*</.test(body)) {
    return { ok: false, cause: "the answer is a web page (it begins with <); JSON was expected" };
  }
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, cause: describe(body, error.message) };
  }
}

/**
 * V8 words it in three ways: `... in JSON at position 9 (line 1 column 10)`, `Unexpected end of JSON input`, and
 * `Unexpected token 'x', ..."ten before x ten after"... is not valid JSON`, which leaves the place to be looked up.
 */
function describe(body: string, message: string): string {
  const positioned = /^(.*) in JSON at position (\d+)/s.exec(message);
  const end = body.trimEnd().length;
  const at = positioned ? Number(positioned[2]) : message.includes("end of JSON") ? end : null;
  if (at !== null && at >= end)
    return `the answer breaks off at ${placeOf(body, end)}; the rest of the JSON is missing`;
  if (positioned && at !== null) return `the answer is not JSON: ${positioned[1]} at ${placeOf(body, at)}`;
  const token = /^(Unexpected token '.+?'), (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message);
  if (!token) return "the answer is not JSON";
  const [, what, cut, excerpt = ""] = token;
  const found = cut ? body.indexOf(excerpt) + 10 : null;
  return `the answer is not JSON: ${what}${found === null ? "" : ` near ${placeOf(body, found)}`}`;
}

function placeOf(body: string, at: number): string {
  const lines = body.slice(0, at).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`;
}
