/** Cuts text into tokens: folded, with their capitals counted and their place in the text as it was written. */
import { foldText } from "./fold.ts";

export interface Token {
  /** Offsets into the text as written: `text.slice(from, to)` is the surface form. */
  from: number;
  to: number;
  /** Folded, case kept. */
  cased: string;
  /** Folded, lower case, unstemmed. */
  lower: string;
  capitals: number;
  /** What stands between it and the token before. */
  glue: "hyphen" | "space" | "other";
}

/** Letters and digits; a point between digits is kept (`3.3`). */
const TOKEN = /(?:[\p{L}\p{N}]|(?<=\p{N})\.(?=\p{N}))+/gu;

/** C++ and C# are kept, `'s` is dropped, everything else that is not a letter or digit splits. */
export function tokenise(text: string): Token[] {
  const folded = foldText(text);
  const tokens: Token[] = [];
  let end = 0;
  for (const match of folded.text.matchAll(TOKEN)) {
    const start = match.index;
    const after = folded.text.slice(start + match[0].length, start + match[0].length + 3);
    if (isPossessive(folded.text, start, match[0], after)) {
      end = start + 1;
      continue;
    }
    const cased = match[0] + findSuffix(match[0], after);
    const glue = tokens.length === 0 ? "other" : nameGlue(folded.text.slice(end, start));
    end = start + cased.length;
    tokens.push({
      from: folded.from?.[start] ?? start,
      to: folded.to?.[end - 1] ?? end,
      cased,
      lower: cased.toLowerCase(),
      capitals: countCapitals(cased),
      glue,
    });
  }
  return tokens;
}

function isPossessive(text: string, start: number, word: string, after: string): boolean {
  if (word !== "s" && word !== "S") return false;
  return text[start - 1] === "'" && /[\p{L}\p{N}]/u.test(text[start - 2] ?? "") && !after.startsWith("'");
}

function findSuffix(word: string, after: string): string {
  if (word !== "c" && word !== "C") return "";
  return /^(\+\+|#)(?![\p{L}\p{N}+#])/u.exec(after)?.[1] ?? "";
}

function nameGlue(between: string): Token["glue"] {
  if (between === "-") return "hyphen";
  return /^\s+$/.test(between) ? "space" : "other";
}

function countCapitals(cased: string): number {
  let capitals = 0;
  for (const c of cased) if (c !== c.toLowerCase()) capitals += 1;
  return capitals;
}
