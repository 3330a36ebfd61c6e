/** What intake asks of recent papers, and whose turn it is to ask arXiv. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  // A listing with an arXiv id can only be a retitled paper without one: each chunk of a back-fill asks for these few.
  "create index paper_recent_without_arxiv on paper (first_listed_on) where arxiv_id is null and merged_into is null",
  "create index paper_merged_by_id on paper (id) include (merged_into) where merged_into is not null",
  `create table request_turn (
    lane text primary key,
    owner text not null,
    next_at timestamptz not null,
    lease_until timestamptz not null
  )`,
  "comment on table request_turn is 'who asks a host that wants one request at a time, in whatever process'",
  "comment on column request_turn.next_at is 'no request before then: the host''s pace'",
  "comment on column request_turn.lease_until is 'a request is under way until then, or until its process ends it'",
];
