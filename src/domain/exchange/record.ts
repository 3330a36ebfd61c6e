/** A subscriber as files hold one: what a reader chose, in the words of the command line. */
import type { Threshold } from "../subscription/feedback.ts";

export interface TopicRecord {
  /** A query, or a catalogue slug with its #. */
  topic: string;
  name?: string | undefined;
  cadence?: string | undefined;
  cap?: number | undefined;
  threshold?: Threshold | undefined;
  votes?: boolean | undefined;
  /** The slug of the catalogue's entry that it follows. */
  catalogue?: string | undefined;
}

export interface SubscriberRecord {
  address: string;
  at?: string | undefined;
  zone?: string | undefined;
  most?: number | undefined;
  quiet?: "some" | "never" | "always" | undefined;
  waits?: boolean | undefined;
  paused_until?: string | null | undefined;
  /** False: asked, and has not said yes yet. */
  confirmed?: boolean | undefined;
  /** Why it must not be written to. */
  suppressed?: string | null | undefined;
  /** None: whoever it is has left. */
  topics: TopicRecord[];
}

/** Who left, was cut off, or bounced where the file comes from is never subscribed. */
export type Standing = "subscribed" | "unsubscribed" | "blocked" | "cleaned";

/** A record of a file, or what is wrong with it. */
export interface Incoming {
  /** The line it begins on. */
  line: number;
  /** As it stands there; may be empty where something is wrong. */
  address: string;
  standing: Standing;
  record: SubscriberRecord | null;
  problem: string | null;
}

/** Columns of a CSV file: a line for each topic, what is the subscriber's repeated. */
export const CSV_COLUMNS = [
  ...(["address", "at", "zone", "most", "quiet", "waits", "paused_until", "confirmed", "suppressed"] as const),
  ...(["topic", "name", "cadence", "cap", "threshold", "votes", "catalogue"] as const),
] as const;

type Cell = string | number | null;

export function toCsvRows({ topics, ...reader }: SubscriberRecord): Cell[][] {
  const yes = (value: boolean | undefined): Cell => (value === undefined ? null : value ? "yes" : "no");
  const own: Cell[] = [
    ...[reader.address, reader.at ?? null, reader.zone ?? null, reader.most ?? null, reader.quiet ?? null],
    ...[yes(reader.waits), reader.paused_until ?? null, yes(reader.confirmed), reader.suppressed ?? null],
  ];
  if (topics.length === 0) return [[...own, null, null, null, null, null, null, null]];
  return topics.map((each) => [
    ...own,
    ...[each.topic, each.name ?? null, each.cadence ?? null, each.cap ?? null, each.threshold ?? null, yes(each.votes)],
    each.catalogue ?? null,
  ]);
}
