/** Reads what is due of the sources that are on: a day until it is complete, and what is missing of the week before. */
import { listActiveSources, listIntakesSince } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
import { type Reading, type ReadOrder, readHuggingFace } from "./read-sources.ts";

const LOOK_BACK_DAYS = 7;
/** A day's list grows until it is over; two readings an hour apart that agree complete it (semantics 32). */
const AGAIN_AFTER_MINUTES = 60;

export async function readDue(db: Db, huggingFaceUrl: string, order: ReadOrder): Promise<Reading[]> {
  if (!(await listActiveSources(db)).includes("huggingface")) return [];
  const readings: Reading[] = [];
  for (const day of await listDueDays(db, "huggingface", order.clock.now()))
    readings.push(await readHuggingFace(db, huggingFaceUrl, day, order));
  return readings;
}

/** Weekdays of the last week that are not complete and were not read within the hour; today first. */
async function listDueDays(db: Db, source: string, now: Temporal.Instant): Promise<string[]> {
  const today = now.toZonedDateTimeISO("UTC").toPlainDate();
  const since = today.subtract({ days: LOOK_BACK_DAYS }).toString();
  const readings = (await listIntakesSince(db, since)).filter((each) => each.source === source);
  const latest = new Map(readings.map((each) => [each.listed_on, each]));
  const days = Array.from({ length: LOOK_BACK_DAYS + 1 }, (_, back) => today.subtract({ days: back }));
  return days
    .filter((day) => day.dayOfWeek <= 5)
    .map(String)
    .filter((day) => {
      const last = latest.get(day);
      if (!last) return true;
      const minutes = now.since(last.taken_in_at.toTemporalInstant()).total("minutes");
      return last.state !== "complete" && minutes >= AGAIN_AFTER_MINUTES;
    });
}

/** Sources, by the name readers know, whose last weekday has not come in: readers may wait for them (semantics 15). */
export async function listLateSources(db: Db, now: Temporal.Instant): Promise<string[]> {
  if (!(await listActiveSources(db)).includes("huggingface")) return [];
  let day = now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: 1 });
  while (day.dayOfWeek > 5) day = day.subtract({ days: 1 });
  const readings = await listIntakesSince(db, day.toString());
  const there = readings.some(
    (each) => each.source === "huggingface" && each.listed_on === day.toString() && each.listings > 0,
  );
  return there ? [] : ["Hugging Face"];
}
