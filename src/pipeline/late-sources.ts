/** Which sources are late now, by the name readers know: readers may wait for them (semantics 15). */
import { listIntakesSince } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
import { listDaysSince } from "../db/source-days.ts";
import { listActiveSources, listSources } from "../db/sources.ts";
import { nameSource } from "../domain/digest/quiet.ts";
import { isLate } from "../domain/intake/day.ts";
import { isScheduled } from "../domain/intake/habits.ts";

const LOOK_BACK_DAYS = 4;

/** Hugging Face, whose last weekday has not come in; and any source whose latest day should long be there and is not. */
export async function listLateSources(db: Db, now: Temporal.Instant): Promise<string[]> {
  const late = (await isHuggingFaceMissing(db, now)) ? ["Hugging Face"] : [];
  const since = now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: LOOK_BACK_DAYS }).toString();
  const latest = new Map((await listDaysSince(db, since)).map((row) => [row.source, row]));
  for (const { name, kind, active } of await listSources(db)) {
    const row = latest.get(name);
    if (!active || !row || !isScheduled(kind) || !["waiting", "stale", "failed"].includes(row.state)) continue;
    if (isLate({ kind, day: row.listed_on, at: now })) late.push(nameSource(name));
  }
  return [...new Set(late)];
}

async function isHuggingFaceMissing(db: Db, now: Temporal.Instant): Promise<boolean> {
  if (!(await listActiveSources(db)).includes("huggingface")) return false;
  let day = now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: 1 });
  while (day.dayOfWeek > 5) day = day.subtract({ days: 1 });
  const readings = await listIntakesSince(db, day.toString());
  return !readings.some(
    (each) => each.source === "huggingface" && each.listed_on === day.toString() && each.listings > 0,
  );
}
