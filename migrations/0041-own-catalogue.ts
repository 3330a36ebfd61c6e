/** A catalogue that an operator changes, and who follows which entry of it (semantics 8). */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `alter table catalogue
    add column own boolean not null default false,
    add column removed_at timestamptz`,
  "comment on column catalogue.own is 'changed or removed by the operator: what Paperboy brings along leaves it alone'",
  "alter table subscription add column slug text",
  "comment on column subscription.slug is 'the entry of the catalogue that it follows: another query of the entry moves it'",
  "create index subscription_slug on subscription (slug) where slug is not null and ended_at is null",
];
