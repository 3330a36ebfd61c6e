/** Parses a category's RSS or Atom feed of arXiv: the announcements of one day. */
import type { UnreadListing } from "../../domain/paper/listing.ts";
import type { ParseFailure } from "../source.ts";
import { childText, findChild, listChildren, parseXml, type XmlElement } from "../xml.ts";
import { type ArxivItem, findAnnouncement, readVersionedId, splitAuthors } from "./item.ts";

/** `day` is the date the feed bears in arXiv's zone: it may stand on an old batch under today's date. */
export type ArxivFeed = { ok: true; day: string; items: ArxivItem[]; unread: UnreadListing[] };

const EXPECTED = "arXiv's RSS or Atom feed";
const ATOM = "http://www.w3.org/2005/Atom";
const ZONE = "America/New_York";

export function parseArxivFeed(text: string): ArxivFeed | ParseFailure {
  const xml = parseXml(text, EXPECTED);
  if (!xml.ok) return xml;
  const { root } = xml;
  const channel = root.name === "rss" ? findChild(root, "channel") : root.name === "feed" ? root : undefined;
  if (!channel) return { ok: false, cause: `the answer is <${root.name}>; ${EXPECTED} was expected` };
  const title = childText(channel, "title") ?? "";
  if (!/arXiv/i.test(title))
    return { ok: false, cause: `the feed is "${title.slice(0, 80)}"; ${EXPECTED} was expected` };
  const entries = channel.uri === ATOM ? listChildren(channel, "entry") : listChildren(channel, "item");
  const day = dayOf(channel);
  if (day === null) return { ok: false, cause: `the feed bears no date; ${EXPECTED} was expected` };
  const items: ArxivItem[] = [];
  const unread: UnreadListing[] = [];
  for (const [index, entry] of entries.entries()) {
    const item = readEntry(entry);
    if ("reason" in item) unread.push({ at: `item ${index + 1}`, ...item });
    else items.push(item);
  }
  return { ok: true, day, items, unread };
}

/** RSS: `Mon, 27 Apr 2026 00:00:00 -0400`; Atom: `2025-08-20T04:00:19.866337+00:00`. */
function dayOf(channel: XmlElement): string | null {
  const said = childText(channel, "pubDate") ?? childText(channel, "updated") ?? childText(channel, "lastBuildDate");
  const instant = Date.parse(said ?? "");
  if (!Number.isFinite(instant)) return null;
  return new Date(instant).toTemporalInstant().toZonedDateTimeISO(ZONE).toPlainDate().toString();
}

/** `arXiv:2604.21935v1 Announce Type: new` and the abstract behind it. */
const DESCRIPTION = /^\s*(?:arXiv:(\S+))?\s*(?:Announce Type:\s*([\w-]+))?\s*(?:Abstract:)?\s*([\s\S]*)$/i;

function readEntry(entry: XmlElement): ArxivItem | Omit<UnreadListing, "at"> {
  const [, describedId, describedType, abstract = ""] =
    DESCRIPTION.exec(childText(entry, "description") ?? childText(entry, "summary") ?? "") ?? [];
  const named = [childText(entry, "guid"), childText(entry, "id"), describedId, childText(entry, "link")];
  const found = named.flatMap((text) => readVersionedId(text ?? "") ?? []);
  const title = childText(entry, "title")?.trim() ?? "";
  const name = found[0]?.id ?? (title.slice(0, 80) || null);
  if (!found[0]) return { name, reason: "it has no arXiv id" };
  if (title === "") return { name, reason: "title is missing" };
  const said = childText(entry, "announce_type") ?? describedType;
  const announcement = findAnnouncement(said);
  if (announcement === null)
    return { name, reason: said ? `its announce type is "${said.trim().slice(0, 40)}"` : "announce type is missing" };
  return {
    id: found[0].id,
    version: found.find((each) => each.version !== null)?.version ?? null,
    announcement,
    title,
    abstract,
    authors: listChildren(entry, "creator").flatMap((creator) => splitAuthors(creator.text)),
    categories: listChildren(entry, "category").map((each) => each.attributes.term ?? each.text),
    publishedOn: null,
    comment: childText(entry, "comment"),
    doi: childText(entry, "DOI") ?? childText(entry, "doi"),
  };
}
