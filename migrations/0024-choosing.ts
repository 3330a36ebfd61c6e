/** What a reader's own choice is made of: thresholds, a limit for a digest, feedback, and papers that stand for a topic. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  "alter table match add column strength real, add column pinned boolean not null default false",
  "comment on column match.strength is 'how strongly the paper is about the topic, 0 to 1 (domain/ranking/strength); null: not told, or a topic without words'",
  "comment on column match.pinned is 'by an author or organisation that the topic names beside other things'",
  "alter table subscription add column threshold real not null default 0, add column tuned boolean not null default false",
  "comment on column subscription.threshold is 'matches of less strength are left out'",
  "comment on column subscription.tuned is 'it has feedback that stands'",
  "alter table section add column weak integer not null default 0, add column hidden integer not null default 0",
  "comment on column section.weak is 'matches that were left out by the threshold; hidden: by the reader''s own rules'",
  "alter table subscriber add column most integer not null default 30",
  "comment on column subscriber.most is 'papers of a digest at most, shared fairly by its sections'",
  `create table feedback (
    id bigint generated always as identity primary key,
    subscription_id bigint not null references subscription,
    kind text not null check (kind in ('more', 'less', 'save', 'hide-author', 'hide-term')),
    paper_id bigint references paper,
    query text,
    given_by text,
    given_at timestamptz not null,
    undone_at timestamptz,
    check ((kind in ('more', 'less', 'save')) = (paper_id is not null)),
    check ((paper_id is null) = (query is not null))
  )`,
  "comment on table feedback is 'what a reader said of a topic''s papers; it acts on that subscription alone, and nothing is deleted'",
  "comment on column feedback.query is 'what is hidden, as a canonical query of the topic language'",
  "comment on column feedback.given_by is 'the person, where several share a subscription: a Slack user'",
  "create unique index feedback_standing on feedback (subscription_id, kind, coalesce(paper_id, 0), coalesce(query, '')) where undone_at is null",
  `create table profile (
    subscription_id bigint primary key references subscription,
    liked integer not null,
    disliked integer not null,
    terms text not null,
    weights bytea not null,
    made_at timestamptz not null
  )`,
  "comment on table profile is 'the middle of what a reader liked of a topic, as weighted terms (domain/similarity/vector)'",
  `create table library (
    key text primary key,
    papers integer not null,
    entries jsonb not null,
    least real not null,
    terms text not null,
    weights bytea not null,
    made_at timestamptz not null
  )`,
  "comment on table library is 'papers that stand for a topic, like:KEY; immutable, the key is a hash of its entries'",
  "comment on column library.least is 'papers less alike than this do not match'",
];
