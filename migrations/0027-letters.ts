/** Letters to readers that are no digest: a link that was asked for, a move to another address, a farewell. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table letter (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('link', 'move', 'moved', 'farewell')),
    subscriber_id bigint not null references subscriber,
    address text not null,
    address_key text not null,
    subscriptions jsonb not null default '[]',
    client text,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  "comment on table letter is 'message kind notice, key letter-ID. link: the preferences, asked for by address; move: confirms the address it goes to; moved: tells the former address, and leads back to it; farewell: after leaving'",
  "comment on column letter.subscriptions is 'what ended with a farewell, and begins again when it is taken back'",
  "comment on column letter.client is 'a keyed hash of who asked, for the limits'",
  "create index letter_address on letter (address_key, asked_at)",
  "create index letter_subscriber on letter (subscriber_id)",
  "create index letter_client on letter (client, asked_at) where client is not null",
  "create index signup_subscriber on signup (subscriber_id) where subscriber_id is not null",
];
