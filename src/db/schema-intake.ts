/** The tables of the reading side as Kysely sees them: sources, their days, readings, alarms, back-fills. */
import type { Generated } from "kysely";
import type { AlarmKind } from "../domain/intake/alarm.ts";
import type { DayState } from "../domain/intake/day.ts";
import type { SourceKind } from "../domain/intake/habits.ts";
import type { InstantColumn, NullableInstant } from "./schema.ts";

interface SourceDayTable {
  source: string;
  listed_on: string;
  state: DayState;
  cause: string;
  declared: number | null;
  parsed: number | null;
  unread: Generated<number>;
  attempts: Generated<number>;
  open_attempts: Generated<number>;
  parsed_since: NullableInstant;
  last_read_at: NullableInstant;
  whole_at: NullableInstant;
  next_look_at: NullableInstant;
}

export interface IntakeTables {
  source: {
    name: string;
    active: Generated<boolean>;
    created_at: InstantColumn;
    kind: Generated<SourceKind>;
    key: string | null;
    reads_from: string | null;
    removed_at: NullableInstant;
    etag: string | null;
    last_modified: string | null;
  };
  intake: {
    id: Generated<number>;
    source: string;
    listed_on: string | null;
    state: DayState;
    cause: string;
    declared: number | null;
    listings: number;
    new: number;
    updated: number;
    seen: number;
    failed: number;
    live: boolean;
    taken_in_at: InstantColumn;
  };
  source_day: SourceDayTable;
  intake_lane: { lane: string; owner: string; lease_until: InstantColumn };
  request_turn: { lane: string; owner: string; next_at: InstantColumn; lease_until: InstantColumn };
  intake_alarm: {
    source: string;
    listed_on: string;
    kind: AlarmKind;
    says: string;
    raised_at: InstantColumn;
    cleared_at: NullableInstant;
  };
  backfill: {
    source: string;
    from_on: string;
    to_on: string;
    route: "api" | "oai";
    position: string | null;
    position_expires_at: NullableInstant;
    listings: Generated<number>;
    new: Generated<number>;
    started_at: InstantColumn;
    finished_at: NullableInstant;
  };
}
