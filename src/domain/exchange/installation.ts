/** What an installation is set up with, as files hold it: the catalogue of topics, and the sources. */
import type { EntryRecord } from "../topic/catalogue.ts";

/** An entry of the catalogue, as in `seeds/topics.json`. */
export interface TopicRecord {
  slug: string;
  name: string;
  group: string;
  query: string;
  description: string;
}

export const TOPIC_COLUMNS = ["slug", "name", "group", "query", "description"] as const;

export const readTopicRecord = ({ group, ...record }: TopicRecord): EntryRecord => ({ ...record, heading: group });

export const toTopicRecord = ({ slug, name, heading, query, description }: EntryRecord): TopicRecord => ({
  ...{ slug, name, group: heading, query, description },
});

export interface SourceRecord {
  /** As `source add` takes it: `huggingface`, `arxiv cs.CL`, a feed's address. */
  source: string;
  state: "on" | "paused";
}

export const SOURCE_COLUMNS = ["source", "state"] as const;

/** Null for what has no schedule: saved pages. */
export function toSourceRecord(row: { kind: string; key: string | null; active: boolean }): SourceRecord | null {
  if (row.kind === "page") return null;
  const source = row.kind === "feed" ? (row.key ?? "") : row.kind === "arxiv" ? `arxiv ${row.key}` : row.kind;
  return { source, state: row.active ? "on" : "paused" };
}
