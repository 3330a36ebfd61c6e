/** Cuts a query into its signs: words, quotes, parentheses, operators, fields and distances. */
import { FIELDS, type Field } from "./language.ts";

/** `from` and `to` are offsets into the query; `text` is what stands between, without quotes or colon. */
export interface Sign {
  kind:
    | "word"
    | "quote"
    | "unclosed"
    | "open"
    | "close"
    | "and"
    | "or"
    | "not"
    | "minus"
    | "field"
    | "distance"
    | "end";
  text: string;
  from: number;
  to: number;
  /** Whether white space stands before it. */
  spaced: boolean;
}

const QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb';
const DASH = /^[-\u2010-\u2015\u2212]$/;
const WORD = new RegExp(`^[^\\s()|${QUOTES}]+`);
const FIELD = /^([\p{L}][\p{L}\p{N}_-]*):/u;
/** After these the value may hold a colon: `id:arXiv:2605.12500`, `upvotes:>=10`. */
const RAW_FIELDS: ReadonlySet<Field> = new Set(["id", "source", "upvotes", "like"]);

/** All signs in order, closed by one `end`. Never fails: an unclosed quote is a sign of its own. */
export function listSigns(query: string): Sign[] {
  const signs: Sign[] = [];
  let at = 0;
  while (true) {
    const start = at + (/^\s*/.exec(query.slice(at))?.[0].length ?? 0);
    if (start >= query.length) break;
    const sign = readSign(query, start, signs.at(-1));
    signs.push({ ...sign, spaced: start > at || at === 0 });
    at = sign.to;
  }
  signs.push({ kind: "end", text: "", from: query.length, to: query.length, spaced: true });
  return signs;
}

type Bare = Omit<Sign, "spaced">;

function readSign(query: string, from: number, before: Sign | undefined): Bare {
  const first = query[from] as string;
  const sign = (kind: Sign["kind"], text: string, to: number): Bare => ({ kind, text, from, to });
  if (first === "(") return sign("open", first, from + 1);
  if (first === ")") return sign("close", first, from + 1);
  if (first === "|") return sign("or", first, query[from + 1] === "|" ? from + 2 : from + 1);
  if (QUOTES.includes(first)) return readQuote(query, from);
  const word = WORD.exec(query.slice(from))?.[0] as string;
  const distance = /^~[-+\w.]*/.exec(word)?.[0];
  if (distance !== undefined && before?.to === from) return sign("distance", distance.slice(1), from + distance.length);
  const raw = before?.kind === "field" && RAW_FIELDS.has(FIELDS[before.text.toLowerCase()] as Field);
  if (!raw && DASH.test(first)) return sign("minus", first, from + 1);
  const field = raw ? undefined : FIELD.exec(word)?.[1];
  if (field !== undefined) return sign("field", field, from + field.length + 1);
  if (word === "AND" || word === "OR" || word === "NOT") {
    return sign(word === "AND" ? "and" : word === "OR" ? "or" : "not", word, from + word.length);
  }
  return sign("word", word, from + word.length);
}

function readQuote(query: string, from: number): Bare {
  let to = from + 1;
  while (to < query.length && !QUOTES.includes(query[to] as string)) to += 1;
  const text = query.slice(from + 1, to);
  if (to === query.length) return { kind: "unclosed", text, from, to };
  return { kind: "quote", text, from, to: to + 1 };
}
