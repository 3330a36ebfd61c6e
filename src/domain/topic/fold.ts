/** Folds text for comparison, query and paper alike, and remembers where each folded character stood. */
import { readCommand } from "./latex.ts";

/** `text` keeps its case (smart case needs it). Character i came from `[from[i], to[i])`; null means unmoved. */
export interface Folded {
  text: string;
  from: number[] | null;
  to: number[] | null;
}

const GREEK_NAMES =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(
    " ",
  );
const SPECIAL: Readonly<Record<string, string>> = {
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ß: "ss",
  ẞ: "SS",
  ø: "o",
  Ø: "O",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  ł: "l",
  Ł: "L",
  ı: "i",
  þ: "th",
  Þ: "Th",
  "’": "'",
  "‘": "'",
  ʼ: "'",
};
const known = new Map<string, string>();

/** Characters that fold to themselves wherever they stand, as nearly all do. */
const PLAIN = /[\n -#%-[\]`-z|~]*/y;

/** Strips LaTeX commands, braces and $; NFKD without marks; dashes to "-"; ligatures; Greek letters to their names. */
export function foldText(text: string): Folded {
  if (/^[\n -#%-[\]-z|~]*$/.test(text)) return { text, from: null, to: null };
  const folded = { text: "", from: [] as number[], to: [] as number[] };
  const formulas = findFormulas(text);
  let at = 0;
  while (at < text.length) {
    const end = findPlainEnd(text, at);
    folded.text += text.slice(at, end);
    for (; at < end; at += 1) {
      folded.from.push(at);
      folded.to.push(at + 1);
    }
    if (at < text.length) at = addFolded(folded, text, at, formulas);
  }
  return folded;
}

function findPlainEnd(text: string, at: number): number {
  PLAIN.lastIndex = at;
  PLAIN.test(text);
  return PLAIN.lastIndex;
}

/** What stands at `at`; gives where it ends. */
function addFolded(
  folded: { text: string; from: number[]; to: number[] },
  text: string,
  at: number,
  formulas: [number, number][],
): number {
  const [piece, end] = foldAt(text, at, formulas);
  for (let unit = 0; unit < piece.length; unit += 1) {
    folded.from.push(at);
    folded.to.push(end);
  }
  folded.text += piece;
  return end;
}

function foldAt(text: string, at: number, formulas: [number, number][]): [string, number] {
  const unit = text[at] as string;
  if (unit === "\\") {
    const command = readCommand(text, at);
    return [command.text, command.end];
  }
  if (unit === "$" || unit === "{" || unit === "}") return ["", at + 1];
  // `$\pi_0$` is written pi0 by everyone who types it.
  if ((unit === "_" || unit === "^") && formulas.some(([from, to]) => from < at && at < to)) return ["", at + 1];
  const character = String.fromCodePoint(text.codePointAt(at) as number);
  return [foldCharacter(character), at + character.length];
}

/** Offsets of `$...$`, by pandoc's rule, so that prices are not formulas. */
function findFormulas(text: string): [number, number][] {
  if (!text.includes("$")) return [];
  return [...text.matchAll(/\$(?!\s)[^$]+(?<!\s)\$(?!\d)/g)].map((m) => [m.index, m.index + m[0].length]);
}

function foldCharacter(character: string): string {
  if (character <= "~") return character;
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = character
    .normalize("NFKD")
    .replace(/[\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/gu, "")
    .replace(/[\p{Pd}\u2212\u2043]/gu, "-")
    .replace(/[\u0391-\u03a9\u03b1-\u03c9]/g, nameGreek)
    .replace(/./gu, (c) => SPECIAL[c] ?? c);
  known.set(character, folded);
  return folded;
}

function nameGreek(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code >= 0x3b1) return GREEK_NAMES[code - 0x3b1] as string;
  const name = GREEK_NAMES[code - 0x391] as string;
  return (name[0] as string).toUpperCase() + name.slice(1);
}
