/** The least that storing listings can cost: a bare COPY of their fields into a table without an index. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Listing } from "../src/domain/paper/listing.ts";

type Field = Exclude<keyof Listing, "announcement">;

/** All that a listing says, in the types of the tables that hold it. */
const COLUMNS: Record<Field, string> = {
  source: "text",
  sourceKey: "text",
  listedOn: "date",
  ids: "jsonb",
  title: "text",
  abstract: "text",
  authors: "jsonb",
  authorCount: "integer",
  organisation: "jsonb",
  publishedOn: "date",
  upvotes: "integer",
  comments: "integer",
  thumbnailUrl: "text",
  projectUrl: "text",
  codeUrl: "text",
  codeStars: "integer",
  summary: "text",
  keywords: "jsonb",
  categories: "jsonb",
  version: "integer",
  withdrawn: "boolean",
};
const FIELDS = Object.keys(COLUMNS) as Field[];

export const CREATE_BARE = `create table bare (${FIELDS.map((field) => `"${field}" ${COLUMNS[field]}`).join(", ")})`;

/** Writes the pages as COPY reads them, never holding more than one; returns the number of rows. */
export async function writeCopyFile(path: string, pages: AsyncIterable<Listing[]>): Promise<number> {
  const file = createWriteStream(path, { mode: 0o644 });
  let rows = 0;
  for await (const page of pages) {
    rows += page.length;
    if (!file.write(page.map(toLine).join(""))) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
  return rows;
}

const toLine = (listing: Listing): string => `${FIELDS.map((field) => toText(listing[field])).join("\t")}\n`;

function toText(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/[\\\t\n\r]/g, (each) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n" })[each] ?? "\\r");
}
