/** What intake asks of recent papers. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  // A listing with an arXiv id can only be a retitled paper without one: each chunk of a back-fill asks for these few.
  "create index paper_recent_without_arxiv on paper (first_listed_on) where arxiv_id is null and merged_into is null",
];
