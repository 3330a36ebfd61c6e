/** What the pages of the archive ask for by an index: the listings of a day, back-filled ones too. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = ["drop index listing_day", "create index listing_day on listing (listed_on, paper_id)"];
