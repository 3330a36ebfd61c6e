/** A card: what digests show of a paper for a topic, frozen, and shared by all readers who get it so (semantics 7, 25). */
import type { StoredPaper } from "../paper/absorb.ts";
import type { Reason } from "./view.ts";

export interface Card {
  /** 0 until it is written. */
  id: number;
  topicId: number;
  /** As of its revision; votes and comments are those below. */
  paper: StoredPaper;
  upvotes: number | null;
  comments: number | null;
  reason: Reason;
}
