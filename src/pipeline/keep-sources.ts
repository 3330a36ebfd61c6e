/** Turns sources on and off: a source turned on floods nobody, one turned off keeps its papers. */
import type { Db } from "../db/open.ts";
import { findSource, saveSource, stopSource } from "../db/sources.ts";
import { sourceDayAt } from "../domain/intake/habits.ts";
import type { NamedSource } from "../domain/intake/source-name.ts";

export type SourceChange = { name: string; change: "added" | "on again" | "was on" | "paused" | "removed" };

/** It begins with the day before: its readers begin with a whole day. Two feeds of one name are refused. */
export async function addSource(
  db: Db,
  source: NamedSource,
  at: Temporal.Instant,
): Promise<{ ok: true; change: SourceChange } | { ok: false; message: string }> {
  const before = await findSource(db, source.name);
  if (before && before.removed_at === null && before.key !== source.key && before.kind === "feed")
    return {
      ok: false,
      message: `${source.name} already reads ${before.key}. Remove it first: paperboy source remove ${source.name}`,
    };
  const today = Temporal.PlainDate.from(sourceDayAt(source.kind, at));
  const change = await saveSource(db, { ...source, reads_from: today.subtract({ days: 1 }).toString() }, at.toString());
  return { ok: true, change: { name: source.name, change } };
}

/** Null: there is no such source. */
export async function stopReading(
  db: Db,
  name: string,
  how: "paused" | "removed",
  at: Temporal.Instant,
): Promise<SourceChange | null> {
  const stopped = await stopSource(db, name, how === "removed" ? at.toString() : null);
  return stopped ? { name, change: how } : null;
}
