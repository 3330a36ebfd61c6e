/**
 * Stems an English word by Porter2 (https://snowballstem.org/algorithms/english/stemmer.html), stem for stem as the package
 * wink-porter2-stemmer does, whose replacements by regular expressions took half of the time of indexing a day. Stems are
 * never stored, but a word that stemmed otherwise would change what topics find: the test compares the two.
 */
import {
  EXCEPTIONS,
  INVARIANT,
  LONG_STARTS,
  type Rules,
  type RulesBy,
  STEP_2_BY,
  STEP_3_BY,
  STEP_4_BY,
} from "./porter2-rules.ts";

/** `word` holds letters a to z only. */
export function stem(word: string): string {
  if (word.length < 3) return word;
  const exception = EXCEPTIONS.get(word);
  if (exception !== undefined) return exception;
  if (!word.includes("y")) return stemMarked(word);
  // A y that is no vowel is written 3 on the way.
  return stemMarked(word.replace(/^y/, "3").replace(/([aeiou])y/, "$13")).replaceAll("3", "y");
}

function stemMarked(word: string): string {
  const singular = dropPlural(word);
  return INVARIANT.has(singular) ? singular : dropSuffixes(singular);
}

function dropSuffixes(word: string): string {
  return dropEnd(replaceDerived(replaceY(dropPast(word))));
}

const isVowel = (word: string, at: number): boolean => {
  const unit = word.charCodeAt(at);
  return unit === 97 || unit === 101 || unit === 105 || unit === 111 || unit === 117 || unit === 121;
};

function hasVowel(word: string, end: number): boolean {
  for (let i = 0; i < end; i += 1) if (isVowel(word, i)) return true;
  return false;
}

/** Where the region begins that follows the first non-vowel after a vowel, from `from` on. */
function findRegion(word: string, from: number): number {
  let at = from;
  while (at < word.length && !isVowel(word, at)) at += 1;
  while (at < word.length && isVowel(word, at)) at += 1;
  return Math.min(at + 1, word.length);
}

function findR1(word: string): number {
  const region = findRegion(word, 0);
  if (region === word.length) return region;
  for (const start of LONG_STARTS) if (word.startsWith(start)) return start.length;
  return region;
}

/** A short syllable at the end: `hop`, `at`. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  if (last <= 1 && last >= 0 && isVowel(word, 0) && (last === 0 || !isVowel(word, 1))) return true;
  if (last < 2 || isVowel(word, last) || "wx3".includes(word[last] as string)) return false;
  return isVowel(word, last - 1) && !isVowel(word, last - 2);
}

function dropPlural(word: string): string {
  const { length } = word;
  if (word.endsWith("ied") && length > 3) return word.slice(0, length > 4 ? -2 : -1);
  if (!word.endsWith("s")) return word;
  if (word.endsWith("sses") && length > 4) return word.slice(0, -2);
  if (word.endsWith("ies") && length > 3) return word.slice(0, length > 4 ? -2 : -1);
  if (word.endsWith("us") || word.endsWith("ss")) return word;
  return hasVowel(word, length - 2) ? word.slice(0, -1) : word;
}

function dropPast(word: string): string {
  const eed = word.endsWith("eed") ? 3 : word.endsWith("eedly") ? 5 : 0;
  if (eed > 0) return word.length - findR1(word) >= eed ? word.slice(0, 2 - eed) : word;
  const drop = measurePast(word);
  if (drop === 0 || !hasVowel(word, word.length - drop)) return word;
  const rest = word.slice(0, -drop);
  if (rest.endsWith("at") || rest.endsWith("bl") || rest.endsWith("iz")) return `${rest}e`;
  const last = rest.charAt(rest.length - 1);
  if (last === rest.charAt(rest.length - 2) && "bdfgmnprt".includes(last)) return rest.slice(0, -1);
  return endsShort(rest) && findR1(rest) === rest.length ? `${rest}e` : rest;
}

/** Letters of `ed`, `ing`, `edly`, `ingly`. */
function measurePast(word: string): number {
  if (word.endsWith("ed")) return 2;
  if (word.endsWith("ing")) return 3;
  if (!word.endsWith("ly")) return 0;
  return word.endsWith("edly") ? 4 : word.endsWith("ingly") ? 5 : 0;
}

function replaceY(word: string): string {
  const last = word.length - 1;
  if (!word.endsWith("y") && !word.endsWith("3")) return word;
  return last > 1 && !isVowel(word, last - 1) ? `${word.slice(0, -1)}i` : word;
}

/** The rule with the longest suffix of the word, if the region `find` finds holds the suffix. */
function findRule(rules: RulesBy, word: string, find: (word: string) => number): Rules[number] | undefined {
  const some = rules[word.charCodeAt(word.length - 1)];
  if (some === undefined) return undefined;
  for (const rule of some) {
    if (word.endsWith(rule[0])) return word.length - rule[0].length >= find(word) ? rule : undefined;
  }
  return undefined;
}

function replaceDerived(word: string): string {
  let text = word;
  const second = findRule(STEP_2_BY, text, findR1);
  if (second !== undefined && isAllowed(text, second[0])) text = text.slice(0, -second[0].length) + second[1];
  const third = findRule(STEP_3_BY, text, findR1);
  if (third !== undefined && (third[0] !== "ative" || text.includes("ative", findR2(text)))) {
    text = text.slice(0, -third[0].length) + third[1];
  }
  const fourth = findRule(STEP_4_BY, text, findR2);
  if (fourth !== undefined && isAllowed(text, fourth[0])) text = text.slice(0, -fourth[0].length);
  return text;
}

/** What must stand before some suffixes. */
function isAllowed(word: string, suffix: string): boolean {
  const before = word[word.length - suffix.length - 1] ?? "";
  if (suffix === "li") return "cdeghkmnrt".includes(before) && before !== "";
  if (suffix === "ion") return before === "s" || before === "t";
  return suffix !== "ogi" || before === "l";
}

const findR2 = (word: string): number => findRegion(word, findR1(word));

function dropEnd(word: string): string {
  if (word.endsWith("e")) {
    const rest = word.slice(0, -1);
    const r1 = findR1(word);
    const dropped = word.includes("e", findRegion(word, r1)) || (word.includes("e", r1) && !endsShort(rest));
    return dropped ? rest : word;
  }
  return word.endsWith("ll") && findR2(word) < word.length ? word.slice(0, -1) : word;
}
