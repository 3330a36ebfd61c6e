/** Words, names and organisations of the last 30 days that are spelled like one that stands in no paper of them. */
import { measureEdits } from "../../nearest.ts";
import type { PaperIndex } from "../matching/index-papers.ts";
import { findWord } from "../matching/word-hits.ts";
import { findStem } from "../topic/forms.ts";
import type { AuthorLeaf, Leaf, TextLeaf, Word } from "../topic/language.ts";
import { listWords, readAuthor, readLeaf, readTextLeaf } from "./leaves.ts";

/** Shorter words are near to too many others. */
const SHORTEST = 4;
const MOST = 3;
/** How many times as many papers hold a word that is worth naming beside a nearer one. */
const FAR_MORE = 10;

/** What may have been meant, nearest first, most often used first among equals. Terms that find nothing are not left out. */
export function listSpellings(index: PaperIndex, leaf: Leaf): Leaf[] {
  if (leaf.kind === "text" && !leaf.prefix) return listTextSpellings(index, leaf);
  if (leaf.kind === "author" && !leaf.prefix) return listNames(index, leaf);
  if (leaf.kind === "organisation" && !leaf.prefix) return listOrganisations(index, leaf.words.join(" "));
  return [];
}

/** All unknown words exchanged for their nearest; of a single one each of the nearest. */
function listTextSpellings(index: PaperIndex, leaf: TextLeaf): Leaf[] {
  const words = listWords(leaf);
  const unknown = words.filter((word) => countPapers(index, readWord(word)) === 0);
  if (unknown.length === 0) return listJoined(index, words, leaf);
  const near = new Map(unknown.map((word) => [word, [...listNearWords(index, word), ...listSplits(index, word)]]));
  if ([...near.values()].some((each) => each.length === 0)) return listJoined(index, words, leaf);
  const ways = unknown.length === 1 ? (near.get(unknown[0] as string) ?? []).length : 1;
  return Array.from({ length: ways }, (_, way) => words.map((word) => near.get(word)?.[way] ?? word).join(" "))
    .map((text) => readTextLeaf(text, leaf))
    .filter((each) => each !== null);
}

const readWord = (text: string): Word => ({ text, smart: (text.match(/\p{Lu}/gu)?.length ?? 0) >= 2 });

function countPapers(index: PaperIndex, word: Word): number {
  return findWord(index, word, false).papers;
}

/** Of words with the same stem the most often used. For a word with two capitals, words with two capitals in capitals. */
function listNearWords(index: PaperIndex, word: string): string[] {
  const lower = word.toLowerCase();
  if (lower.length < SHORTEST) return [];
  const { smart } = readWord(word);
  const spellings = new Set(index.forms.filter((form) => !smart || form.case !== "plain").map((form) => form.lower));
  const known = new Set<string>();
  return rankNear(lower, spellings, (near) => {
    const text = smart ? near.toUpperCase() : near;
    return countPapers(index, readWord(text));
  })
    .filter((near) => known.size < known.add(findStem(near)).size)
    .slice(0, MOST)
    .map((near) => (smart ? near.toUpperCase() : near));
}

/** One edit in four letters, two from five on; letters exchanged with their neighbour are one. */
function rankNear(word: string, among: Iterable<string>, count: (near: string) => number): string[] {
  const allowed = word.length < 5 ? 1 : 2;
  const letters = markLetters(word);
  const near: { text: string; edits: number; papers: number }[] = [];
  for (const text of among) {
    if (text === word || Math.abs(text.length - word.length) > allowed || text.length < SHORTEST - 1) continue;
    if (countMarks(letters ^ markLetters(text)) > allowed * 2) continue;
    const edits = isSwapped(word, text) ? 1 : measureEdits(word, text);
    if (edits <= allowed) near.push({ text, edits, papers: count(text) });
  }
  near.sort((a, b) => a.edits - b.edits || b.papers - a.papers || (a.text < b.text ? -1 : 1));
  const [best] = near;
  return near
    .filter(({ edits, papers }) => best && (edits === best.edits || papers > best.papers * FAR_MORE))
    .map(({ text }) => text);
}

/** A bit for each letter that stands in a word: an edit changes two at most, and this is a hundred times as fast to ask. */
function markLetters(word: string): number {
  let marks = 0;
  for (let i = 0; i < word.length; i += 1) marks |= 1 << (word.charCodeAt(i) % 32);
  return marks;
}

function countMarks(marks: number): number {
  let count = 0;
  for (let left = marks; left !== 0; left &= left - 1) count += 1;
  return count;
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** `videogeneration` as `video generation`, where both are known. */
function listSplits(index: PaperIndex, word: string): string[] {
  const places = Array.from({ length: Math.max(0, word.length - 5) }, (_, i) => i + 3);
  const known = (text: string): number => countPapers(index, readWord(text));
  return places
    .map((at) => [word.slice(0, at), word.slice(at)] as const)
    .map(([a, b]) => ({ text: `${a} ${b}`, papers: Math.min(known(a), known(b)) }))
    .filter(({ papers }) => papers > 0)
    .sort((a, b) => b.papers - a.papers)
    .slice(0, 1)
    .map(({ text }) => text);
}

/** `data set` as `dataset`. */
function listJoined(index: PaperIndex, words: string[], leaf: TextLeaf): Leaf[] {
  return words
    .slice(1)
    .map((word, i) => [...words.slice(0, i), `${words[i]}${word}`, ...words.slice(i + 2)])
    .filter((joined) => joined.every((word) => countPapers(index, readWord(word)) > 0))
    .map((joined) => readTextLeaf(joined.join(" "), { ...leaf, distance: joined.length > 1 ? leaf.distance : null }))
    .filter((each) => each !== null);
}

function listNames(index: PaperIndex, leaf: AuthorLeaf): Leaf[] {
  const family = leaf.family.at(-1) ?? "";
  if (index.byFamily.has(family) || family.length < SHORTEST) return [];
  const count = (name: string): number => index.byFamily.get(name)?.length ?? 0;
  return rankNear(family, index.byFamily.keys(), count)
    .slice(0, MOST)
    .map((near) => readAuthor([...leaf.family.slice(0, -1), near], leaf.given))
    .filter((each) => each !== null);
}

/** Display names and slugs; each once. */
function listOrganisations(index: PaperIndex, written: string): Leaf[] {
  const names = new Set([...index.organisations.values()].flatMap((each) => each.names.map((name) => name.join(" "))));
  if (written.length < SHORTEST || names.has(written)) return [];
  return rankNear(written, names, () => 0)
    .slice(0, MOST)
    .map((near) => readLeaf(`org:"${near}"`))
    .filter((each) => each !== null);
}
