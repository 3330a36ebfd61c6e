/** A paper: one scientific work, however many places list it. */
import type { PaperContent } from "./listing.ts";

/** What matching, ranking and rendering know of a paper: the merged content of its listings. */
export interface Paper extends PaperContent {
  id: number;
  /** Rises whenever the content (not a counter) changes. */
  revision: number;
  arxivId: string | null;
  /** Names of the sources that list it: `huggingface`, `page`. */
  sources: string[];
  /** Day of its first listing in any source. */
  firstListedOn: string;
}

/** What the topic language can ask of a paper. */
export type Searchable = Pick<
  Paper,
  "id" | "arxivId" | "title" | "abstract" | "authors" | "organisation" | "categories" | "sources" | "upvotes"
>;
