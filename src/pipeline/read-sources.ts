/** Reads sources for the command line: fetch, parse, take in; a day that cannot be read is recorded with its cause. */
import { readFile } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { insertIntake } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
import type { SourceRow } from "../db/sources.ts";
import { fileReason } from "../sources/file-reason.ts";
import { parseHuggingFaceDay } from "../sources/huggingface/parse.ts";
import { parsePage } from "../sources/page/parse.ts";
import { listRecordedDays, readRecordedDay } from "../sources/recorded/read.ts";
import type { Parsed, Source } from "../sources/source.ts";
import { type IntakeCounts, takeIn } from "./intake.ts";
import { createMemory, type DayReport, recordDay } from "./record-day.ts";

export interface ReadOrder {
  clock: Clock;
  /** False for a back-fill. */
  live: boolean;
  /** Told of each day or file as it is done. */
  onRead?: (reading: Reading) => void;
}

/** One day or file that was read. */
export interface Reading extends IntakeCounts {
  /** `huggingface 2026-05-13` or the file's name. */
  name: string;
  /** Listings that could not be read, in words. */
  unread: string[];
  /** Why nothing of it could be read; null when it was. */
  failure: string | null;
  /** What is known of the day now, where its source has days. */
  known?: Pick<DayReport, "state" | "cause" | "declared" | "parsed">;
}

const MAX_BYTES = 50_000_000;

/** `pathOf`: where a file lies that is told of as it was named. */
export async function readPages(
  db: Db,
  files: string[],
  on: string | undefined,
  order: ReadOrder,
  pathOf = (file: string) => file,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const file of files) {
    const text = await readFile(pathOf(file), "utf8").catch((error) => ({ failed: fileReason(error) }));
    const parsed: Parsed =
      typeof text === "string"
        ? parsePage(text, { on, today: order.clock.today() })
        : { ok: false, cause: text.failed };
    const day = parsed.ok ? (parsed.listings[0]?.listedOn ?? null) : null;
    readings.push(await take(db, { name: file, source: "page", day, parsed }, order));
  }
  return readings;
}

/** Saved answers of Hugging Face, day by day in their order. */
export async function readRecorded(
  db: Db,
  folder: string,
  span: { from?: string | undefined; to?: string | undefined },
  order: ReadOrder,
): Promise<{ ok: true; readings: Reading[] } | { ok: false; cause: string }> {
  const found = await listRecordedDays(folder, span);
  if (!found.ok) return found;
  const readings: Reading[] = [];
  for (const recorded of found.days) {
    const text = await readRecordedDay(recorded, MAX_BYTES);
    const parsed = text.ok ? parseHuggingFaceDay(text.text, recorded.day) : text;
    readings.push(
      await take(db, { name: `huggingface ${recorded.day}`, source: "huggingface", day: recorded.day, parsed }, order),
    );
  }
  return { ok: true, readings };
}

/** Days of a source read now, whether they are due or not. */
export async function readSourceDays(
  db: Db,
  row: SourceRow,
  source: Source,
  days: string[],
  order: ReadOrder,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  const at = order.clock.now();
  for await (const read of source.read(days, { at, old: !order.live, memory: createMemory(db, row) })) {
    const {
      source: name,
      day,
      state,
      cause,
      declared,
      parsed,
      alarms: _told,
      ...rest
    } = await recordDay(db, row, read, {
      at,
      live: order.live,
    });
    const failure = read.answer.kind === "failed" ? read.answer.cause : null;
    const reading = { name: `${name} ${day}`, ...rest, failure, known: { state, cause, declared, parsed } };
    readings.push(reading);
    order.onRead?.(reading);
  }
  return readings;
}

interface Read {
  name: string;
  source: string;
  day: string | null;
  parsed: Parsed | { ok: false; cause: string };
}

const NOTHING: IntakeCounts = { listings: 0, new: 0, updated: 0, seen: 0, failed: 0 };

async function take(db: Db, { name, source, day, parsed }: Read, order: ReadOrder): Promise<Reading> {
  const at = order.clock.now();
  let reading: Reading;
  if (parsed.ok) {
    const counts = await takeIn(db, { source, listedOn: day, parsed, live: order.live, at });
    reading = {
      name,
      ...counts,
      unread: parsed.unread.map((each) => `${each.name ?? each.at}: ${each.reason}`),
      failure: null,
    };
  } else {
    await insertIntake(db, {
      source,
      listed_on: day,
      state: "failed",
      cause: parsed.cause,
      ...NOTHING,
      live: order.live,
      taken_in_at: at.toString(),
    });
    reading = { name, ...NOTHING, unread: [], failure: parsed.cause };
  }
  order.onRead?.(reading);
  return reading;
}
