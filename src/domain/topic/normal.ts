/** Puts a tree into its plain shape: no group within its own kind, no part twice, no double exclusion. */
import type { Node } from "./language.ts";
import { printCanonical } from "./print.ts";

/** Keeps the order typed (the first of equal parts stays). */
export function normalise(node: Node): Node {
  if (node.kind === "not") {
    const part = normalise(node.part);
    return part.kind === "not" ? part.part : { kind: "not", part };
  }
  if (node.kind !== "and" && node.kind !== "or") return node;
  const { kind } = node;
  const parts = new Map<string, Node>();
  for (const part of node.parts.map(normalise)) {
    for (const inner of part.kind === kind ? part.parts : [part]) {
      const key = printCanonical(inner);
      if (!parts.has(key)) parts.set(key, inner);
    }
  }
  const [first, ...others] = parts.values();
  return others.length === 0 && first !== undefined ? first : { kind, parts: [...parts.values()] };
}

/** Every leaf, and whether an exclusion stands before it. */
export function listLeaves(
  node: Node,
  excluded = false,
): { leaf: Exclude<Node, { part: Node } | { parts: Node[] }>; excluded: boolean }[] {
  if (node.kind === "not") return listLeaves(node.part, !excluded);
  if (node.kind === "and" || node.kind === "or") return node.parts.flatMap((part) => listLeaves(part, excluded));
  return [{ leaf: node, excluded }];
}
