/** Turns the LaTeX of titles and summaries into text that people read: `$\mathcal{O}(n^2)$` -> `O(n²)`. */
import { ACCENTS, BLACKBOARD, FUNCTIONS, SPACES, STYLES, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS } from "./latex-symbols.ts";

/** Deeper nesting than any real title has is left as it stands, so that hostile text cannot exhaust the stack. */
const DEEPEST = 20;
/** A group or formula that has not closed after so many characters is none; keeps hostile text linear. */
const LONGEST = 1_000;

interface Reader {
  text: string;
  at: number;
  depth: number;
}

/** Never throws; what is not LaTeX, or is unbalanced, stays as written. Money (`$5 and $6`) is no formula. */
export function readLatex(text: string): string {
  if (!/[\\$^_~`]|--/.test(text)) return text;
  const read = readAll({ text: text.replace(/``(.+?)''/g, "“$1”"), at: 0, depth: 0 }, false);
  return read
    .replace(/(?<=[\p{L}\p{N})])---(?=[\p{L}\p{N}(])/gu, "—")
    .replace(/(?<=[\p{L}\p{N})])--(?=[\p{L}\p{N}(])/gu, "–")
    .replace(/\s+/g, " ")
    .normalize("NFC")
    .trim();
}

function readAll(reader: Reader, math: boolean): string {
  let out = "";
  while (reader.at < reader.text.length) out += readOne(reader, math, out);
  return out;
}

/** The next character, command, group or formula; moves `reader.at` on by at least one. `before` is the text so far. */
function readOne(reader: Reader, math: boolean, before: string): string {
  const char = reader.text[reader.at] as string;
  if (char === "\\") return readCommand(reader, math, before);
  if (char === "$") return readDollar(reader);
  if (char === "^" || char === "_") return readScript(reader, char, math);
  if (char === "{" && (math || reader.text[reader.at + 1] === "\\")) return readGroup(reader, math) ?? step(reader);
  if (char === "~") return readTilde(reader, math);
  return step(reader);
}

function step(reader: Reader): string {
  const char = reader.text[reader.at] ?? "";
  reader.at += 1;
  return char;
}

/** Pandoc's rule: no space inside the dollars, no digit after the closing one; and `$5 or A$` has no sign of a formula. */
function readDollar(reader: Reader): string {
  const { text, at } = reader;
  const display = text[at + 1] === "$";
  const match = /^\$\$?(?=\S)((?:[^$\\]|\\[\s\S])*?)(?<=\S)\$\$?(?!\d)/.exec(text.slice(at, at + LONGEST));
  const inner = match?.[1];
  const money = inner !== undefined && /^\d/.test(inner) && /\s/.test(inner) && !/[\\^_{}=<>+*]/.test(inner);
  if (match === null || inner === undefined || inner === "" || money || reader.depth >= DEEPEST) {
    reader.at += display ? 2 : 1;
    return display ? "$$" : "$";
  }
  reader.at += match[0].length;
  return readInner(inner, reader.depth, true);
}

function readInner(text: string, depth: number, math: boolean): string {
  return readAll({ text, at: 0, depth: depth + 1 }, math);
}

/** The text of the `{...}` at the reader, read, or null when it does not close. */
function readGroup(reader: Reader, math: boolean): string | null {
  const { text, at } = reader;
  if (text[at] !== "{" || reader.depth >= DEEPEST) return null;
  let open = 0;
  for (let i = at; i < Math.min(text.length, at + LONGEST); i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "{") open += 1;
    else if (text[i] === "}" && --open === 0) {
      reader.at = i + 1;
      return readInner(text.slice(at + 1, i), reader.depth, math);
    }
  }
  return null;
}

/** A `{group}`, a `\command` or one character: what an accent, `^` or `_` applies to. */
function readArgument(reader: Reader, math: boolean): string {
  if (reader.text[reader.at] === " ") reader.at += 1;
  const group = readGroup(reader, math);
  if (group !== null) return group;
  if (reader.text[reader.at] === "\\" && reader.depth < DEEPEST) {
    reader.depth += 1;
    const read = readCommand(reader, math, "");
    reader.depth -= 1;
    return read;
  }
  return reader.at < reader.text.length ? step(reader) : "";
}

/** Outside formulas only `^{..}`, `^2` and `_{..}` are scripts: `snake_case` and `^_^` stay. */
function readScript(reader: Reader, sign: "^" | "_", math: boolean): string {
  const after = reader.text.slice(reader.at + 1, reader.at + 6);
  if (sign === "^" && after.startsWith("circ")) {
    reader.at += 5;
    return "°";
  }
  const isScript = math ? after !== "" : sign === "^" ? /^(?:[{\d]|\\circ)/.test(after) : after.startsWith("{");
  reader.at += 1;
  if (!isScript || (after.startsWith("{") && !reader.text.includes("}", reader.at))) return sign;
  const digits = math ? undefined : /^\d+/.exec(reader.text.slice(reader.at, reader.at + 9))?.[0];
  if (digits !== undefined) reader.at += digits.length;
  const read = digits ?? readArgument(reader, math).trim();
  if (read === "°" || read === "′") return read;
  const table = sign === "^" ? SUPERSCRIPTS : SUBSCRIPTS;
  const chars = [...read.replace(/ /g, "")];
  if (chars.every((char) => table.has(char))) return chars.map((char) => table.get(char)).join("");
  return /^[\p{L}\p{N}]*$/u.test(read) ? sign + read : `${sign}(${read})`;
}

/** A tie between two words is a space; `~5 times` keeps it. */
function readTilde(reader: Reader, math: boolean): string {
  const tied = /\S/.test(reader.text[reader.at - 1] ?? " ") && /\S/.test(reader.text[reader.at + 1] ?? " ");
  reader.at += 1;
  return math || tied ? " " : "~";
}

function readCommand(reader: Reader, math: boolean, before: string): string {
  const name = /^[A-Za-z]+/.exec(reader.text.slice(reader.at + 1, reader.at + 40))?.[0];
  if (name === undefined) return readSign(reader);
  reader.at += 1 + name.length;
  const symbol = SYMBOLS.get(name);
  if (symbol !== undefined) return endCommand(reader, symbol);
  if (ACCENTS.has(name)) return accent(readArgument(reader, math), ACCENTS.get(name) as string);
  if (name === "frac" || name === "dfrac" || name === "tfrac") return readFraction(reader);
  if (name === "sqrt") return readRoot(reader);
  if (name === "mathbb") return [...readArgument(reader, true)].map((c) => BLACKBOARD.get(c) ?? c).join("");
  if (SPACES.has(name)) return " ";
  if (FUNCTIONS.has(name)) return `${/[\p{L}\p{N})]$/u.test(before) ? " " : ""}${name}`;
  if (!STYLES.has(name)) return endCommand(reader, name);
  if (reader.text[reader.at] === "{") return readGroup(reader, math && !name.startsWith("text")) ?? "";
  if (reader.text[reader.at] === " ") reader.at += 1;
  return "";
}

/** `\LaTeX{}`: the empty group that only ends the command goes too; an unknown command keeps its name. */
function endCommand(reader: Reader, text: string): string {
  if (reader.text.startsWith("{}", reader.at)) reader.at += 2;
  return text;
}

/** `\%`, `\\`, `\,`, `\"{o}`: commands of one sign. */
function readSign(reader: Reader): string {
  const sign = reader.text[reader.at + 1] ?? "";
  const mark = ACCENTS.get(sign);
  reader.at += 2;
  if (mark !== undefined && /[A-Za-z{\\]/.test(reader.text[reader.at] ?? ""))
    return accent(readArgument(reader, false), mark);
  if (/[%&_#${}|]/.test(sign)) return sign;
  if (/[-!/()[\]]/.test(sign)) return "";
  if (/[\s\\,;:>]/.test(sign)) return " ";
  return `\\${sign}`;
}

/** The mark goes on the first letter; `\"{\i}` loses the dotless form that no combined letter has. */
function accent(text: string, mark: string): string {
  const [first = "", ...rest] = [...text.replace(/^ı/, "i").replace(/^ȷ/, "j")];
  return first === "" ? "" : (first + mark).normalize("NFC") + rest.join("");
}

function readFraction(reader: Reader): string {
  const wrap = (part: string) => (/^[\p{L}\p{N}]*$/u.test(part) ? part : `(${part})`);
  return `${wrap(readArgument(reader, true))}/${wrap(readArgument(reader, true))}`;
}

function readRoot(reader: Reader): string {
  const inner = readArgument(reader, true);
  return /^[\p{L}\p{N}]?$|^\d+$/u.test(inner) ? `√${inner}` : `√(${inner})`;
}
