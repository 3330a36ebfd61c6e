/** The tables of Slack workspaces, as Kysely sees them. */
import type { InstantColumn, NullableInstant } from "./schema.ts";

export interface SlackTables {
  slack_installation: {
    team: string;
    name: string;
    bot: string;
    token: string;
    refresh_token: string | null;
    expires_at: NullableInstant;
    scopes: string;
    installed_by: string;
    installed_at: InstantColumn;
    renewing_until: NullableInstant;
    trouble: string | null;
    ended_at: NullableInstant;
    end_reason: string | null;
  };
  slack_heard: { key: string; heard_at: InstantColumn };
}
