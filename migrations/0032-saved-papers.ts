/** Saved papers: a person's own, whatever conversations the person reads in. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table saved_paper (
    id bigint generated always as identity primary key,
    channel text not null,
    address_key text not null,
    paper_id bigint not null references paper,
    saved_at timestamptz not null,
    undone_at timestamptz
  )`,
  "comment on table saved_paper is 'papers that a person kept in Slack; a save of a topic''s paper by mail or on a page is feedback'",
  "comment on column saved_paper.address_key is 'the person, who need not be a subscriber: t0123/u0123'",
  "create unique index saved_paper_standing on saved_paper (channel, address_key, paper_id) where undone_at is null",
];
