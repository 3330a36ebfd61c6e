/** Who is at the operator's desk, what was done there, and the indexes that its pages are read by. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table operator_link (
    id bigint generated always as identity primary key,
    label text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  "comment on table operator_link is 'links to the operator''s desk; the link itself is the id, signed, and good once'",
  `create table operator_session (
    id bigint generated always as identity primary key,
    hash text not null unique,
    label text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
  )`,
  "comment on column operator_session.hash is 'SHA-256 of what the browser keeps, which is stored nowhere'",
  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text not null,
    act text not null,
    subject text not null,
    facts jsonb not null
  )`,
  "comment on table audit is 'what operators did; readers are named by their number; their facts go when they are forgotten'",
  "create index audit_subject on audit (subject, id)",
  // What ended otherwise than accepted is rare: its lists and counts read these rows alone.
  "create index delivery_ended on delivery (state, id) where state in ('rejected', 'expired', 'unknown', 'cancelled')",
  "create index digest_page on digest (run_id, id)",
  "drop index digest_run",
  "create index subscriber_confirmed on subscriber (confirmed_at)",
  "create index subscription_running on subscription (topic_id) where ended_at is null",
  "create index subscription_ended on subscription (ended_at) where ended_at is not null",
  "create index feedback_given on feedback (given_at)",
  "create index message_address on message (channel, address_key, id)",
];
