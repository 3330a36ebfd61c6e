/** The tables of what comes back of mails, as Kysely sees them. */
import type { Generated } from "kysely";
import type { BounceKind } from "../domain/bounce/read-bounce.ts";
import type { InstantColumn } from "./schema.ts";

export interface BounceTables {
  bounce: {
    id: Generated<number>;
    provider: "mail" | "ses" | "hook";
    event_id: string;
    delivery_id: number;
    class: Exclude<BounceKind, "none">;
    status: string | null;
    reason: string | null;
    received_at: InstantColumn;
  };
  suppression_release: {
    id: Generated<number>;
    channel: string;
    address_key: string;
    reason: string;
    suppressed_at: InstantColumn;
    note: string | null;
    released_at: InstantColumn;
  };
}
