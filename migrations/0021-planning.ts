/** What planning a morning writes, by the hundred thousand rows: cheaper to keep. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  // Asked when two papers become one: rarely, and of papers of a few days. A tree costs half of the insert; a summary of each stretch of the table, nothing.
  "drop index shown_paper",
  "create index shown_paper on shown using brin (paper_id)",
  // covered_seq moves each morning: with half of a page free, the new version of each row stays on it and no index is touched.
  "alter table subscription set (fillfactor = 50)",
];
