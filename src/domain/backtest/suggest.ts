/** "Did you mean": other topics, each with what it finds in the same 30 days, for one that finds nothing or too much. */
import { type Bitset, countBits, intersect } from "../matching/bitset.ts";
import { matchTopic } from "../matching/match.ts";
import type { Leaf, Node } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { printReading, printWords } from "../topic/print.ts";
import type { KnownAbbreviation } from "./abbreviations.ts";
import { exchangeLeaves, findLeafKey, readAgain } from "./leaves.ts";
import { findAbbreviations, type Month } from "./month.ts";
import { listNarrower } from "./narrower.ts";
import { listSpellings } from "./spelling.ts";
import { listWider, type Variant } from "./wider.ts";

export type SuggestionKind = "spelling" | "long-form" | "acronym" | "wider" | "narrower";

export interface Suggestion {
  kind: SuggestionKind;
  /** The whole topic as it would read; typing it gives it. */
  query: string;
  /** Papers that it finds in the 30 days. */
  hits: number;
  /** What it changes, in a few words: `without planning`. */
  says: string;
}

export interface Tried {
  ast: Node;
  /** Papers of the sources that the topic reads. */
  within: Bitset;
  hits: Bitset;
  tooBroad: boolean;
}

const MOST: Record<SuggestionKind, number> = { spelling: 3, "long-form": 2, acronym: 2, wider: 3, narrower: 4 };

/** A narrower topic that keeps less than this of the hits is another one. */
const KEPT_SHARE = 0.05;

/**
 * Spellings for terms that stand in no paper, acronyms and long forms that find more, wider topics only where nothing was
 * found, narrower ones only for a topic that is too broad. `broad` is the share from which a suggestion would be so itself.
 */
export function suggestTopics(month: Month, tried: Tried, broad: number): Suggestion[] {
  const { ast, within, hits, tooBroad } = tried;
  const found = countBits(hits);
  const papers = countBits(within);
  const seen = new Set([readAgain(ast)?.canonical]);
  const count = (variants: Variant[], kind: SuggestionKind): Suggestion[] =>
    variants.flatMap(({ node, says }) => {
      const topic = readAgain(node);
      if (topic === null || seen.has(topic.canonical)) return [];
      seen.add(topic.canonical);
      const hitsOf = countBits(intersect(matchTopic(month.index, topic.ast), within));
      return hitsOf === 0 ? [] : [{ kind, query: topic.reading, hits: hitsOf, says }];
    });
  const take = (kind: SuggestionKind, all: Suggestion[]): Suggestion[] => all.slice(0, MOST[kind]);
  const fits = ({ hits: hitsOf }: Suggestion): boolean => hitsOf <= papers * broad;
  const more = (each: Suggestion): boolean => each.hits > found && fits(each);
  const less = (each: Suggestion): boolean => fits(each) && each.hits < found && each.hits >= found * KEPT_SHARE;

  const spellings = take("spelling", count(respell(month, ast), "spelling"));
  if (tooBroad) {
    const { phrases, title } = listNarrower(month, ast, hits);
    const titles = count(title, "narrower").filter(less);
    const room = MOST.narrower - titles.length;
    return [...spellings, ...count(phrases, "narrower").filter(less).slice(0, room), ...titles];
  }
  const longForms = take("long-form", count(exchangeAbbreviations(month, ast, "long-form"), "long-form").filter(more));
  const acronyms = take("acronym", count(exchangeAbbreviations(month, ast, "acronym"), "acronym").filter(more));
  const wider = found > 0 ? [] : count(listWider(ast), "wider").sort((a, b) => a.hits - b.hits);
  return [...spellings, ...longForms, ...acronyms, ...take("wider", wider.filter(fits))];
}

/** First all terms respelled together, which is what two slips in one topic need. */
function respell(month: Month, ast: Node): Variant[] {
  const unknown = listLeaves(ast)
    .filter(({ leaf }) => countBits(matchTopic(month.index, leaf)) === 0)
    .map(({ leaf }) => ({ leaf, near: listSpellings(month.index, leaf) }))
    .filter(({ near }) => near.length > 0);
  const exchange = (pairs: [Leaf, Leaf][]): Variant => ({
    node: exchangeLeaves(ast, new Map<Node, Node>(pairs)),
    says: `${pairs.map(([, near]) => printReading(near)).join(", ")} for ${pairs.map(([leaf]) => printReading(leaf)).join(", ")}`,
  });
  const together = unknown.map(({ leaf, near }): [Leaf, Leaf] => [leaf, near[0] as Leaf]);
  const single = unknown.flatMap(({ leaf, near }) => near.map((each): Variant => exchange([[leaf, each]])));
  return together.length > 1 ? [exchange(together), ...single] : single;
}

/** Each with both spellings, joined by OR. */
function exchangeAbbreviations(month: Month, ast: Node, kind: "long-form" | "acronym"): Variant[] {
  const variants: (Variant & { papers: number })[] = [];
  for (const { leaf, excluded } of listLeaves(ast)) {
    if (leaf.kind !== "text" || leaf.prefix || leaf.distance !== null || excluded) continue;
    const { byShort, byLong } = findAbbreviations(month);
    const known = (kind === "long-form" ? byShort : byLong).get(findLeafKey(leaf)) ?? [];
    for (const pair of known) {
      const other = { ...(kind === "long-form" ? pair.long : pair.short), field: leaf.field };
      const node = exchangeLeaves(ast, new Map<Node, Node>([[leaf, { kind: "or", parts: [leaf, other] }]]));
      variants.push({ node, says: tellPair(pair, kind), papers: pair.papers });
    }
  }
  return variants.sort((a, b) => b.papers - a.papers);
}

const tellPair = ({ short, long }: KnownAbbreviation, kind: "long-form" | "acronym"): string =>
  kind === "long-form" ? `${printWords(short)} in full` : `short for ${printWords(long)}`;
