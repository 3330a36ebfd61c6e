/** Parses XML from a source into a small tree, whole or not at all, and says in words where it breaks off. */
import { SaxesParser } from "saxes";
import type { ParseFailure } from "./source.ts";

/** Names are local ones: `dc:creator` and `creator` are told apart by `uri`. */
export interface XmlElement {
  name: string;
  uri: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** All text inside, also of inner elements, in order. */
  text: string;
}

const DEEPEST = 100;

/** Never throws. Truncated or malformed input is one failure with its line and column, both from 1. */
export function parseXml(text: string, expected: string): { ok: true; root: XmlElement } | ParseFailure {
  const body = text.replace(/^\uFEFF/, "").trimStart();
  if (body === "") return { ok: false, cause: `the answer is empty; ${expected} was expected` };
  if (!body.startsWith("<")) return { ok: false, cause: `the answer is no XML; ${expected} was expected` };
  if (/^<(?:!doctype html|html)/i.test(body))
    return { ok: false, cause: `the answer is a web page; ${expected} was expected` };
  try {
    return { ok: true, root: build(body) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, cause: describe(error.message) };
  }
}

function build(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: XmlElement[] = [];
  let root: XmlElement | null = null;
  parser.on("opentag", (tag) => {
    if (open.length >= DEEPEST) throw new Error(`${parser.line}:${parser.column}: elements are nested too deep.`);
    const attributes: Record<string, string> = {};
    for (const [name, { value }] of Object.entries(tag.attributes)) attributes[name] = value;
    const element = { name: tag.local, uri: tag.uri, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const add = (piece: string) => {
    const top = open.at(-1);
    if (top) top.text += piece;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed && open.length > 2) add(closed.text); // texts of records are not gathered above them
  });
  parser.write(text).close();
  if (root === null) throw new Error("1:1: there is no element.");
  return root;
}

/** saxes words it as `12:34: unclosed tag: item.` (line from 1, column from 0). */
function describe(message: string): string {
  const [, line, column, what = message] = /^(\d+):(\d+): (.*?)\.?$/s.exec(message) ?? [];
  const place = line === undefined ? "" : ` at line ${line}, column ${Number(column) + 1}`;
  if (/unclosed tag|unexpected end|document must contain/.test(what))
    return `the answer breaks off${place}; the rest of the XML is missing (${what})`;
  return `the answer is not well-formed XML: ${what}${place}`;
}

export const listChildren = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const findChild = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** Text of the first child of that name, or null. */
export const childText = (element: XmlElement, name: string): string | null => findChild(element, name)?.text ?? null;
