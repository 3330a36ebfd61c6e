/** Subscribers as listmonk and Mailchimp export them: which program a file is of, who may be written to, and what about. */
import type { Standing, TopicRecord } from "./record.ts";

export type FileKind = "paperboy" | "listmonk" | "mailchimp";

/** By the names of its columns; null: of none that is known. */
export function tellKind(columns: readonly string[]): FileKind | null {
  const has = (...names: string[]) => names.every((name) => columns.includes(name));
  if (has("address", "topic")) return "paperboy";
  if (has("uuid", "email", "status")) return "listmonk";
  return has("Email Address") ? "mailchimp" : null;
}

export const ADDRESS_COLUMN: Record<FileKind, string> = {
  paperboy: "address",
  listmonk: "email",
  mailchimp: "Email Address",
};

export type Row = Record<string, string>;

/**
 * listmonk says it in a column: enabled, disabled, blocklisted. Mailchimp writes a file for each standing, told apart by a
 * column of its own, or by its name (`cleaned_members_export_….csv`).
 */
export function tellStanding(kind: FileKind, row: Row, fileName: string): Standing {
  if (kind === "listmonk")
    return row.status === "enabled" ? "subscribed" : row.status === "blocklisted" ? "blocked" : "unsubscribed";
  if (row.CLEAN_TIME !== undefined || /^cleaned/i.test(fileName)) return "cleaned";
  if (row.UNSUB_TIME !== undefined || /^(unsubscribed|nonsubscribed|non-subscribed)/i.test(fileName))
    return "unsubscribed";
  return "subscribed";
}

/** What a value of a column stands for: `TAGS:vision=#computer-vision`. */
export interface Mapping {
  column: string;
  value: string;
  topic: string;
}

/** Null where it cannot be read. */
export function parseMapping(text: string): Mapping | null {
  const read = /^([^:=]+):([^=]+)=(.+)$/.exec(text);
  return read ? { column: read[1]?.trim() ?? "", value: fold(read[2] ?? ""), topic: read[3]?.trim() ?? "" } : null;
}

/** Topics of all, and of the values that a row has. */
export function chooseTopics(row: Row, all: readonly string[], mappings: readonly Mapping[]): TopicRecord[] {
  const mapped = mappings.filter(({ column, value }) => listValues(row, column).includes(value));
  return [...new Set([...all, ...mapped.map(({ topic }) => topic)])].map((topic) => ({ topic }));
}

const fold = (text: string): string => text.trim().toLowerCase();

/** A cell as it is and in its parts: `"a","b"`, `a, b`; `attributes.team` is in listmonk's JSON. */
function listValues(row: Row, column: string): string[] {
  const dot = column.indexOf(".");
  const cell = row[column];
  if (cell !== undefined)
    return [fold(cell), ...cell.split(",").map((part) => fold(part.trim().replace(/^"|"$/g, "")))];
  if (dot < 0) return [];
  const value = readJson(row[column.slice(0, dot)] ?? "")?.[column.slice(dot + 1)];
  return (Array.isArray(value) ? value : [value])
    .filter((each) => each !== undefined)
    .map((each) => fold(String(each)));
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
