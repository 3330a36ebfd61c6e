/** Topics that ask for more than one which is too broad: in the title only, or with a word that often stands beside. */
import { type Bitset, countBits, intersect, listBits } from "../matching/bitset.ts";
import { matchTopic } from "../matching/match.ts";
import { findWord } from "../matching/word-hits.ts";
import { isCommonWord } from "../topic/checks.ts";
import { findStem } from "../topic/forms.ts";
import type { Node, TextLeaf } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { type Token, tokenise } from "../topic/tokens.ts";
import { exchangeLeaves, findLeafKey, readTextLeaf } from "./leaves.ts";
import type { Month } from "./month.ts";
import type { Variant } from "./wider.ts";

/** The latest papers that are read for neighbours: enough to know the frequent ones, at half a millisecond each. */
const READ = 150;
const MOST_PHRASES = 12;

export interface Narrower {
  /** The most telling first. */
  phrases: Variant[];
  title: Variant[];
}

/** Changes the term that brings most of the `hits`. */
export function listNarrower(month: Month, ast: Node, hits: Bitset): Narrower {
  const texts = listLeaves(ast).flatMap(({ leaf, excluded }) => (leaf.kind === "text" && !excluded ? [leaf] : []));
  const counted = texts.map((leaf) => ({ leaf, papers: countBits(intersect(matchTopic(month.index, leaf), hits)) }));
  const most = counted.sort((a, b) => b.papers - a.papers)[0]?.leaf;
  if (most === undefined || most.prefix || most.distance !== null) return { phrases: [], title: [] };
  const exchange = (node: Node, says: string): Variant => ({
    node: exchangeLeaves(ast, new Map([[most, node]])),
    says,
  });
  const phrases = listPhrases(month, most, hits).map((phrase) => exchange(phrase, "a phrase that is often used"));
  const title = most.field === null ? [exchange({ ...most, field: "ti" }, "in the title only")] : [];
  return { phrases, title };
}

/** Phrases of the term and one word before or after it; rare words beside it tell more than common ones. */
function listPhrases(month: Month, leaf: TextLeaf, hits: Bitset): TextLeaf[] {
  const counts = countNeighbours(month, leaf, hits);
  const total = month.papers.length;
  const weigh = ({ word, papers }: Neighbour): number =>
    papers * Math.log((total + 1) / (1 + findWord(month.index, { text: word, smart: false }, false).papers));
  return counts
    .filter(({ papers }) => papers > 1)
    .map((each) => ({ each, weight: weigh(each) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_PHRASES)
    .map(({ each }) => readTextLeaf(each.phrase, leaf))
    .filter((phrase) => phrase !== null);
}

interface Neighbour {
  word: string;
  phrase: string;
  papers: number;
}

/** In the latest of the hits, title and abstract; each paper counts once for a phrase. */
function countNeighbours(month: Month, leaf: TextLeaf, hits: Bitset): Neighbour[] {
  const words = findLeafKey(leaf).split(" ");
  const counts = new Map<string, Neighbour>();
  for (const position of listLatest(month, hits).slice(0, READ)) {
    const { title, abstract } = month.papers[position] as { title: string; abstract: string | null };
    const seen = new Set<string>();
    for (const text of [title, abstract ?? ""]) {
      for (const { word, phrase } of listBeside(text, words)) {
        const key = phrase.toLowerCase().split(" ").map(findStem).join(" ");
        if (seen.has(key)) continue;
        seen.add(key);
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { word, phrase, papers: 1 });
        else known.papers += 1;
      }
    }
  }
  return [...counts.values()];
}

function listBeside(text: string, words: string[]): { word: string; phrase: string }[] {
  const tokens = tokenise(text);
  const stems = tokens.map(({ lower }) => findStem(lower));
  const found: { word: string; phrase: string }[] = [];
  for (let at = 0; at + words.length <= stems.length; at += 1) {
    if (!words.every((word, i) => stems[at + i] === word)) continue;
    const end = at + words.length;
    const written = tokens.slice(at, end).map(readToken).join(" ");
    const [before, after] = [tokens[at - 1], tokens[end]];
    if (before !== undefined && tokens[at]?.glue !== "other" && isTelling(before.lower)) {
      found.push({ word: before.lower, phrase: `${readToken(before)} ${written}` });
    }
    if (after !== undefined && after.glue !== "other" && isTelling(after.lower)) {
      found.push({ word: after.lower, phrase: `${written} ${readToken(after)}` });
    }
  }
  return found;
}

/** As the language writes it: in small letters, unless it holds two capitals. */
const readToken = ({ cased, lower, capitals }: Token): string => (capitals >= 2 ? cased : lower);

const isTelling = (word: string): boolean => word.length > 1 && /^\p{L}/u.test(word) && !isCommonWord(word);

/** Positions of the hits, newest first, then most votes. */
export function listLatest(month: Month, hits: Bitset): number[] {
  const votes = (position: number): number => month.papers[position]?.upvotes ?? -1;
  const day = (position: number): number => month.dayOf[position] as number;
  return listBits(hits).sort((a, b) => day(b) - day(a) || votes(b) - votes(a) || a - b);
}
