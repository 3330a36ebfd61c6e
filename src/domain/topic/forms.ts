/** The forms under which a text can be found: its tokens, its compounds, and their stems and smart-case keys. */
import { stem } from "./porter2.ts";
import type { Token } from "./tokens.ts";

/** After these, `a b` in text also counts as `ab`. */
export const COMPOUND_PREFIXES: ReadonlySet<string> = new Set(
  "pre post fine multi self zero few non re semi sub inter intra meta cross hyper auto over under anti bi de micro macro".split(
    " ",
  ),
);

/** `plain` under two capitals; `capital` two or more; `plural` the same with an s after; `shouted` in an all-capitals title. */
export type FormCase = "plain" | "capital" | "plural" | "shouted";

/** One way a text can be found at a position. */
export interface Form {
  lower: string;
  case: FormCase;
  /** Number of the first token, and how many tokens it spans. */
  start: number;
  length: number;
}

const LONGEST_PREFIX = Math.max(...[...COMPOUND_PREFIXES].map((prefix) => prefix.length));

/** Compounds of up to four parts are found under every run of their parts, longer ones also as a whole. */
const LONGEST_RUN = 4;
const LONGEST_COMPOUND = 15;

/** All forms of one field, in order of position. */
export function listForms(tokens: Token[], shouted: boolean): Form[] {
  const forms: Form[] = [];
  const linked = tokens.map(({ glue }, i) => i > 0 && isLinked(glue, (tokens[i - 1] as Token).lower));
  tokens.forEach((token, start) => {
    forms.push({ lower: token.lower, case: nameCase(token.cased, token.capitals, shouted), start, length: 1 });
    if (linked[start + 1] !== true) return;
    for (const length of listRuns(linked, start)) {
      const run = tokens.slice(start, start + length);
      const cased = run.map((t) => t.cased).join("");
      const capitals = run.reduce((sum, t) => sum + t.capitals, 0);
      forms.push({ lower: cased.toLowerCase(), case: nameCase(cased, capitals, shouted), start, length });
    }
  });
  return forms;
}

/** Whether a token and the one before are one compound: `a-b`, or `a b` with a common prefix. */
export function isLinked(glue: Token["glue"], before: string): boolean {
  if (glue === "hyphen") return true;
  return glue === "space" && before.length <= LONGEST_PREFIX && COMPOUND_PREFIXES.has(before);
}

/** Lengths of the compounds that begin at a token; `linked[i]` says whether token i and the one before are one. */
export function listRuns(linked: readonly boolean[], start: number): number[] {
  let longest = 1;
  while (longest < LONGEST_COMPOUND && linked[start + longest] === true) longest += 1;
  const runs: number[] = [];
  for (let length = 2; length <= Math.min(longest, LONGEST_RUN); length += 1) runs.push(length);
  if (longest > LONGEST_RUN && linked[start] !== true) runs.push(longest);
  return runs;
}

/** A title without any small letter says nothing about capitals. */
export function isShouted(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

export function nameCase(cased: string, capitals: number, shouted: boolean): FormCase {
  if (shouted) return "shouted";
  if (capitals < 2) return "plain";
  return hasPlural(cased) ? "plural" : "capital";
}

/** `LLMs`, `ResNets`: a small s at the end of a word with capitals. */
export function hasPlural(cased: string): boolean {
  return cased.length > 2 && /[^s]s$/.test(cased);
}

const stems = new Map<string, string>();

/** Plurals of abbreviations that Porter2 leaves alone, for want of a vowel: `llms`, `gpus`. */
const ABBREVIATIONS = /^[^aeiouy]{2,}[aiou]?(?<!s)s$/;

/** The key of a word in any case: its Porter2 stem if it is letters a to z only, else the word. */
export function findStem(lower: string): string {
  const known = stems.get(lower);
  if (known !== undefined) return known;
  const key = isPlain(lower) ? dropAbbreviationPlural(stem(lower)) : lower;
  if (stems.size >= 200_000) stems.clear();
  stems.set(lower, key);
  return key;
}

function isPlain(lower: string): boolean {
  for (let i = 0; i < lower.length; i += 1) {
    const unit = lower.charCodeAt(i);
    if (unit < 97 || unit > 122) return false;
  }
  return lower !== "";
}

function dropAbbreviationPlural(word: string): string {
  return word.endsWith("s") && ABBREVIATIONS.test(word) ? word.slice(0, -1) : word;
}

/** The keys under which smart case finds a form. `LLMs` is found as `llm`; shouted `LLMS` as both. */
export function listSmartKeys(lower: string, form: FormCase): string[] {
  if (form === "plain") return [];
  if (form === "capital") return [lower];
  if (form === "plural") return [lower.slice(0, -1)];
  return lower.length > 2 && lower.endsWith("s") ? [lower, lower.slice(0, -1)] : [lower];
}
