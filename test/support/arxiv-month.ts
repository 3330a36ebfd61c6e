/** The recorded month of arXiv's announcements, which is kept beside the repository, streamed as listings. */
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { adaptArxivItem } from "../../src/sources/arxiv/item.ts";

const FILE = join(import.meta.dirname, "../../../shared/recorded/arxiv-bulk/announced-2026-05.jsonl.gz");

export const hasArxivMonth = existsSync(FILE);

interface Announced {
  id: string;
  title: string;
  summary: string;
  authors: string[];
  categories: string[];
  comment: string | null;
  first_seen: string;
}

/** 7,383 papers, each in its primary category on the day it was first seen. */
export async function* readArxivMonth(): AsyncGenerator<Listing> {
  for await (const line of createInterface({ input: createReadStream(FILE).pipe(createGunzip()) })) {
    const { id, title, summary: abstract, authors, categories, comment, first_seen } = JSON.parse(line) as Announced;
    const said = { id, title, abstract, authors, categories, comment };
    const item = { ...said, version: 1, announcement: "new", publishedOn: first_seen, doi: null } as const;
    yield adaptArxivItem(item, `arxiv/${categories[0]}`, first_seen);
  }
}
