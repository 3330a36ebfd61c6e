/** What any of arXiv's answers says of a paper, and the listing it becomes. */
import { findArxivId, findPaperId } from "../../domain/identity/ids.ts";
import type { Announcement, Author, Listing, PaperId } from "../../domain/paper/listing.ts";
import { BOUNDS, cleanText, cleanTextOrNull } from "../text.ts";

export interface ArxivItem {
  /** Without version. */
  id: string;
  version: number | null;
  announcement: Announcement | null;
  title: string;
  abstract: string | null;
  authors: string[];
  /** The primary first. */
  categories: string[];
  /** Day of the first version, `YYYY-MM-DD`. */
  publishedOn: string | null;
  comment: string | null;
  doi: string | null;
}

const ANNOUNCEMENTS: readonly string[] = ["new", "cross", "replace", "replace-cross"] satisfies Announcement[];

export const findAnnouncement = (text: string | null | undefined): Announcement | null => {
  const word = text?.trim().toLowerCase() ?? "";
  return ANNOUNCEMENTS.includes(word) ? (word as Announcement) : null;
};

/** `2604.21935v2` with or without a prefix or address as id and version. */
export function readVersionedId(text: string): { id: string; version: number | null } | null {
  const bare = text.trim().replace(/^oai:arXiv\.org:/i, "");
  const id = findArxivId(bare);
  if (id === null) return null;
  const version = /v(\d{1,4})$/.exec(bare)?.[1];
  return { id, version: version === undefined ? null : Number(version) };
}

/** `A B, C D,  E and F (MIT, Boston)` as names: affiliations in brackets dropped, `Jr.` kept with its name. */
export function splitAuthors(text: string): string[] {
  let bare = text;
  for (let before = ""; before !== bare && bare.includes("("); ) {
    before = bare;
    bare = bare.replace(/\([^()]*\)/g, " ");
  }
  const names: string[] = [];
  for (const part of bare.split(/,|;|\s+and\s+/)) {
    const name = part.replace(/\s+/g, " ").trim();
    if (name === "") continue;
    if (/^(?:Jr|Sr|I{2,3}|IV)\.?$/.test(name) && names.length > 0) names.push(`${names.pop()} ${name}`);
    else names.push(name);
    if (names.length === BOUNDS.authors) break;
  }
  return names;
}

/** arXiv keeps withdrawn papers listed; it is said in the comment, or the abstract is replaced by the notice. */
export function isWithdrawn({ comment, abstract }: Pick<ArxivItem, "comment" | "abstract">): boolean {
  if (/^\W*withdrawn\b(?! from (?!arxiv))/i.test(comment ?? "")) return true;
  if (
    /\b(?:paper|article|submission|manuscript|work|preprint|it|been|was|is) (?:now )?withdrawn\b(?! from (?!arxiv))/i.test(
      comment ?? "",
    )
  )
    return true;
  return /^\W*(?:this|the) (?:paper|article|submission|manuscript|work|preprint)\b[^.]{0,40}\bwithdrawn\b/i.test(
    abstract ?? "",
  );
}

/** `source` is the row's name, `arxiv/cs.CL`; `listedOn` the day of the announcement. */
export function adaptArxivItem(item: ArxivItem, source: string, listedOn: string): Listing {
  const authors: Author[] = item.authors
    .flatMap((name) => cleanTextOrNull(name, BOUNDS.name) ?? [])
    .map((name) => ({ name }));
  return {
    source,
    sourceKey: item.id,
    listedOn,
    ids: [{ scheme: "arxiv", value: item.id }, ...doiOf(item.doi)],
    ...(item.announcement ? { announcement: item.announcement } : {}),
    title: cleanText(item.title, BOUNDS.title),
    abstract: cleanTextOrNull(item.abstract, BOUNDS.abstract),
    authors,
    authorCount: authors.length || null,
    organisation: null,
    publishedOn: item.publishedOn,
    upvotes: null,
    comments: null,
    thumbnailUrl: null,
    projectUrl: null,
    codeUrl: null,
    codeStars: null,
    summary: null,
    keywords: [],
    categories: [...new Set(item.categories.flatMap((name) => cleanTextOrNull(name, 40) ?? []))],
    version: item.version,
    withdrawn: isWithdrawn(item),
  };
}

/** The journal's DOI. arXiv's field may hold several, separated by spaces: the first counts. */
function doiOf(text: string | null): PaperId[] {
  const id = findPaperId(text?.trim().split(/\s+/)[0] ?? "");
  return id?.scheme === "doi" && id.value.length <= BOUNDS.sourceKey ? [id] : [];
}
