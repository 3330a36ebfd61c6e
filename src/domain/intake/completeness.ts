/** Whether a reading of a source's day is complete, and if not, why (semantics 32). */

export type ReadingState = "complete" | "partial" | "empty";

export interface ReadingFacts {
  source: string;
  /** The source's day, `YYYY-MM-DD`; null where the listings bear days of their own. */
  day: string | null;
  at: Temporal.Instant;
  listings: number;
  new: number;
  /** Listings that could not be read, in words. */
  unread: string[];
  /** When the day was read before with as many listings, the first time; null: never. */
  agreedSince: Temporal.Instant | null;
}

/** Hugging Face's answer never holds more than this (recorded input). */
const HUGGING_FACE_LIMIT = 50;
const AGREEMENT_HOURS = 1;

/** A saved page is what it is; a source that declares no count is complete when its day is over and two reads an hour apart agree. */
export function judgeReading(facts: ReadingFacts): { state: ReadingState; cause: string } {
  const { source, day, at, listings, unread } = facts;
  if (listings === 0) return { state: "empty", cause: "it lists nothing" };
  if (unread.length > 0)
    return { state: "partial", cause: `${unread.length} unread: ${unread.slice(0, 3).join("; ")}` };
  if (source !== "huggingface" || day === null) return { state: "complete", cause: `${listings} listings read` };
  if (listings >= HUGGING_FACE_LIMIT)
    return { state: "partial", cause: `${listings} listings, its limit: there may be more` };
  if (at.toZonedDateTimeISO("UTC").toPlainDate().toString() <= day)
    return { state: "partial", cause: "its day is not over" };
  const hours = facts.agreedSince ? at.since(facts.agreedSince).total("hours") : 0;
  if (facts.new > 0 || hours < AGREEMENT_HOURS)
    return { state: "partial", cause: "no second reading an hour later agrees yet" };
  return { state: "complete", cause: `${listings} listings, and two readings agree` };
}
