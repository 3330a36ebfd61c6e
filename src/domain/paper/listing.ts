/** A listing: one source's statement that a paper appeared on a day, in the one shape every source adapts to. */

/** Identifier schemes that say "the same work" by themselves. Values are stored in their canonical form (identity/ids.ts). */
export type IdScheme = "arxiv" | "doi" | "openreview";

/** `value` is canonical: arXiv without version (`2605.12500`, `math.GT/0309136`), DOI in lower case without a resolver. */
export interface PaperId {
  scheme: IdScheme;
  value: string;
}

export interface Author {
  /** As the source writes it: `Yann LeCun`. */
  name: string;
}

/** `slug` is the source's short name (`deepseek-ai`), `name` the one to show (`DeepSeek`). */
export interface Organisation {
  slug: string | null;
  name: string;
}

/** What a source says of a paper, and what a paper shows once its listings are merged. */
export interface PaperContent {
  /** White space folded to single spaces, trimmed, never empty. Otherwise as the source wrote it: untrusted. */
  title: string;
  abstract: string | null;
  authors: Author[];
  /** Number of authors where the source gives only that (saved pages), else `authors.length`; null when unknown. */
  authorCount: number | null;
  organisation: Organisation | null;
  /** Day of first publication (arXiv's own date), `YYYY-MM-DD`. */
  publishedOn: string | null;
  upvotes: number | null;
  comments: number | null;
  thumbnailUrl: string | null;
  projectUrl: string | null;
  codeUrl: string | null;
  codeStars: number | null;
  /** The source's own one-sentence summary, where it has one. */
  summary: string | null;
  keywords: string[];
  /** arXiv categories, the primary first; empty where the source names none. */
  categories: string[];
  /** Version of the work that this is the content of, from 1; absent where the source counts none. */
  version?: number | null;
  /** True where the source says that the work was withdrawn. */
  withdrawn?: boolean;
}

/** How a preprint server lists a paper. `new` and `cross` make matches; `replace` and `replace-cross` only update the paper. */
export type Announcement = "new" | "cross" | "replace" | "replace-cross";

export const isReplacement = (listing: Pick<Listing, "announcement">): boolean =>
  listing.announcement === "replace" || listing.announcement === "replace-cross";

export interface Listing extends PaperContent {
  /** Name of the source row: `huggingface`, `page`, `arxiv/cs.CL`, `feed/example.org`. */
  source: string;
  /** The source's own id of the paper; for a saved page the folded title. Never empty. */
  sourceKey: string;
  /** The source's day, `YYYY-MM-DD`. Hugging Face's day is not arXiv's. */
  listedOn: string;
  ids: PaperId[];
  /** Absent where the source does not tell new papers from replaced ones. */
  announcement?: Announcement;
}

/** A listing that could not be read: it costs itself, is counted and named, and never the day. */
export interface UnreadListing {
  /** Where in the input: `item 7`, `line 33`. */
  at: string;
  /** The listing's id or the beginning of its title, when that much could be read. */
  name: string | null;
  /** What is wrong, in words: `title is missing`. */
  reason: string;
}

/** What parsing one answer or file yields. `listings` and `unread` add up to what the input held. */
export interface ParsedDay {
  listings: Listing[];
  unread: UnreadListing[];
}
