/** Keys by which a reader's own programs read the reader's digests over HTTP. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table api_key (
    id bigint generated always as identity primary key,
    subscriber_id bigint not null references subscriber,
    made_at timestamptz not null,
    revoked_at timestamptz
  )`,
  "comment on table api_key is 'the key itself is the id, signed (domain/consent/api-key): it is shown once and stored nowhere'",
  "create index api_key_subscriber on api_key (subscriber_id)",
];
