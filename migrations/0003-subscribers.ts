/** Who receives, and their standing orders. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table subscriber (
    id bigint generated always as identity primary key,
    channel text not null check (channel in ('email', 'slack')),
    address text not null,
    address_key text not null,
    zone text not null,
    hour text not null check (hour ~ '^[0-2][0-9]:[0-5][0-9]$'),
    quiet_notes text not null default 'some' check (quiet_notes in ('some', 'never', 'always')),
    confirmed_at timestamptz,
    paused_until date,
    created_at timestamptz not null,
    unique (channel, address_key)
  )`,
  "comment on column subscriber.address_key is 'the address with its case folded; mail keeps what was typed'",
  "comment on column subscriber.paused_until is 'the first local date that gets a digest again'",
  `create table subscription (
    id bigint generated always as identity primary key,
    subscriber_id bigint not null references subscriber,
    number integer not null,
    topic_id bigint not null references topic,
    name text not null,
    reading text not null,
    cadence text not null,
    cap integer not null default 10 check (cap between 1 and 50),
    signal boolean not null default true,
    covered_seq bigint not null default 0,
    start_seq bigint not null,
    starts_on date not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    unique (subscriber_id, topic_id),
    unique (subscriber_id, number)
  )`,
  "comment on column subscription.number is 'what list shows: stable and never reused'",
  "comment on column subscription.covered_seq is 'sections took every match up to this batch'",
  "comment on column subscription.start_seq is 'the last batch when it was made: of those, only papers listed on starts_on or later count as new'",
  "create index subscription_topic on subscription (topic_id)",
  `create table suppression (
    channel text not null,
    address_key text not null,
    reason text not null,
    created_at timestamptz not null,
    primary key (channel, address_key)
  )`,
];
