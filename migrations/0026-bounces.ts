/** What came back of mails: bounces and complaints, each once, and the suppressions that an operator took back. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table bounce (
    id bigint generated always as identity primary key,
    provider text not null check (provider in ('mail', 'ses', 'hook')),
    event_id text not null,
    delivery_id bigint not null references delivery,
    class text not null check (class in
      ('hard', 'full', 'soft', 'policy', 'delayed', 'delivered', 'complaint', 'auto-reply')),
    status text,
    reason text,
    received_at timestamptz not null,
    unique (provider, event_id)
  )`,
  "comment on table bounce is 'what came back of a delivery after the relay took it; providers tell at least once, the key counts once'",
  "comment on column bounce.status is 'RFC 3463: 5.1.1; reason: what a server said, 300 characters at most'",
  "create index bounce_delivery on bounce (delivery_id)",
  `create table suppression_release (
    id bigint generated always as identity primary key,
    channel text not null,
    address_key text not null,
    reason text not null,
    suppressed_at timestamptz not null,
    note text,
    released_at timestamptz not null
  )`,
  "comment on table suppression_release is 'suppressions that the operator took back, with why they stood (reason) and why they went (note)'",
  "create index suppression_release_address on suppression_release (channel, address_key)",
];
