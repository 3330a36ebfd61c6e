/** What forgetting old history asks for by an index: letters by age, and the dates that a digest made up for. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  "create index message_letters on message (created_at) where digest_id is null",
  // Deleting a digest looks whether a missed date points at it: after an outage of all readers that is a table to read, each time.
  "create index missed_digest on missed (digest_id) where digest_id is not null",
];
