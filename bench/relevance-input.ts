/** What relevance is measured on: recorded papers, queries that a fixed rule makes of their labels, and who holds them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFunctionWord } from "../src/domain/similarity/function-words.ts";
import { findStem } from "../src/domain/topic/forms.ts";
import { hasArxivMonth, readArxivMonth } from "../test/support/arxiv-month.ts";
import { createRandom } from "../test/support/random.ts";

const RECORDED = join(import.meta.dirname, "../../shared/recorded");
export const hasRecorded =
  hasArxivMonth && ["hf-daily", "relevance_long_context"].every((folder) => existsSync(join(RECORDED, folder)));

export interface Paper {
  id: string;
  title: string;
  abstract: string | null;
  /** Hugging Face's counters; 0 elsewhere. */
  upvotes: number;
  comments: number;
  codeStars: number;
}

/** A label's own words, and which papers of the collection bear it, by position. */
export interface Query {
  words: string;
  truth: ReadonlySet<number>;
}

export interface Collection {
  papers: Paper[];
  queries: Query[];
}

/** Keywords that fewer papers hold are no topic. */
const HOLDERS_LEAST = 8;

interface Entry {
  numComments?: number;
  paper: {
    id: string;
    title: string;
    summary: string;
    upvotes?: number;
    githubStars?: number;
    ai_keywords?: string[];
  };
}

/**
 * Hugging Face's days, a paper once. A query is a keyword of Hugging Face's, in small letters, that eight or more
 * hold.
 */
export function readKeywords(): Collection {
  const entries = new Map<string, Entry>();
  const folder = join(RECORDED, "hf-daily");
  for (const name of readdirSync(folder).sort()) {
    for (const entry of JSON.parse(readFileSync(join(folder, name), "utf8")) as Entry[]) {
      if (!entries.has(entry.paper.id)) entries.set(entry.paper.id, entry);
    }
  }
  const holders = new Map<string, Set<number>>();
  [...entries.values()].forEach(({ paper }, at) => {
    for (const keyword of paper.ai_keywords ?? []) addTo(holders, keyword.toLowerCase(), at);
  });
  const queries = [...holders]
    .filter(([, truth]) => truth.size >= HOLDERS_LEAST)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([words, truth]) => ({ words, truth }));
  return { papers: [...entries.values()].map(readEntry), queries };
}

const readEntry = ({ paper, numComments }: Entry): Paper => ({
  id: paper.id,
  title: paper.title,
  abstract: paper.summary,
  upvotes: paper.upvotes ?? 0,
  comments: numComments ?? 0,
  codeStars: paper.githubStars ?? 0,
});

/** A month of arXiv: distractors, and what a larger installation has stored beside Hugging Face's days. */
export async function readMonth(): Promise<Paper[]> {
  const papers: Paper[] = [];
  for await (const { sourceKey: id, title, abstract } of readArxivMonth()) {
    papers.push({ id, title, abstract, upvotes: 0, comments: 0, codeStars: 0 });
  }
  return papers;
}

/** `[**Title.**](https://arxiv.org/abs/ID)` and its like, as the list writes a paper. */
const LISTED = /\[\**([^\]]+?)\.?\**\]\(https?:\/\/[^)]*?(\d{4}\.\d{4,5})[^)]*\)/g;

/**
 * Titles of a list made by hand among those of a month of arXiv, in an order that tells nothing (equals keep it). A
 * query is the words of a last heading.
 */
export async function readHeadings(): Promise<Collection> {
  const folder = join(RECORDED, "relevance_long_context");
  const headings = JSON.parse(readFileSync(join(folder, "topics.json"), "utf8")) as Record<string, string[]>;
  const titles = new Map<string, string>();
  for (const [, title, id] of readFileSync(join(folder, "README.md"), "utf8").matchAll(LISTED)) {
    titles.set(id as string, title as string);
  }
  const listed = [...new Set(Object.values(headings).flat())].filter((id) => titles.has(id));
  const papers = listed.map((id) => ({ id, title: titles.get(id) as string }));
  const known = new Set(listed);
  for (const { id, title } of await readMonth()) if (!known.has(id)) papers.push({ id, title });
  shuffle(papers, createRandom(1));
  const positions = new Map(papers.map(({ id }, at) => [id, at]));
  const queries = Object.entries(headings).map(([heading, ids]) => ({
    words: readHeading(heading),
    truth: new Set(ids.flatMap((id) => positions.get(id) ?? [])),
  }));
  const rest = { abstract: null, upvotes: 0, comments: 0, codeStars: 0 };
  return { papers: papers.map((paper) => ({ ...paper, ...rest })), queries };
}

/** `11. Context Compression > 11.1 Token / Prompt Compression` is `Token Prompt Compression`. */
function readHeading(heading: string): string {
  const last = heading.split(" > ").at(-1) as string;
  const words = last.replace(/^[\d.]+ /, "").match(/[\p{L}\d]+(?:-[\p{L}\d]+)*/gu) ?? [];
  return words.filter((word) => !isFunctionWord(findStem(word.toLowerCase()))).join(" ");
}

/** Fisher and Yates', in place. */
export function shuffle(list: unknown[], random: () => number): void {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}

function addTo(holders: Map<string, Set<number>>, keyword: string, at: number): void {
  const set = holders.get(keyword) ?? new Set();
  holders.set(keyword, set.add(at));
}
