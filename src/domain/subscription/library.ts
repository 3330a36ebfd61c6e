/** Papers that stand for a topic: what a reader brought as a list, and what papers like them are measured by. */
import type { Vector } from "../similarity/vector.ts";

/** One paper of a list, as it was brought. */
export interface LibraryEntry {
  title: string | null;
  abstract: string | null;
  /** Without version. */
  arxivId: string | null;
  doi: string | null;
}

/** What `like:KEY` asks for. */
export interface Library {
  key: string;
  /** Papers less alike than this do not match; the middle's own likeness to itself is 1. */
  least: number;
  centroid: Vector;
}
