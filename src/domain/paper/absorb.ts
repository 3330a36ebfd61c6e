/** What a paper becomes when one more listing of it is read: fields by precedence of the sources, counters by the latest word. */
import type { Listing } from "./listing.ts";
import type { Paper } from "./paper.ts";

/** A paper as it is stored: `source` is the one whose content it shows. */
export type StoredPaper = Omit<Paper, "sources"> & { source: string };

/** A saved page knows less than an answer of the source itself; what is not named here ranks as such an answer. */
const RANK: Record<string, number> = { page: 1 };
const rank = (source: string): number => RANK[source] ?? 2;

const COUNTERS = ["upvotes", "comments", "codeStars"] as const;
const CONTENT = [
  "title",
  "abstract",
  "authors",
  "authorCount",
  "organisation",
  "publishedOn",
  "thumbnailUrl",
  "projectUrl",
  "codeUrl",
  "summary",
  "keywords",
  "categories",
] as const;

export interface Absorbed {
  paper: StoredPaper;
  /** A field that is shown changed. */
  contentChanged: boolean;
  countersChanged: boolean;
}

/** A field a listing lacks changes nothing; one of lower precedence only fills what is missing. */
export function absorb(paper: StoredPaper, listing: Listing): Absorbed {
  const outranked = rank(listing.source) < rank(paper.source);
  const next: StoredPaper = { ...paper, source: outranked ? paper.source : listing.source };
  const arxivId = listing.ids.find((id) => id.scheme === "arxiv")?.value;
  let contentChanged = false;
  if (paper.arxivId === null && arxivId !== undefined) {
    next.arxivId = arxivId;
    contentChanged = true;
  }
  for (const field of CONTENT) contentChanged = take(next, listing, field, outranked) || contentChanged;
  let countersChanged = false;
  for (const field of COUNTERS) countersChanged = take(next, listing, field, outranked) || countersChanged;
  if (listing.listedOn < paper.firstListedOn) next.firstListedOn = listing.listedOn;
  if (contentChanged) next.revision = paper.revision + 1;
  return { paper: next, contentChanged, countersChanged };
}

function take<F extends (typeof CONTENT | typeof COUNTERS)[number]>(
  paper: StoredPaper,
  listing: Listing,
  field: F,
  fillOnly: boolean,
): boolean {
  const said = field === "categories" ? [...new Set([...paper.categories, ...listing.categories])] : listing[field];
  if (isMissing(said) || (fillOnly && !isMissing(paper[field]))) return false;
  if (JSON.stringify(said) === JSON.stringify(paper[field])) return false;
  paper[field] = said as StoredPaper[F];
  return true;
}

const isMissing = (value: unknown): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A survivor after a merge: what it lacks comes from the other. */
export function fillFrom(survivor: StoredPaper, other: StoredPaper): StoredPaper {
  const filled = { ...survivor, revision: survivor.revision + 1 };
  for (const field of [...CONTENT, ...COUNTERS])
    if (isMissing(survivor[field])) Object.assign(filled, { [field]: other[field] });
  if (other.firstListedOn < survivor.firstListedOn) filled.firstListedOn = other.firstListedOn;
  return filled;
}

/** The paper that a listing of something new makes. */
export function paperFrom(id: number, listing: Listing): StoredPaper {
  const { sourceKey: _key, listedOn, ids, ...content } = listing;
  const arxivId = ids.find((each) => each.scheme === "arxiv")?.value ?? null;
  return { ...content, id, revision: 1, arxivId, firstListedOn: listedOn };
}
