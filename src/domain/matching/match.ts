/** Evaluates a topic over the indexed papers. */
import type { Node } from "../topic/language.ts";
import { type Bitset, isEmpty, listBits, subtract, unite } from "./bitset.ts";
import type { PaperIndex } from "./index-papers.ts";
import { estimateHits, findLeafHits } from "./leaf-hits.ts";

/** The positions of the papers that match, as bits. Read only: it may be the index's own set. */
export function matchTopic(index: PaperIndex, ast: Node): Bitset {
  return findHits(index, ast, index.all);
}

/** The positions that match, in rising order. */
export function listHits(index: PaperIndex, ast: Node): number[] {
  return listBits(matchTopic(index, ast));
}

/** The hits among `within`. */
function findHits(index: PaperIndex, node: Node, within: Bitset): Bitset {
  if (isEmpty(within)) return within;
  if (node.kind === "not") return subtract(within, findHits(index, node.part, within));
  if (node.kind === "and") return findCommonHits(index, node.parts, within);
  if (node.kind === "or") return node.parts.map((part) => findHits(index, part, within)).reduce(unite);
  return findLeafHits(index, node, within);
}

/** Rarest first, exclusions last, each on what the ones before left over. */
function findCommonHits(index: PaperIndex, parts: Node[], within: Bitset): Bitset {
  const ordered = parts
    .map((part) => ({ part, estimate: estimateNode(index, part) }))
    .sort((a, b) => a.estimate - b.estimate);
  let hits = within;
  for (const { part } of ordered) hits = findHits(index, part, hits);
  return hits;
}

/** An upper bound of the hits; exclusions come after everything. */
function estimateNode(index: PaperIndex, node: Node): number {
  if (node.kind === "not") return index.papers.length + 1;
  if (node.kind === "and") return Math.min(...node.parts.map((part) => estimateNode(index, part)));
  if (node.kind === "or") return node.parts.reduce((sum, part) => sum + estimateNode(index, part), 0);
  return estimateHits(index, node);
}
