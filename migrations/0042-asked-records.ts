/** What a file said of somebody who was asked by mail, for the day they say yes. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  "alter table signup add column record jsonb",
  "comment on column signup.record is 'a subscriber''s record of a file that was imported: topics with their settings, and the reader''s own'",
];
