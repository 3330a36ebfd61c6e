/** Prints a topic: its canonical form, by which equal topics are one, and its reading for people. */
import type { AuthorLeaf, Element, Leaf, Node, TextLeaf } from "./language.ts";

/** Sorted, unstemmed, AND as a space and NOT as a minus; parsing it gives it again. */
export function printCanonical(node: Node): string {
  if (node.kind === "not") return `-${group(node.part, printCanonical(node.part), ["and", "or"])}`;
  if (node.kind === "and") {
    const parts = node.parts.map((part) => group(part, printCanonical(part), ["or"]));
    return [...new Set(parts)].sort(compareTerms).join(" ");
  }
  if (node.kind === "or") return [...new Set(node.parts.map(printCanonical))].sort().join(" OR ");
  return printLeaf(node);
}

/** Exclusions last, else by code unit, so that every machine sorts alike. */
function compareTerms(a: string, b: string): number {
  const excluded = Number(a.startsWith("-")) - Number(b.startsWith("-"));
  return excluded !== 0 ? excluded : a < b ? -1 : 1;
}

/** In the order typed, every group in parentheses, fields by their long names. Parses to the same topic. */
export function printReading(node: Node): string {
  if (node.kind === "not") return `NOT ${group(node.part, printReading(node.part), ["and", "or"])}`;
  if (node.kind === "and" || node.kind === "or") {
    const sign = node.kind === "and" ? " AND " : " OR ";
    return node.parts.map((part) => group(part, printReading(part), ["and", "or"])).join(sign);
  }
  if (node.kind === "text" && node.field === "ti") return `title:${printText(node)}`;
  if (node.kind === "author") return `author:${node.prefix ? `${node.written}*` : quote(node.written, /^[\p{L}]+$/u)}`;
  return printLeaf(node);
}

function group(node: Node, text: string, kinds: Node["kind"][]): string {
  return kinds.includes(node.kind) ? `(${text})` : text;
}

function printLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case "everything":
      return "*";
    case "text":
      return (leaf.field === null ? "" : `${leaf.field}:`) + printText(leaf);
    case "author":
      return `au:${printName(leaf)}`;
    case "category":
      return `${leaf.primary ? "primary" : "cat"}:${leaf.category}`;
    case "organisation":
      return leaf.prefix ? `org:${leaf.words.join(" ")}*` : `org:${quote(leaf.words.join(" "), /^[\p{L}\p{N}]+$/u)}`;
    case "id":
      return `id:${quote(leaf.value, /^[\w./-]+$/)}`;
    case "like":
      return `like:${quote(leaf.key, /^[\w./-]+$/)}`;
    case "source":
      return `source:${quote(leaf.value, /^[\w./-]+$/)}`;
    case "upvotes":
      return `upvotes:>=${leaf.atLeast}`;
  }
}

/** A phrase's words as the topic writes them, without quotes: `mixture of experts`, `pretrain*`. */
export function printWords(leaf: TextLeaf): string {
  return leaf.elements.map(printElement).join(" ") + (leaf.prefix ? "*" : "");
}

function printText(leaf: TextLeaf): string {
  const words = printWords(leaf);
  if (leaf.distance !== null) return `"${words}"~${leaf.distance}`;
  return leaf.elements.length > 1 || /^(and|or|not)$/i.test(words) ? `"${words}"` : words;
}

function printElement(element: Element): string {
  return element.kind === "word" ? element.word.text : element.parts.map((part) => part.text).join("-");
}

/** `family, given`, so that a family name of several words is read again as one. */
function printName(leaf: AuthorLeaf): string {
  const family = leaf.family.join(" ");
  if (leaf.prefix) return `${family}*`;
  if (leaf.given.length > 0) return `"${family}, ${leaf.given.join(" ")}"`;
  return leaf.family.length > 1 ? `"${family},"` : quote(family, /^[\p{L}\p{N}]+$/u);
}

function quote(text: string, bare: RegExp): string {
  return bare.test(text) && !/^(AND|OR|NOT)$/.test(text) ? text : `"${text}"`;
}
