/** Turns the tokens of a query's word or phrase into the elements to look up. */
import { COMPOUND_PREFIXES, hasPlural } from "./forms.ts";
import type { Element, Word } from "./language.ts";
import type { Token } from "./tokens.ts";

/**
 * `a-b` is one element; a common prefix joins the word after it, so that `pre-training`, `"pre training"` and
 * `pretraining` are one word. With `keepOpen` (distances) only hyphens join.
 */
export function listElements(tokens: Token[], keepOpen: boolean): Element[] {
  const groups: Word[][] = [];
  for (let i = tokens.length - 1; i >= 0; i -= 1) {
    const word = readWord(tokens[i] as Token);
    const hyphenated = tokens[i + 1]?.glue === "hyphen";
    const next = groups[0];
    if (next !== undefined && (hyphenated || !keepOpen) && isPrefixOf(word, next[0] as Word)) {
      next[0] = joinWords([word, next[0] as Word]);
    } else if (next !== undefined && hyphenated) {
      next.unshift(word);
    } else {
      groups.unshift([word]);
    }
  }
  return groups.map(nameElement);
}

function readWord(token: Token): Word {
  const smart = token.capitals >= 2;
  return { text: smart ? token.cased : token.lower, smart };
}

function isPrefixOf(word: Word, next: Word): boolean {
  return COMPOUND_PREFIXES.has(word.text.toLowerCase()) && !/[+#]$/.test(next.text);
}

function joinWords(words: Word[]): Word {
  return { text: words.map((word) => word.text).join(""), smart: words.some((word) => word.smart) };
}

function nameElement(group: Word[]): Element {
  const [word] = group as [Word];
  return group.length === 1 ? { kind: "word", word } : { kind: "compound", parts: group, joined: joinWords(group) };
}

/** `LLMs` becomes `LLM`: one canonical for both. Only after a capital, so that no name loses a letter. */
export function dropPlural(word: Word): Word {
  const plural = word.smart && hasPlural(word.text) && /\p{Lu}s$/u.test(word.text);
  return plural ? { ...word, text: word.text.slice(0, -1) } : word;
}
