/** What a rendered digest shows, for every channel: plain values, nothing escaped yet; ids of ours are for buttons alone. */

/** Why a paper is in a section: the words of the topic that hit, as they stand in the paper. */
export interface Reason {
  /** Words or phrases of the topic that hit, as the topic writes them: `mixture of experts`, `author Yann LeCun`. */
  words: string[];
  /** Where the best of them hit; null for topics that ask for no word (`*`, `cat:cs.CL`). */
  field: "title" | "abstract" | "author" | "organisation" | "category" | null;
  /** The surface forms to mark in title and summary: `Mixture-of-Experts`. */
  marks: string[];
}

export interface ItemView {
  /** By which a button names it; absent: it has no buttons. */
  paperId?: number;
  title: string;
  /** Its source says that the work was withdrawn: said before the title. */
  withdrawn?: boolean;
  /** Where the title leads; null when no page of the paper is known (a saved page without ids). */
  url: string | null;
  /** First authors, in order, at most three. */
  authors: string[];
  /** How many authors there are beyond those; with no names, the whole number. */
  moreAuthors: number;
  organisation: string | null;
  /** One or two sentences; may be empty. */
  summary: string;
  reason: Reason;
  upvotes: number | null;
  comments: number | null;
  /** Links after the reason: `code`, `PDF`, `arXiv`, `project`. Only http and https survive rendering. */
  links: { label: string; url: string }[];
  /** `YYYY-MM-DD` of first publication. */
  publishedOn: string | null;
}

export interface SectionView {
  /** The subscription's number, by which a button names it. */
  number?: number;
  /** The subscription's name: the catalogue's name of the topic or the query as typed. */
  name: string;
  /** The reading of the topic with parentheses, shown where the name is not the query itself. */
  reading: string;
  items: ItemView[];
  /** Papers that matched beyond the cap. */
  more: number;
  /** Weaker matches that the reader's threshold left out, and papers that the reader's own rules hide; absent: none. */
  weak?: number;
  hidden?: number;
}

export interface DigestView {
  kind: "digest" | "quiet";
  /** Local date of the reader, `YYYY-MM-DD`. */
  on: string;
  /** Name of the installation: `Paperboy`. */
  masthead: string;
  sections: SectionView[];
  /** All papers in `sections`. */
  itemCount: number;
  /** Names of the reader's topics, also those without papers today. */
  topics: string[];
  /** Quiet digests: the cause in a sentence. Else null. */
  cause: string | null;
  /** Notes for this digest: "Hugging Face is late". */
  notes: string[];
  /** Zone of the reader, `Europe/Berlin`, and hour `08:00`, for the footer. */
  zone: string;
  hour: string;
  /** Who runs it, as text for the footer: how to reach them; null when not configured. */
  operator: string | null;
  /** The operator's postal address; null when not configured. */
  postalAddress: string | null;
  /** The reader's own pages; null: there are none on the web. */
  links: ReaderLinks | null;
}

/** Signed, so they are this reader's alone: nothing that readers share may hold them. */
export interface ReaderLinks {
  /** Ends everything. */
  leave: string;
  /** Changes topics, hour and days, and pauses. */
  preferences: string;
  /** This digest on the web, with what can be said of its papers and those only counted here; null: it has no page. */
  digest: string | null;
  /** Ends one topic. */
  topics: { name: string; url: string }[];
}
