/** Parses Hugging Face's answer for one day of daily papers. */
import type { UnreadListing } from "../../domain/paper/listing.ts";
import { parseJson } from "../json.ts";
import type { Parsed } from "../source.ts";
import { cleanTextOrNull } from "../text.ts";
import { type Adapted, adaptHuggingFaceRecord, kindOf } from "./adapt.ts";
import { recordSchema } from "./record.ts";

/** Enough of a name to find the record again. */
const NAME_LENGTH = 80;

/**
 * `text` is the body of `GET /api/daily_papers?date=D` or a saved one, `day` is D as `YYYY-MM-DD`.
 * A record that cannot be read becomes an unread listing; an answer that is no JSON list is a failure.
 */
export function parseHuggingFaceDay(text: string, day: string): Parsed {
  const json = parseJson(text);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return { ok: false, cause: notAList(json.value) };
  const listings = [];
  const unread: UnreadListing[] = [];
  for (const [index, value] of json.value.entries()) {
    const adapted = readRecord(value, day);
    if (adapted.ok) listings.push(adapted.listing);
    else unread.push({ at: `item ${index + 1}`, name: nameOf(value), reason: adapted.reason });
  }
  return { ok: true, listings, unread };
}

function readRecord(value: unknown, day: string): Adapted {
  if (!isObject(value)) return { ok: false, reason: `a record was expected, not a ${kindOf(value)}` };
  if (value.paper === undefined || value.paper === null) return { ok: false, reason: "paper is missing" };
  if (!isObject(value.paper)) return { ok: false, reason: `paper is a ${kindOf(value.paper)}, not a record` };
  const { id } = value.paper;
  if (id === undefined || id === null) return { ok: false, reason: "id is missing" };
  if (typeof id !== "string") return { ok: false, reason: `id is a ${kindOf(id)}, not text` };
  const record = recordSchema.safeParse(value);
  if (record.success) return adaptHuggingFaceRecord(record.data, day);
  return {
    ok: false,
    reason: record.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
  };
}

/** The id, else the beginning of the title, of a record that could not be read. */
function nameOf(value: unknown): string | null {
  if (!isObject(value)) return null;
  const paper = isObject(value.paper) ? value.paper : {};
  return (
    cleanTextOrNull(paper.id, NAME_LENGTH) ??
    cleanTextOrNull(paper.title, NAME_LENGTH) ??
    cleanTextOrNull(value.title, NAME_LENGTH)
  );
}

function notAList(value: unknown): string {
  const expected = "a list of papers was expected";
  const error = isObject(value) ? cleanTextOrNull(value.error, 200) : null;
  if (error !== null) return `Hugging Face answered with the error "${error}"; ${expected}`;
  return `the answer is a JSON ${kindOf(value)}; ${expected}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
