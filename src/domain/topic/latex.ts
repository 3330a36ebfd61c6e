/** Reads one LaTeX command: which letters it stands for and where it ends. */

const GREEK =
  /^(?:var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|pi|rho|sigma|tau|upsilon|phi|chi|psi|omega)$/i;
const LETTERS: Readonly<Record<string, string>> = {
  o: "o",
  O: "O",
  l: "l",
  L: "L",
  ss: "ss",
  ae: "ae",
  AE: "AE",
  oe: "oe",
  OE: "OE",
  aa: "a",
  AA: "A",
  i: "i",
  j: "j",
  LaTeX: "LaTeX",
  TeX: "TeX",
};
/** `\c{c}`, `\v{s}`: accents whose letter follows. */
const ACCENTS = new Set(["c", "v", "u", "H", "k", "r", "t", "d", "b"]);
/** Commands whose argument is a key, not text. */
const KEYS = new Set(["cite", "citep", "citet", "ref", "eqref", "label"]);

export interface Command {
  /** What it reads as: a letter's name, nothing (formatting, accents) or a space (other symbols). */
  text: string;
  /** Offset after it. */
  end: number;
}

/** `at` is the offset of the backslash. `\alpha` = alpha, `\emph{x}` = x, `\'e` = e, `\times` = a space. */
export function readCommand(text: string, at: number): Command {
  const name = /^[A-Za-z]+/.exec(text.slice(at + 1, at + 40))?.[0];
  if (name === undefined) return readSymbol(text, at);
  const end = at + 1 + name.length;
  const greek = GREEK.exec(name)?.[1];
  if (greek !== undefined) return { text: greek, end };
  const letter = LETTERS[name];
  if (letter !== undefined) return { text: letter, end };
  if (KEYS.has(name) && text[end] === "{") {
    const close = text.indexOf("}", end);
    return { text: " ", end: close < 0 ? end : close + 1 };
  }
  if (ACCENTS.has(name)) return { text: "", end: text[end] === " " ? end + 1 : end };
  return { text: text[end] === "{" ? "" : " ", end };
}

function readSymbol(text: string, at: number): Command {
  const symbol = text[at + 1] ?? "";
  const next = text[at + 2] ?? "";
  if (/['"^~=.`]/.test(symbol) && /[A-Za-z{\\]/.test(next)) return { text: "", end: at + 2 };
  if (symbol === "-") return { text: "", end: at + 2 };
  if (/[%&_#${}]/.test(symbol)) return { text: symbol, end: at + 2 };
  return { text: " ", end: Math.min(at + 2, text.length) };
}
