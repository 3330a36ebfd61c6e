/** Parses a page of arXiv's query API, which declares how many papers the query has. */
import type { UnreadListing } from "../../domain/paper/listing.ts";
import type { ParseFailure } from "../source.ts";
import { childText, findChild, listChildren, parseXml, type XmlElement } from "../xml.ts";
import { type ArxivItem, readVersionedId } from "./item.ts";

/** An item with the instant its first version was submitted. */
export type ApiItem = ArxivItem & { submittedAt: Temporal.Instant | null };

export type ApiPage = { ok: true; total: number; start: number; items: ApiItem[]; unread: UnreadListing[] };

const EXPECTED = "arXiv's Atom answer";

/** An error comes as a feed with one entry titled "Error" (and HTTP 400). */
export function parseArxivApi(text: string): ApiPage | ParseFailure {
  const xml = parseXml(text, EXPECTED);
  if (!xml.ok) return xml;
  const { root } = xml;
  if (root.name !== "feed") return { ok: false, cause: `the answer is <${root.name}>; ${EXPECTED} was expected` };
  const entries = listChildren(root, "entry");
  const error = entries.find((entry) => /\/api\/errors/.test(childText(entry, "id") ?? ""));
  if (error)
    return {
      ok: false,
      cause: `arXiv answered with the error "${(childText(error, "summary") ?? "").trim().slice(0, 200)}"`,
    };
  const total = wholeNumber(childText(root, "totalResults"));
  const start = wholeNumber(childText(root, "startIndex"));
  if (total === null || start === null)
    return { ok: false, cause: `the answer declares no totalResults; ${EXPECTED} was expected` };
  const items: ApiItem[] = [];
  const unread: UnreadListing[] = [];
  for (const [index, entry] of entries.entries()) {
    const item = readEntry(entry);
    if ("reason" in item) unread.push({ at: `entry ${start + index + 1}`, ...item });
    else items.push(item);
  }
  return { ok: true, total, start, items, unread };
}

export function wholeNumber(text: string | null | undefined): number | null {
  const trimmed = text?.trim() ?? "";
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : null;
}

function readEntry(entry: XmlElement): ApiItem | Omit<UnreadListing, "at"> {
  const found = readVersionedId(childText(entry, "id") ?? "");
  const title = childText(entry, "title")?.trim() ?? "";
  const name = found?.id ?? (title.slice(0, 80) || null);
  if (!found) return { name, reason: "it has no arXiv id" };
  if (title === "") return { name, reason: "title is missing" };
  const submittedAt = readInstant(childText(entry, "published"));
  const primary = findChild(entry, "primary_category")?.attributes.term;
  const categories = listChildren(entry, "category").flatMap((each) => each.attributes.term ?? []);
  return {
    ...found,
    announcement: null,
    title,
    abstract: childText(entry, "summary"),
    authors: listChildren(entry, "author").flatMap((author) => childText(author, "name") ?? []),
    categories: primary === undefined ? categories : [primary, ...categories],
    publishedOn: submittedAt?.toString().slice(0, 10) ?? null,
    comment: childText(entry, "comment"),
    doi: childText(entry, "doi"),
    submittedAt,
  };
}

function readInstant(text: string | null): Temporal.Instant | null {
  try {
    return text === null ? null : Temporal.Instant.from(text.trim());
  } catch {
    return null;
  }
}
