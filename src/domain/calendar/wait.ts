/** Waiting for sources: whether a digest goes at its hour or stays for a source that is late (semantics 15). */

export interface Waiting {
  dueAt: Temporal.Instant;
  now: Temporal.Instant;
  /** The reader's choice. */
  waits: boolean;
  /** Sources that are late now, by the name readers know: `Hugging Face`. */
  late: string[];
}

/** `until` is the latest instant at which it goes; the last source to come in lets it go sooner. */
export type WaitDecision = { go: true; note: string | null } | { go: false; until: Temporal.Instant };

const LONGEST_WAIT = { hours: 3 };

/** Who does not wait gets no note either: a reader whose hour is before the source's would get it every day. */
export function waitsForSources({ dueAt, now, waits, late }: Waiting): WaitDecision {
  if (!waits || late.length === 0) return { go: true, note: null };
  const until = dueAt.add(LONGEST_WAIT);
  if (Temporal.Instant.compare(now, until) < 0) return { go: false, until };
  return { go: true, note: `${joinNames(late)} ${late.length === 1 ? "is" : "are"} late` };
}

function joinNames(names: string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
