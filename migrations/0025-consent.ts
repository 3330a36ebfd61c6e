/** Sign-ups on the web: asked for, and confirmed by whoever reads the mailbox. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table signup (
    id bigint generated always as identity primary key,
    address text not null,
    address_key text not null,
    domain text not null,
    topics jsonb not null,
    zone text not null,
    hour text not null,
    cadence text not null,
    client text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    subscriber_id bigint references subscriber
  )`,
  "comment on table signup is 'what was asked for on the web; nothing is subscribed until it is confirmed by the link in the mail (message kind confirm, key the id)'",
  "comment on column signup.client is 'a keyed hash of who asked, for the limits; never an address of the network'",
  "create index signup_address on signup (address_key, asked_at)",
  "create index signup_domain on signup (domain, asked_at)",
  "create index signup_client on signup (client, asked_at)",
];
