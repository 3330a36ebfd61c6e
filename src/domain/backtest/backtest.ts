/** Tries a topic on the last 30 days: what it would have found, day by day, and whether it is worth following. */
import { type Bitset, countBits, intersect, listBits } from "../matching/bitset.ts";
import { matchTopic } from "../matching/match.ts";
import type { Node } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { parseTopic } from "../topic/parse.ts";
import { printCanonical } from "../topic/print.ts";
import { scopeToSources } from "../topic/scope.ts";
import type { Month } from "./month.ts";
import { listLatest } from "./narrower.ts";
import { type Exclusion, measureExclusions, measureTerms, type TermShare } from "./shares.ts";
import { type Suggestion, suggestTopics } from "./suggest.ts";

/**
 * A topic of words that matches more of the papers than this is too broad. Of 42 days of Daily Papers "agents", "LLM" and
 * "reasoning" each match a third, "video" and "reinforcement learning" a sixth.
 */
export const BROAD_SHARE = 0.25;
/** Of fewer papers a share says nothing. */
const BROAD_LEAST = 20;

/** A topic that a reader follows. */
export interface Followed {
  number: number;
  name: string;
  canonical: string;
}

export interface BacktestOrder {
  ast: Node;
  /** Names of the sources that are on: what a subscription made now would read. */
  sources: string[];
  /** What the reader follows; null when no reader is asked about. */
  follows: readonly Followed[] | null;
}

export interface Overlap {
  /** Of the hits, how many any of the reader's topics finds too, and how many none does. */
  covered: number;
  fresh: number;
  /** Those that share a paper with it, the one that shares most first; `same` is the very topic. */
  topics: { number: number; name: string; papers: number; same: boolean }[];
}

export interface Backtest {
  /** `YYYY-MM-DD`, both within. */
  from: string;
  to: string;
  hits: number;
  /** Papers of these days, of the sources that the topic reads. */
  stored: number;
  /** hits / stored, 0 where nothing is stored. */
  share: number;
  /** By the day of a paper's first listing; all 30, also those without papers. */
  days: { on: string; hits: number; stored: number }[];
  /** Days with papers, and hits on each of them on average; null where there is none. */
  daysWithPapers: number;
  perDay: number | null;
  storedSince: string | null;
  terms: TermShare[];
  exclusions: Exclusion[];
  tooBroad: boolean;
  suggestions: Suggestion[];
  overlap: Overlap | null;
}

/** `latest` are the ids of the hits, newest first, then most votes. With the month at hand it takes milliseconds. */
export function backtest(month: Month, order: BacktestOrder): Backtest & { latest: number[] } {
  const { ast, sources, follows } = order;
  const { index, days, papers } = month;
  const within = findReadable(month, ast, sources);
  const hits = intersect(matchTopic(index, ast), within);
  const [found, stored] = [countBits(hits), countBits(within)];
  const share = stored === 0 ? 0 : found / stored;
  const tooBroad = asksForWords(ast) && stored >= BROAD_LEAST && share > BROAD_SHARE;
  const perDay = countByDay(month, hits, within);
  const daysWithPapers = perDay.filter((day) => day.stored > 0).length;
  return {
    from: days[0] as string,
    to: days.at(-1) as string,
    hits: found,
    stored,
    share,
    days: perDay,
    daysWithPapers,
    perDay: daysWithPapers === 0 ? null : found / daysWithPapers,
    storedSince: month.storedSince,
    terms: measureTerms(index, ast, within, hits),
    exclusions: measureExclusions(index, ast, within, hits),
    tooBroad,
    suggestions: stored === 0 ? [] : suggestTopics(month, { ast, within, hits, tooBroad }, BROAD_SHARE),
    overlap: follows && measureOverlap(month, hits, follows, printCanonical(scopeToSources(ast, sources))),
    latest: listLatest(month, hits).map((position) => (papers[position] as { id: number }).id),
  };
}

/** The papers that a subscription to the topic would be asked about (scope.ts). */
function findReadable({ index }: Month, ast: Node, sources: string[]): Bitset {
  if (listLeaves(ast).some(({ leaf }) => leaf.kind === "source")) return index.all;
  return matchTopic(index, scopeToSources({ kind: "everything" }, sources));
}

/** `*`, `cat:cs.CL` or `source:arxiv` are broad because they are meant to be. */
function asksForWords(ast: Node): boolean {
  return listLeaves(ast).some(({ leaf, excluded }) => leaf.kind === "text" && !excluded);
}

function countByDay({ days, dayOf }: Month, hits: Bitset, within: Bitset): Backtest["days"] {
  const counts = days.map((on) => ({ on, hits: 0, stored: 0 }));
  for (const position of listBits(within)) (counts[dayOf[position] as number] as { stored: number }).stored += 1;
  for (const position of listBits(hits)) (counts[dayOf[position] as number] as { hits: number }).hits += 1;
  return counts;
}

function measureOverlap(month: Month, hits: Bitset, follows: readonly Followed[], canonical: string): Overlap {
  const covered = new Set<number>();
  const topics = follows.map(({ number, name, canonical: own }) => {
    const parsed = parseTopic(own, { limits: false });
    if (!parsed.ok) throw new Error(`a stored topic does not parse: ${parsed.error.message}`);
    const shared = listBits(intersect(matchTopic(month.index, parsed.topic.ast), hits));
    for (const position of shared) covered.add(position);
    return { number, name, papers: shared.length, same: own === canonical };
  });
  return {
    covered: covered.size,
    fresh: countBits(hits) - covered.size,
    topics: topics.filter(({ papers, same }) => papers > 0 || same).sort((a, b) => b.papers - a.papers),
  };
}
