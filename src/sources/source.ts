/** The contract every source keeps: fetch a text, parse it into records, adapt each record to a listing. */
import type { DayAnswer } from "../domain/intake/day.ts";
import type { ParsedDay } from "../domain/paper/listing.ts";
import type { Validators } from "./http/client.ts";

/** A whole answer that cannot be read: never half a day. `cause` says what was expected and where it broke off. */
export interface ParseFailure {
  ok: false;
  cause: string;
}

/** What parsing one answer or file yields: every listing it held, read or unread, or one failure for all of it. */
export type Parsed = ({ ok: true } & ParsedDay) | ParseFailure;

/** What reading one day of a source brought. */
export interface SourceDay {
  /** The source's day, `YYYY-MM-DD`. */
  day: string;
  answer: DayAnswer;
  /** To be taken in; may hold listings of other days, which `answer` does not count. */
  parsed: ParsedDay;
  /** How long the source asked to be left alone. */
  waitSeconds: number | null;
  /** To be kept once the listings are: what the next request may ask with. */
  validators?: Validators | null;
}

/** What is stored of a source and a reading may need. */
export interface SourceMemory {
  validators: Validators | null;
  /** Day (UTC) of the last reading that did not fail; null: there was none. */
  findLastReadDay(): Promise<string | null>;
  /** Keys of live listings on the days before one. */
  listKeysBefore(day: string): Promise<ReadonlySet<string>>;
  /** The first day on which each of these keys was listed, where it was. */
  findListedDays(keys: string[]): Promise<ReadonlyMap<string, string>>;
}

export interface ReadOptions {
  at: Temporal.Instant;
  /** True for a back-fill: old items are wanted. */
  old: boolean;
  memory: SourceMemory;
}

export interface Source {
  /** Sources of one lane share a pace and are read one after the other. */
  lane: string;
  /** Reads days and yields each as soon as it is there, in any order. Never throws for what a network or a source can do. */
  read(days: readonly string[], options: ReadOptions): AsyncGenerator<SourceDay>;
}

const NOTHING: ParsedDay = { listings: [], unread: [] };

export const notRead = (
  day: string,
  kind: "waiting" | "stale" | "failed",
  cause: string,
  waitSeconds: number | null = null,
): SourceDay => ({ day, answer: { kind, cause }, parsed: NOTHING, waitSeconds });

export interface WholeDay {
  declared?: number | null;
  limited?: boolean;
  selection?: boolean;
  lost?: string | null;
  remark?: string | null;
}

/** A day as it was read: `parsed` counts as the day's. */
export function readDay(
  day: string,
  parsed: ParsedDay,
  { declared = null, limited = false, selection = false, lost = null, remark = null }: WholeDay = {},
): SourceDay {
  const unread = parsed.unread.map((each) => `${each.name ?? each.at}: ${each.reason}`);
  const answer = {
    kind: "read",
    listings: parsed.listings.length,
    unread,
    declared,
    limited,
    selection,
    lost,
    remark,
  } as const;
  return { day, answer, parsed, waitSeconds: null };
}
