/** What taking a decision of identity back needs: a paper as it was before, and all that its listings said since. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  "alter table paper add column joined boolean not null default false",
  "comment on column paper.joined is 'a listing joined it by title or text, or a paper was merged into it: from then on its listings keep what they said'",
  "alter table identity_log add column before jsonb",
  "comment on column identity_log.before is 'the paper as it was before a listing joined it or another was merged into it: what a split starts from'",
  "comment on column listing.content is 'the whole listing, kept where its paper is a joined one: from these a split makes both papers anew'",
  "create index identity_log_listing on identity_log (listing_key) where decision in ('joined', 'split')",
];
