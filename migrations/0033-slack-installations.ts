/** Slack workspaces that installed the app by OAuth, with their tokens sealed; and what was heard from Slack already. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table slack_installation (
    team text primary key,
    name text not null,
    bot text not null,
    token text not null,
    refresh_token text,
    expires_at timestamptz,
    scopes text not null,
    installed_by text not null,
    installed_at timestamptz not null,
    renewing_until timestamptz,
    trouble text,
    ended_at timestamptz,
    end_reason text
  )`,
  "comment on table slack_installation is 'workspaces that installed the app by OAuth; one by SLACK_BOT_TOKEN has no row'",
  "comment on column slack_installation.team is 'T0123, as Slack spells it'",
  "comment on column slack_installation.token is 'sealed by PAPERBOY_SECRET, as is refresh_token; expires_at is null where tokens do not rotate'",
  "comment on column slack_installation.renewing_until is 'a process exchanges the token; after that another may'",
  "comment on column slack_installation.trouble is 'what the workspace''s installer has to mend, such as a scope'",
  `create table slack_heard (
    key text primary key,
    heard_at timestamptz not null
  )`,
  "comment on table slack_heard is 'ids of what Slack sent, for a day: what comes again is done once, whichever process it comes to'",
  "create index slack_heard_at on slack_heard (heard_at)",
  "comment on column slack_installation.ended_at is 'uninstalled or revoked: what it follows waits for 30 days'",
];
