/** The tables of the operator's desk, as Kysely sees them. */
import type { Generated } from "kysely";
import type { InstantColumn, Json, NullableInstant } from "./schema.ts";

export interface DeskTables {
  operator_link: {
    id: Generated<number>;
    label: string;
    made_at: InstantColumn;
    expires_at: InstantColumn;
    used_at: NullableInstant;
  };
  operator_session: {
    id: Generated<number>;
    hash: string;
    label: string;
    made_at: InstantColumn;
    expires_at: InstantColumn;
    ended_at: NullableInstant;
  };
  audit: {
    id: Generated<number>;
    at: InstantColumn;
    who: string;
    act: string;
    subject: string;
    facts: Json<Record<string, unknown>>;
  };
}
