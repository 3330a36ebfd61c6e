/** Webhooks: web addresses that get a subscription's new matches as they are made, by the ledger of all deliveries. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table webhook (
    id bigint generated always as identity primary key,
    subscription_id bigint not null references subscription,
    url text not null,
    covered_seq bigint not null,
    made_at timestamptz not null,
    ended_at timestamptz,
    unique (subscription_id, url)
  )`,
  "comment on table webhook is 'message kind webhook, channel webhook, key webhook-ID-FROM-TO: the matches after batch FROM up to TO; address_key is the id'",
  "comment on column webhook.covered_seq is 'messages took every match up to this batch'",
];
