/** Reads saved answers of Hugging Face from a folder of `YYYY-MM-DD.json` files. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileReason } from "../file-reason.ts";

export interface RecordedDay {
  /** From the file's name, `YYYY-MM-DD`. */
  day: string;
  path: string;
}

/** Days in their order. `ignored` counts the folder's other entries, whatever the span asked for. */
export type RecordedDays = { ok: true; days: RecordedDay[]; ignored: number } | { ok: false; cause: string };

/** Both ends belong to the span; a missing end leaves it open. */
export interface Span {
  from?: string | undefined;
  to?: string | undefined;
}

const FILE = /^(\d{4}-\d{2}-\d{2})\.json$/;

/** Lists without reading, so that a long span need not be held in memory at once. */
export async function listRecordedDays(folder: string, { from, to }: Span = {}): Promise<RecordedDays> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    return { ok: false, cause: `the folder ${folder} cannot be read: ${fileReason(error)}` };
  }
  const found = names.map((name) => dayOf(name)).filter((day) => day !== null);
  const days = found
    .filter((day) => (from === undefined || day >= from) && (to === undefined || day <= to))
    .sort()
    .map((day) => ({ day, path: join(folder, `${day}.json`) }));
  return { ok: true, days, ignored: names.length - found.length };
}

/** The file's text; a file that cannot be read or is over `maxBytes` is that day's failure alone. */
export async function readRecordedDay(
  { path }: RecordedDay,
  maxBytes: number,
): Promise<{ ok: true; text: string } | { ok: false; cause: string }> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return { ok: false, cause: `${path} holds ${size} bytes, more than the ${maxBytes} allowed` };
    return { ok: true, text: await readFile(path, "utf8") };
  } catch (error) {
    return { ok: false, cause: `${path} cannot be read: ${fileReason(error)}` };
  }
}

/** A name such as `2026-02-30.json` is no day. */
function dayOf(name: string): string | null {
  const day = FILE.exec(name)?.[1];
  if (day === undefined) return null;
  try {
    return Temporal.PlainDate.from(day).toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
