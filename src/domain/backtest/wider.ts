/** Topics that ask for less than one which finds nothing: without a part, with words apart, in any field or case. */
import type { Leaf, Node, TextLeaf } from "../topic/language.ts";
import { LIMITS } from "../topic/language.ts";
import { listLeaves } from "../topic/normal.ts";
import { printReading } from "../topic/print.ts";
import { exchangeLeaves, listWithout, listWords, readAuthor, readTextLeaf } from "./leaves.ts";

export interface Variant {
  node: Node;
  /** What was changed, as in `found nothing; without planning: 12 papers`. */
  says: string;
}

/** Words that a phrase may lie apart before it is no longer read as one. */
const APART = 5;

export function listWider(ast: Node): Variant[] {
  const dropped = listWithout(ast).map(({ part, rest }) => ({ node: rest, says: `without ${printReading(part)}` }));
  const loosened = listLeaves(ast)
    .filter(({ excluded }) => !excluded)
    .flatMap(({ leaf }) =>
      loosen(leaf).map(({ node, says }) => ({ node: exchangeLeaves(ast, new Map([[leaf as Node, node]])), says })),
    );
  return [...dropped, ...loosened];
}

function loosen(leaf: Leaf): Variant[] {
  if (leaf.kind === "author" && leaf.given.length > 0) {
    const node = readAuthor(leaf.family, []);
    return node === null ? [] : [{ node, says: "any given name" }];
  }
  if (leaf.kind === "upvotes") return [];
  if (leaf.kind !== "text" || leaf.prefix) return [];
  const fields: Variant[] =
    leaf.field === null ? [] : [{ node: { ...leaf, field: null }, says: "in title or abstract" }];
  return [...fields, ...lowerCase(leaf), ...loosenWords(leaf)];
}

function lowerCase(leaf: TextLeaf): Variant[] {
  const written = listWords(leaf).join(" ");
  const lower = written.toLowerCase();
  const node = lower === written ? null : readTextLeaf(lower, leaf);
  return node === null ? [] : [{ node, says: "in small letters too" }];
}

function loosenWords(leaf: TextLeaf): Variant[] {
  const words = listWords(leaf);
  if (words.length < 2) return [];
  const variants: Variant[] = [];
  const add = (node: Node | null, says: string): void => {
    if (node !== null) variants.push({ node, says });
  };
  if (words.length <= LIMITS.distanceWords && (leaf.distance ?? 0) < APART) {
    add(readTextLeaf(words.join(" "), { ...leaf, distance: APART }), `up to ${APART} words between, in any order`);
  }
  for (let length = words.length - 1; length > 1; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      add(readTextLeaf(words.slice(start, start + length).join(" "), leaf), "a shorter phrase");
    }
  }
  const apart = words.map((word) => readTextLeaf(word, { field: leaf.field, distance: null }));
  if (apart.every((word) => word !== null)) add({ kind: "and", parts: apart }, "the words anywhere");
  return variants;
}
