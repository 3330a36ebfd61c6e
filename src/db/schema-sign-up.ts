/** The tables of signing up, as Kysely sees them. */
import type { Generated } from "kysely";
import type { SubscriberRecord } from "../domain/exchange/record.ts";
import type { InstantColumn, Json, NullableInstant } from "./schema.ts";

export interface SignUpTables {
  signup: {
    id: Generated<number>;
    address: string;
    address_key: string;
    domain: string;
    topics: Json<string[]>;
    zone: string;
    hour: string;
    cadence: string;
    record: Json<SubscriberRecord> | null;
    client: string;
    asked_at: InstantColumn;
    expires_at: InstantColumn;
    confirmed_at: NullableInstant;
    subscriber_id: number | null;
    invitation_id: number | null;
  };
  invitation: {
    id: Generated<number>;
    note: string | null;
    uses: Generated<number>;
    uses_most: number;
    expires_at: InstantColumn;
    made_at: InstantColumn;
    revoked_at: NullableInstant;
  };
}
