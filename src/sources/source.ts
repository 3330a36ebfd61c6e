/** The contract every source keeps: fetch a text, parse it into records, adapt each record to a listing. */
import type { ParsedDay } from "../domain/paper/listing.ts";

/**
 * What fetching one day yields. `cause` is one sentence for the operator: what happened and what to do next.
 * `waitSeconds` is how long the source asked to be left alone, null when it did not say.
 */
export type Fetched =
  | { ok: true; text: string; status: number }
  | { ok: false; cause: string; waitSeconds: number | null };

/** A whole answer that cannot be read: never half a day. `cause` says what was expected and where it broke off. */
export interface ParseFailure {
  ok: false;
  cause: string;
}

/** What parsing one answer or file yields: every listing it held, read or unread, or one failure for all of it. */
export type Parsed = ({ ok: true } & ParsedDay) | ParseFailure;
