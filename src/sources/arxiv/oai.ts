/** Parses a page of arXiv's OAI-PMH answers: records by the day they were last changed, and the token of the next page. */
import type { UnreadListing } from "../../domain/paper/listing.ts";
import type { ParseFailure } from "../source.ts";
import { childText, findChild, listChildren, parseXml, type XmlElement } from "../xml.ts";
import { type ArxivItem, readVersionedId, splitAuthors } from "./item.ts";

export interface OaiRecord extends ArxivItem {
  /** Day of the last change: old papers come back under a new one. */
  datestamp: string;
}

export type OaiPage = {
  ok: true;
  records: OaiRecord[];
  unread: UnreadListing[];
  /** Records that arXiv deleted. */
  deleted: number;
  /** As it arrived; it is encoded once more when it is sent back. Null: this was the last page. */
  token: string | null;
  /** From then on the token is refused; null when it is not said. */
  tokenExpiresAt: Temporal.Instant | null;
};

/** `code` is OAI-PMH's: `badResumptionToken` asks to begin anew. */
export type OaiFailure = ParseFailure & { code: string | null };

const EXPECTED = "an OAI-PMH answer";

export function parseOaiPage(text: string): OaiPage | OaiFailure {
  const xml = parseXml(text, EXPECTED);
  if (!xml.ok) return { ...xml, code: null };
  const { root } = xml;
  if (root.name !== "OAI-PMH") return fail(`the answer is <${root.name}>; ${EXPECTED} was expected`);
  const error = findChild(root, "error");
  const code = error?.attributes.code ?? null;
  const empty: OaiPage = { ok: true, records: [], unread: [], deleted: 0, token: null, tokenExpiresAt: null };
  if (code === "noRecordsMatch") return empty;
  if (error) return fail(`arXiv answered with the error ${code}: "${error.text.trim().slice(0, 200)}"`, code);
  const list = findChild(root, "ListRecords");
  if (!list) return fail(`the answer holds no ListRecords; ${EXPECTED} was expected`);
  const token = findChild(list, "resumptionToken");
  const page = { ...empty, token: token?.text.trim() || null, tokenExpiresAt: readExpiry(token) };
  for (const [index, record] of listChildren(list, "record").entries()) {
    if (findChild(record, "header")?.attributes.status === "deleted") page.deleted++;
    else {
      const read = readRecord(record);
      if ("reason" in read) page.unread.push({ at: `record ${index + 1}`, ...read });
      else page.records.push(read);
    }
  }
  return page;
}

const fail = (cause: string, code: string | null = null): OaiFailure => ({ ok: false, cause, code });

function readExpiry(token: XmlElement | undefined): Temporal.Instant | null {
  try {
    return token?.attributes.expirationDate ? Temporal.Instant.from(token.attributes.expirationDate) : null;
  } catch {
    return null;
  }
}

/** In the formats `arXiv` (authors in parts, no versions) and `arXivRaw` (authors in one text, all versions). */
function readRecord(record: XmlElement): OaiRecord | Omit<UnreadListing, "at"> {
  const header = findChild(record, "header");
  const metadata = findChild(record, "metadata")?.children[0];
  const found = readVersionedId(
    (metadata && childText(metadata, "id")) ?? (header && childText(header, "identifier")) ?? "",
  );
  if (!found) return { name: null, reason: "it has no arXiv id" };
  const name = found.id;
  const datestamp = (header && childText(header, "datestamp")?.trim()) ?? "";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(datestamp)) return { name, reason: "datestamp is missing" };
  const title = (metadata && childText(metadata, "title")?.trim()) ?? "";
  if (!metadata || title === "") return { name, reason: "title is missing" };
  const versions = listChildren(metadata, "version");
  return {
    id: found.id,
    version:
      versions.length > 0
        ? Math.max(...versions.map((each) => Number(/\d+$/.exec(each.attributes.version ?? "")?.[0] ?? 1)))
        : null,
    announcement: null,
    title,
    abstract: childText(metadata, "abstract"),
    authors: readAuthors(metadata),
    categories: (childText(metadata, "categories") ?? "").split(/\s+/).filter(Boolean),
    publishedOn: readDay(childText(metadata, "created") ?? (versions[0] ? childText(versions[0], "date") : null)),
    comment: childText(metadata, "comments"),
    doi: childText(metadata, "doi"),
    datestamp,
  };
}

function readAuthors(metadata: XmlElement): string[] {
  const list = findChild(metadata, "authors");
  if (!list) return [];
  const parts = listChildren(list, "author");
  if (parts.length === 0) return splitAuthors(list.text);
  return parts.map((author) =>
    ["forenames", "keyname", "suffix"].flatMap((part) => childText(author, part)?.trim() || []).join(" "),
  );
}

/** `2000-01-25` or `Tue, 25 Jan 2000 16:09:37 GMT`. */
function readDay(text: string | null): string | null {
  const instant = Date.parse(text?.trim() ?? "");
  return Number.isFinite(instant) ? new Date(instant).toISOString().slice(0, 10) : null;
}
