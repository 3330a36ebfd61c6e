/** Limits a topic to the sources that were on when its subscription was made. */
import type { Node } from "./language.ts";
import { listLeaves, normalise } from "./normal.ts";
import { printReading } from "./print.ts";

/** Unchanged when the topic names a source itself, or when `sources` is empty; else AND (source:a OR source:b). */
export function scopeToSources(ast: Node, sources: string[]): Node {
  if (sources.length === 0 || listLeaves(ast).some(({ leaf }) => leaf.kind === "source")) return ast;
  const names = [...new Set(sources.map((source) => source.toLowerCase()))].sort();
  const parts: Node[] = names.map((value) => ({ kind: "source", value }));
  return normalise({ kind: "and", parts: [ast, { kind: "or", parts }] });
}

/** The reading of a topic without its scope: a clause of sources only beside other terms is not shown. */
export function printUnscopedReading(ast: Node): string {
  if (ast.kind !== "and") return printReading(ast);
  const asked = ast.parts.filter((part) => !isScope(part));
  if (asked.length === 0) return printReading(ast);
  return printReading(normalise({ kind: "and", parts: asked }));
}

function isScope(node: Node): boolean {
  return node.kind === "source" || (node.kind === "or" && node.parts.every((part) => part.kind === "source"));
}

/** The sources that `scopeToSources` limited a topic to; a query that names sources itself cannot be told from that. */
export function listScope(ast: Node): string[] {
  const scope = (ast.kind === "and" ? ast.parts : [ast]).find(isScope);
  return scope ? listLeaves(scope).flatMap(({ leaf }) => (leaf.kind === "source" ? [leaf.value] : [])) : [];
}
