/** What a paper becomes when one more listing of it is read: fields by precedence of the sources, counters by the latest word. */
import type { Listing } from "./listing.ts";
import type { Paper } from "./paper.ts";

/** A paper as it is stored: `source` is the one whose content it shows. */
export type StoredPaper = Omit<Paper, "sources"> & { source: string };

/**
 * Who is believed of what a paper says: first where it is published, then who lists it, then who reports it. What is
 * not named here ranks with a feed.
 */
const RANK: Record<string, number> = { arxiv: 4, biorxiv: 4, medrxiv: 4, huggingface: 3, feed: 2, page: 1 };
/** `arxiv/cs.CL` ranks as `arxiv`. */
const rank = (source: string): number => RANK[source.split("/")[0] as string] ?? 2;

const COUNTERS = ["upvotes", "comments", "codeStars"] as const;
/** What the paper says of itself: by rank. */
const WORK = ["title", "abstract", "authors", "authorCount", "publishedOn", "categories"] as const;
/** What a community adds: Hugging Face's word before others', whatever the rank. */
const COMMUNITY = ["organisation", "thumbnailUrl", "projectUrl", "codeUrl", "summary", "keywords"] as const;
const CONTENT = [...WORK, ...COMMUNITY] as const;

export interface Absorbed {
  paper: StoredPaper;
  /** A field that is shown changed. */
  contentChanged: boolean;
  countersChanged: boolean;
}

/**
 * A field a listing lacks changes nothing; one of lower precedence only fills what is missing. So does an older version
 * of a preprint, which may be read after a newer one.
 */
export function absorb(paper: StoredPaper, listing: Listing): Absorbed {
  const older = (listing.version ?? Number.POSITIVE_INFINITY) < (paper.version ?? 0);
  const outranked = older || rank(listing.source) < rank(paper.source);
  const foreign = listing.source !== "huggingface" && (outranked || listing.source !== paper.source);
  const reported = rank(listing.source) === rank("page") && outranked;
  const next: StoredPaper = { ...paper, source: outranked ? paper.source : listing.source };
  const arxivId = listing.ids.find((id) => id.scheme === "arxiv")?.value;
  let contentChanged = false;
  if (paper.arxivId === null && arxivId !== undefined) {
    next.arxivId = arxivId;
    contentChanged = true;
  }
  for (const field of WORK) contentChanged = take(next, listing, field, outranked) || contentChanged;
  for (const field of COMMUNITY) contentChanged = take(next, listing, field, foreign) || contentChanged;
  contentChanged = takeVersion(next, listing, outranked) || contentChanged;
  let countersChanged = false;
  for (const field of COUNTERS) countersChanged = take(next, listing, field, reported) || countersChanged;
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

/** Only who may change the work says which version it is, and whether it was withdrawn. */
function takeVersion(paper: StoredPaper, listing: Listing, outranked: boolean): boolean {
  if (outranked) return false;
  const version = listing.version ?? paper.version ?? null;
  const withdrawn = listing.withdrawn ?? paper.withdrawn ?? false;
  if (version === (paper.version ?? null) && withdrawn === (paper.withdrawn ?? false)) return false;
  Object.assign(paper, { version, withdrawn });
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
  const { sourceKey: _key, listedOn, ids, announcement: _kind, ...content } = listing;
  const arxivId = ids.find((each) => each.scheme === "arxiv")?.value ?? null;
  return { ...content, id, revision: 1, arxivId, firstListedOn: listedOn };
}
