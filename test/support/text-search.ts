/** Says a topic in Postgres' language of text search, as far as that can say it. */
import type { Leaf, Node } from "../../src/domain/topic/language.ts";

/** For `to_tsquery`; title is weight A and abstract B. What it has no words for (authors, categories) is left out. */
export function translateTopic(ast: Node): string {
  return translate(ast) ?? "nothing";
}

function translate(node: Node): string | null {
  if (node.kind === "not") {
    const part = translate(node.part);
    return part === null ? null : `!(${part})`;
  }
  if (node.kind !== "and" && node.kind !== "or") return translateLeaf(node);
  const parts = node.parts.map(translate).filter((part) => part !== null);
  return parts.length === 0 ? null : parts.map((part) => `(${part})`).join(node.kind === "and" ? " & " : " | ");
}

function translateLeaf(leaf: Leaf): string | null {
  if (leaf.kind !== "text") return null;
  const label = `:${leaf.prefix ? "*" : ""}${leaf.field === null ? "" : leaf.field === "ti" ? "A" : "B"}`;
  const words = leaf.elements.flatMap((element) => (element.kind === "word" ? [element.word] : element.parts));
  return words.map(({ text }) => text + (label === ":" ? "" : label)).join(leaf.distance === null ? " <-> " : " & ");
}
