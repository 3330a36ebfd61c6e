/** Sources as an operator turns them on and off, and what is known of each source's days. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const KINDS = "'huggingface', 'arxiv', 'biorxiv', 'medrxiv', 'feed', 'page'";

const statements = [
  `alter table source add column kind text not null default 'page' check (kind in (${KINDS}))`,
  "update source set kind = 'huggingface' where name = 'huggingface'",
  "alter table source add column key text",
  "alter table source add column reads_from date",
  "alter table source add column removed_at timestamptz",
  "alter table source add column etag text",
  "alter table source add column last_modified text",
  "comment on column source.key is 'arXiv''s category or the feed''s address'",
  "comment on column source.reads_from is 'the first day that is read; null: not scheduled yet'",
  "comment on column source.etag is 'with last_modified: what the next request of a feed may ask with, kept once its listings were'",
  "alter table paper add column version integer",
  "alter table paper add column withdrawn boolean not null default false",
  "comment on column paper.version is 'of the preprint whose content it shows'",
  "alter table intake add column declared integer",
  "alter table intake drop constraint intake_state_check",
  `alter table intake add constraint intake_state_check check
    (state in ('waiting', 'partial', 'complete', 'stale', 'holiday', 'empty', 'failed'))`,
  `create table source_day (
    source text not null references source,
    listed_on date not null,
    state text not null check (state in ('waiting', 'partial', 'complete', 'stale', 'holiday', 'empty', 'failed')),
    cause text not null,
    declared integer,
    parsed integer,
    unread integer not null default 0,
    attempts integer not null default 0,
    open_attempts integer not null default 0,
    parsed_since timestamptz,
    last_read_at timestamptz,
    whole_at timestamptz,
    next_look_at timestamptz,
    primary key (source, listed_on)
  )`,
  "comment on table source_day is 'what is known of a source''s day; the table intake has every reading'",
  "comment on column source_day.open_attempts is 'readings in a row after which the day was not whole'",
  "comment on column source_day.parsed_since is 'since when readings have found as many listings'",
  "comment on column source_day.next_look_at is 'null: it is not looked at again'",
  "create index source_day_due on source_day (next_look_at) where next_look_at is not null",
  `create table intake_lane (
    lane text primary key,
    owner text not null,
    lease_until timestamptz not null
  )`,
  "comment on table intake_lane is 'who reads a lane of sources now: one process at a time, so that the pace is kept'",
  `create table intake_alarm (
    source text not null references source,
    listed_on date not null,
    kind text not null check (kind in ('stale', 'late', 'failing', 'unfinished', 'low')),
    says text not null,
    raised_at timestamptz not null,
    cleared_at timestamptz,
    primary key (source, listed_on, kind)
  )`,
  "create index intake_alarm_open on intake_alarm (source) where cleared_at is null",
  `create table backfill (
    source text not null references source,
    from_on date not null,
    to_on date not null,
    route text not null check (route in ('api', 'oai')),
    position text,
    position_expires_at timestamptz,
    listings integer not null default 0,
    new integer not null default 0,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (source, from_on, to_on, route)
  )`,
  "comment on column backfill.position is 'where it goes on: api: the last day that is done; oai: the next page''s token'",
];
