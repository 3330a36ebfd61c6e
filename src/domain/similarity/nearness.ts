/** How near to each other the words of a query stand in a paper: near, they say more than apart. */
import { COMPOUND_PREFIXES, findStem } from "../topic/forms.ts";
import { tokenise } from "../topic/tokens.ts";
import { saturate, TITLE_WEIGHT } from "./bm25.ts";
import { type Corpus, measureRarity } from "./vector.ts";

/** Words of each text in order, as listWords gives them. */
export interface PaperWords {
  title: readonly string[];
  abstract: readonly string[];
}

// Chosen by mean average precision on the odd queries of `npm run bench -- relevance words`, each figure with all else
// as it is.

/**
 * What words side by side weigh beside the same words apart (as in the dependence model of Metzler and Croft 2005).
 * 0, 1, 2, 4: keywords .558, .579, .577, .574. Chosen before windows counted, and kept: 1 and 2 are alike. Headings lose
 * (.164, .154, .153, .153), for they are lists of words and no phrases.
 */
const RUN_WEIGHT = 2;

/**
 * What a text that holds all words of the query, near together, adds beside the words apart. 0, 0.5, 1, 2: keywords
 * .566, .574, .577, .578.
 */
const WINDOW_WEIGHT = 1;

/** Stems, function words among them; compounds in their parts, but `pre-training` and `pre training` as one word. */
export function listWords(text: string): string[] {
  const words: string[] = [];
  let prefix = "";
  const tokens = tokenise(text);
  tokens.forEach(({ lower }, i) => {
    const next = tokens[i + 1];
    if (COMPOUND_PREFIXES.has(lower) && next !== undefined && next.glue !== "other") {
      prefix += lower;
      return;
    }
    words.push(findStem(prefix + lower));
    prefix = "";
  });
  return words;
}

/**
 * Added to what scoreBm25 gives for the words apart. `query`: distinct words in order, without function words; of one
 * word it is 0, and of a paper that holds none or one of them too.
 */
export function scoreNearness(query: readonly string[], { title, abstract }: PaperWords, corpus: Corpus): number {
  if (query.length < 2) return 0;
  const rarities = query.map((word) => measureRarity(word, corpus));
  const all = rarities.reduce((sum, rarity) => sum + rarity, 0);
  const windows = TITLE_WEIGHT * countWindows(query, title) + countWindows(query, abstract);
  return WINDOW_WEIGHT * all * saturate(windows) + RUN_WEIGHT * scoreRuns(query, rarities, { title, abstract });
}

/** Each run of two words of the query or more counts as a term, as rare as its words together. */
function scoreRuns(query: readonly string[], rarities: readonly number[], { title, abstract }: PaperWords): number {
  let score = 0;
  for (let from = 0; from < query.length - 1; from += 1) {
    let rarity = rarities[from] as number;
    for (let to = from + 2; to <= query.length; to += 1) {
      const run = query.slice(from, to);
      const count = TITLE_WEIGHT * countRun(run, title) + countRun(run, abstract);
      if (count === 0) break; // no longer run from here stands in it either
      rarity += rarities[to - 1] as number;
      score += rarity * saturate(count);
    }
  }
  return score;
}

function countRun(run: readonly string[], words: readonly string[]): number {
  let count = 0;
  for (let at = words.indexOf(run[0] as string); at !== -1; at = words.indexOf(run[0] as string, at + 1)) {
    if (run.every((word, i) => words[at + i] === word)) count += 1;
  }
  return count;
}

/** Shortest stretches with all words of the query, each by the share of it that the query is: 1 side by side. */
function countWindows(query: readonly string[], words: readonly string[]): number {
  const last = new Map(query.map((word) => [word, -1]));
  let before = -1;
  let count = 0;
  words.forEach((word, at) => {
    if (!last.has(word)) return;
    last.set(word, at);
    const from = Math.min(...last.values());
    if (from <= before) return; // a word is missing yet, or a shorter stretch ended before
    count += last.size / (at - from + 1);
    before = from;
  });
  return count;
}
