/** The libraries that topics name. */
import type { Node } from "./language.ts";
import { listLeaves } from "./normal.ts";

export function listLibraryKeys(ast: Node): string[] {
  return listLeaves(ast).flatMap(({ leaf }) => (leaf.kind === "like" ? [leaf.key] : []));
}

/** Of canonical queries, without parsing them: a key that stands within quotes is looked up in vain. */
export function scanLibraryKeys(canonicals: readonly string[]): string[] {
  return canonicals.flatMap((canonical) =>
    canonical.includes(FIELD) ? [...canonical.matchAll(KEY)].map((match) => match[1] as string) : [],
  );
}

const FIELD = "like:";
const KEY = /like:"?([^\s"()]+)/g;
