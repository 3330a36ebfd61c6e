/** Reads a reader's own list of papers: BibTeX, RIS, CSL JSON as Zotero exports them, or arXiv ids and DOIs one a line. */
import { plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import { z } from "zod";
import { findPaperId } from "../../domain/identity/ids.ts";
import type { LibraryEntry } from "../../domain/subscription/library.ts";
import { parseJson } from "../json.ts";

export interface Bibliography {
  format: "BibTeX" | "RIS" | "CSL JSON" | "ids";
  entries: LibraryEntry[];
  /** What could not be read, each with its place and the reason. */
  unread: string[];
}

export type BibliographyOutcome = { ok: true; bibliography: Bibliography } | { ok: false; cause: string };

/** Larger libraries say nothing that these do not. */
export const ENTRIES_MOST = 5_000;
export const BYTES_MOST = 20_000_000;

/** Never throws. An entry without a title and without a known identifier is unread. */
export function parseBibliography(text: string): BibliographyOutcome {
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") return { ok: false, cause: "it is empty" };
  if (/^\s*<(\?xml|rdf|!doctype|html)/i.test(body))
    return { ok: false, cause: "it is RDF or a web page; export the library as BibTeX, RIS or CSL JSON" };
  const read = readAny(body);
  if (!read.ok) return read;
  const { bibliography } = read;
  if (bibliography.entries.length === 0)
    return { ok: false, cause: `no paper can be read in it: ${bibliography.unread[0] ?? "there is no entry"}` };
  if (bibliography.entries.length > ENTRIES_MOST)
    return { ok: false, cause: `it holds ${bibliography.entries.length} papers, ${ENTRIES_MOST} is the most` };
  return read;
}

function readAny(body: string): BibliographyOutcome {
  if (/^\s*[[{]/.test(body)) return readCslJson(body);
  if (/^TY {2}- /m.test(body)) return { ok: true, bibliography: readRis(body) };
  if (/^\s*@\w+\s*[{(]/m.test(body)) return { ok: true, bibliography: readBibtex(body) };
  return { ok: true, bibliography: readIds(body) };
}

const bibtexSchema = z.array(
  z.object({ label: z.string().optional(), properties: z.record(z.string(), z.unknown()).default({}) }),
);

/** Entry by entry, so that a broken one costs one. */
function readBibtex(body: string): Bibliography {
  const starts = [...body.matchAll(/^[ \t]*@\w+\s*[{(]/gm)].map((match) => match.index);
  const pieces = starts.map((from, i) => ({ from, text: body.slice(from, starts[i + 1]) }));
  const isOf = (kind: RegExp) => (piece: { text: string }) => kind.test(piece.text);
  const strings = pieces.filter(isOf(/^\s*@string/i)).map(({ text }) => text);
  const bibliography: Bibliography = { format: "BibTeX", entries: [], unread: [] };
  for (const { from, text } of pieces.filter((piece) => !isOf(/^\s*@(string|comment|preamble)/i)(piece))) {
    const line = body.slice(0, from).split("\n").length;
    try {
      const options = { forceType: "@bibtex/text", target: "@bibtex/entries+list", generateGraph: false };
      const [entry] = bibtexSchema.parse(plugins.input.chain([...strings, text].join("\n"), options));
      add(bibliography, readFields(entry?.properties ?? {}), `line ${line}`);
    } catch (error) {
      bibliography.unread.push(`line ${line}: ${firstLine(error)}`);
    }
  }
  return bibliography;
}

function readRis(body: string): Bibliography {
  const bibliography: Bibliography = { format: "RIS", entries: [], unread: [] };
  const records = body.split(/^ER {2}-.*$/m).filter((record) => /^TY {2}- /m.test(record));
  records.forEach((record, i) => {
    try {
      const options = { forceType: "@ris/file", generateGraph: false };
      const [entry] = z
        .array(z.record(z.string(), z.unknown()))
        .parse(plugins.input.chain(`${record.trim()}\nER  - \n`, options));
      // Notes and accession numbers, where preprints put their ids, are no field of what Citation.js gives.
      const others = [...record.matchAll(/^(?:UR|DO|AN|N1|M1|M3|L1|ID) {2}- (.*)$/gm)].map((match) => match[1]);
      add(bibliography, readFields({ ...entry, others: others.join("\n") }), `record ${i + 1}`);
    } catch (error) {
      bibliography.unread.push(`record ${i + 1}: ${firstLine(error)}`);
    }
  });
  return bibliography;
}

/** An array as CSL JSON has it, or an object with `items`, as Better BibTeX exports it. */
function readCslJson(body: string): BibliographyOutcome {
  const parsed = parseJson(body);
  if (!parsed.ok) return { ok: false, cause: parsed.cause.replace("the answer", "it") };
  const items = z
    .union([
      z.array(z.record(z.string(), z.unknown())),
      z.object({ items: z.array(z.record(z.string(), z.unknown())) }).transform(({ items }) => items),
    ])
    .safeParse(parsed.value);
  if (!items.success) return { ok: false, cause: "its JSON is no list of papers; export the library as CSL JSON" };
  const bibliography: Bibliography = { format: "CSL JSON", entries: [], unread: [] };
  items.data.forEach((item, i) => {
    const title = item.title ?? item.shortTitle;
    const abstract = item.abstract ?? item.abstractNote;
    add(bibliography, readFields({ ...item, title, abstract }), `entry ${i + 1}`);
  });
  return { ok: true, bibliography };
}

function readIds(body: string): Bibliography {
  const bibliography: Bibliography = { format: "ids", entries: [], unread: [] };
  body.split(/\r?\n/).forEach((line, i) => {
    for (const word of line.replace(/(^|\s)#.*/, "").split(/[\s,;]+/)) {
      if (word === "") continue;
      const entry = readFields({ url: word });
      if (entry.arxivId === null && entry.doi === null)
        bibliography.unread.push(`line ${i + 1}: "${word.slice(0, 60)}" is no arXiv id and no DOI`);
      else bibliography.entries.push(entry);
    }
  });
  return bibliography;
}

function add({ entries, unread }: Bibliography, entry: LibraryEntry, at: string): void {
  if (entry.title === null && entry.arxivId === null && entry.doi === null)
    unread.push(`${at}: it has no title, arXiv id or DOI`);
  else entries.push(entry);
}

/** Fields by their names in any case; an arXiv id may stand in any of them. */
function readFields(fields: Record<string, unknown>): LibraryEntry {
  const byName = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string): string | null => {
    const value = byName.get(name);
    const bare = typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
    return bare === "" ? null : bare;
  };
  let [arxivId, doi]: [string | null, string | null] = [null, null];
  for (const [name, value] of byName) {
    if (typeof value !== "string" || name === "title" || name === "abstract") continue;
    for (const word of value.split(/[\s,;<>{}]+/)) {
      const id = findPaperId(word);
      if (id?.scheme === "arxiv") arxivId ??= id.value;
      if (id?.scheme === "doi") doi ??= id.value;
    }
  }
  return { title: text("title"), abstract: text("abstract"), arxivId, doi };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0]?.slice(0, 200) ?? "it cannot be read";
