/** Topics, the catalogue that names some of them, and their matches in batches of rising seq. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table topic (
    id bigint generated always as identity primary key,
    language integer not null,
    canonical text not null,
    created_at timestamptz not null,
    first_seq bigint
  )`,
  "comment on column topic.first_seq is 'the match batch that first evaluated it; null: not matched yet'",
  "create unique index topic_canonical on topic (language, md5(canonical))",
  "create index topic_unmatched on topic (id) where first_seq is null",
  `create table catalogue (
    slug text primary key,
    name text not null,
    heading text not null,
    query text not null,
    description text not null,
    position integer not null
  )`,
  `create table match_batch (
    seq bigint primary key,
    papers integer not null,
    topics integer not null,
    matches integer not null,
    closed_at timestamptz not null
  )`,
  `create table match (
    topic_id bigint not null references topic,
    paper_id bigint not null references paper,
    seq bigint not null references match_batch,
    score real,
    primary key (topic_id, paper_id)
  )`,
  "comment on column match.score is 'text score; kept for the best 50 of a topic in a batch'",
  "create index match_new on match (topic_id, seq)",
  `create table match_candidate (
    id bigint generated always as identity primary key,
    paper_ids jsonb not null
  )`,
  "comment on table match_candidate is 'papers that one intake changed by live listings, to be matched: a row an intake, deleted by the batch that read it'",
];
