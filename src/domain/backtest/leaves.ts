/** Makes terms of a topic anew, and topics with a term exchanged: what suggestions are built from. */
import { findStem } from "../topic/forms.ts";
import type { Leaf, Node, ParsedTopic, TextLeaf } from "../topic/language.ts";
import { normalise } from "../topic/normal.ts";
import { parseTopic } from "../topic/parse.ts";
import { printReading, printWords } from "../topic/print.ts";

/** Words as the parser reads them within quotes; null where they are no term. */
export function readTextLeaf(words: string, like?: Pick<TextLeaf, "field" | "distance">): TextLeaf | null {
  const field = like?.field ?? null;
  const distance = like?.distance ?? null;
  const quoted = `"${words.replaceAll('"', " ")}"`;
  const leaf = readLeaf((field === null ? "" : `${field}:`) + quoted + (distance === null ? "" : `~${distance}`));
  return leaf?.kind === "text" ? leaf : null;
}

export function readLeaf(text: string): Leaf | null {
  const parsed = parseTopic(text, { limits: false });
  if (!parsed.ok) return null;
  const { ast } = parsed.topic;
  return ast.kind === "and" || ast.kind === "or" || ast.kind === "not" ? null : ast;
}

/** The comma tells a family name of several words from given names. */
export function readAuthor(family: string[], given: string[]): Leaf | null {
  const name = family.join(" ");
  if (given.length === 0 && family.length === 1) return readLeaf(`au:${name}`);
  return readLeaf(`au:"${name}, ${given.join(" ")}"`);
}

/** Equal for all spellings that find the same: stems of the words, hyphens as spaces. Says nothing of field and case. */
export function findLeafKey(leaf: TextLeaf): string {
  return printWords(leaf)
    .split(/[\s-]+/)
    .map((word) => findStem(word.toLowerCase()))
    .join(" ");
}

/** The words of an element in a row: `vision-language` is two. */
export function listWords(leaf: TextLeaf): string[] {
  return leaf.elements.flatMap((element) =>
    element.kind === "word" ? [element.word.text] : element.parts.map(({ text }) => text),
  );
}

/** The same tree with each of these leaves (by identity) exchanged. */
export function exchangeLeaves(node: Node, by: ReadonlyMap<Node, Node>): Node {
  const exchange = (each: Node): Node => {
    const other = by.get(each);
    if (other !== undefined) return other;
    if (each.kind === "not") return { kind: "not", part: exchange(each.part) };
    if (each.kind === "and" || each.kind === "or") return { kind: each.kind, parts: each.parts.map(exchange) };
    return each;
  };
  return normalise(exchange(node));
}

/** For each part of each `and`, the part and the tree without it. */
export function listWithout(node: Node): { part: Node; rest: Node }[] {
  if (node.kind === "not") {
    return listWithout(node.part).map(({ part, rest }) => ({ part, rest: { kind: "not", part: rest } }));
  }
  if (node.kind !== "and" && node.kind !== "or") return [];
  const own = node.kind === "or" ? [] : node.parts.map((part) => ({ part, rest: withParts(node, part, []) }));
  const inner = node.parts.flatMap((part) =>
    listWithout(part).map(({ part: dropped, rest }) => ({ part: dropped, rest: withParts(node, part, [rest]) })),
  );
  return [...own, ...inner].map(({ part, rest }) => ({ part, rest: normalise(rest) }));
}

function withParts(node: { kind: "and" | "or"; parts: Node[] }, old: Node, instead: Node[]): Node {
  return { kind: node.kind, parts: node.parts.flatMap((part) => (part === old ? instead : [part])) };
}

/** The topic that a reader would get by typing what the tree reads as; null where that is no topic. */
export function readAgain(node: Node): ParsedTopic | null {
  const parsed = parseTopic(printReading(node));
  return parsed.ok ? parsed.topic : null;
}
