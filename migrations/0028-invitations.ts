/** Invitations: links that the operator gives out, each good for so many sign-ups until a date. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table invitation (
    id bigint generated always as identity primary key,
    note text,
    uses integer not null default 0,
    uses_most integer not null check (uses_most > 0),
    expires_at timestamptz not null,
    made_at timestamptz not null,
    revoked_at timestamptz,
    check (uses between 0 and uses_most)
  )`,
  "comment on table invitation is 'what a signed link /?invite=TOKEN stands for; where SIGNUP is invite, nobody signs up without'",
  "comment on column invitation.uses is 'readers who confirmed by it, each once; kept apart from signup, whose rows go when a reader is forgotten'",
  "comment on column invitation.note is 'the operator''s own words on whom it is for'",
  "alter table signup add column invitation_id bigint references invitation",
  "create index signup_invitation on signup (invitation_id) where invitation_id is not null",
];
