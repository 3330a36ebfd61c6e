/** The tables as Kysely sees them. Days are `YYYY-MM-DD` strings, int8 are numbers, instants come as Date and go as text. */
import type { ColumnType, Generated } from "kysely";
import type { DeliveryChannel } from "../domain/delivery/channel.ts";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { Reason } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import type { Author, Listing, Organisation } from "../domain/paper/listing.ts";
import type { Paper } from "../domain/paper/paper.ts";
import type { BounceTables } from "./schema-bounces.ts";
import type { ChoosingTables } from "./schema-choosing.ts";
import type { DeskTables } from "./schema-desk.ts";
import type { IntakeTables } from "./schema-intake.ts";
import type { SignUpTables } from "./schema-sign-up.ts";
import type { SlackTables } from "./schema-slack.ts";

/** Written as an ISO text, read as a Date (both drivers agree on that). */
export type InstantColumn = ColumnType<Date, string, string>;
export type NullableInstant = ColumnType<Date | null, string | null | undefined, string | null>;
/** Written as JSON text, so that arrays do not become Postgres arrays. */
export type Json<T> = ColumnType<T, string, string>;

export interface PaperTable {
  id: Generated<number>;
  revision: Generated<number>;
  merged_into: number | null;
  arxiv_id: string | null;
  title: string;
  title_key: string;
  abstract: string | null;
  authors: Json<Author[]>;
  author_count: number | null;
  organisation: Json<Organisation | null>;
  published_on: string | null;
  upvotes: number | null;
  comments: number | null;
  thumbnail_url: string | null;
  project_url: string | null;
  code_url: string | null;
  code_stars: number | null;
  summary: string | null;
  keywords: Json<string[]>;
  categories: Json<string[]>;
  sketch: string | null;
  joined: Generated<boolean>;
  source: string;
  first_listed_on: string;
  version: number | null;
  withdrawn: Generated<boolean>;
  created_at: InstantColumn;
  updated_at: InstantColumn;
}

export interface Database extends IntakeTables, ChoosingTables, BounceTables, SignUpTables, SlackTables, DeskTables {
  paper: PaperTable;
  paper_id: { scheme: string; value: string; paper_id: number };
  listing: {
    source: string;
    source_key: string;
    listed_on: string;
    paper_id: number;
    live: boolean;
    title: string;
    upvotes: number | null;
    comments: number | null;
    categories: Json<string[]>;
    fingerprint: string;
    content: Json<Listing | null> | null;
    first_seen_at: InstantColumn;
    updated_at: InstantColumn;
  };
  signal: {
    paper_id: number;
    observed_on: string;
    upvotes: number | null;
    comments: number | null;
    stars: number | null;
  };
  identity_log: {
    id: Generated<number>;
    decision: "joined" | "merged" | "flagged" | "refused" | "split";
    paper_id: number;
    other_id: number | null;
    listing_key: string | null;
    rule: string;
    detail: string;
    before: Json<StoredPaper | null> | null;
    decided_at: InstantColumn;
    undone_at: NullableInstant;
  };
  topic: {
    id: Generated<number>;
    language: number;
    canonical: string;
    created_at: InstantColumn;
    first_seq: number | null;
  };
  match_batch: { seq: number; papers: number; topics: number; matches: number; closed_at: InstantColumn };
  match: {
    topic_id: number;
    paper_id: number;
    seq: number;
    score: number | null;
    strength: number | null;
    pinned: Generated<boolean>;
  };
  match_candidate: { id: Generated<number>; paper_ids: Json<number[]> };
  subscriber: {
    id: Generated<number>;
    channel: "email" | "slack";
    address: string;
    address_key: string;
    zone: string;
    hour: string;
    quiet_notes: Generated<"some" | "never" | "always">;
    confirmed_at: NullableInstant;
    paused_until: string | null;
    next_due_at: NullableInstant;
    next_on: string | null;
    waits: Generated<boolean>;
    seen_paper_id: number | null;
    most: Generated<number>;
    created_at: InstantColumn;
  };
  missed: { subscriber_id: number; local_on: string; run_id: number; cause: string; digest_id: number | null };
  subscription: {
    id: Generated<number>;
    subscriber_id: number;
    number: number;
    topic_id: number;
    name: string;
    reading: string;
    /** The entry of the catalogue that it follows. */
    slug: Generated<string | null>;
    cadence: string;
    cap: Generated<number>;
    signal: Generated<boolean>;
    covered_seq: Generated<number>;
    start_seq: number;
    starts_on: string;
    threshold: Generated<number>;
    tuned: Generated<boolean>;
    created_at: InstantColumn;
    ended_at: NullableInstant;
  };
  suppression: { channel: string; address_key: string; reason: string; created_at: InstantColumn };
  run: {
    id: Generated<number>;
    kind: string;
    key: string;
    started_at: InstantColumn;
    compiled_at: NullableInstant;
    finished_at: NullableInstant;
    whole: Generated<boolean>;
  };
  digest: {
    id: Generated<number>;
    subscriber_id: number;
    run_id: number;
    local_on: string;
    kind: "digest" | "quiet";
    cause: string | null;
    note: string | null;
    holiday: Generated<boolean>;
    zone: string;
    hour: string;
    compiled_at: InstantColumn;
    released_at: NullableInstant;
  };
  section: {
    digest_id: number;
    position: number;
    subscription_id: number;
    name: string;
    reading: string;
    from_seq: number;
    to_seq: number;
    more: number;
    weak: Generated<number>;
    hidden: Generated<number>;
    cards: Json<number[]>;
  };
  paper_revision: { paper_id: number; revision: number; content: Json<Paper> };
  card: {
    id: Generated<number>;
    topic_id: number;
    paper_id: number;
    revision: number;
    upvotes: number | null;
    comments: number | null;
    reason: Json<Reason>;
  };
  shown: { subscriber_id: number; paper_id: number; digest_id: number | null };
  message: {
    id: Generated<number>;
    kind: "digest" | "confirm" | "welcome" | "notice" | "webhook";
    key: string;
    digest_id: number | null;
    channel: DeliveryChannel;
    address: string;
    address_key: string;
    created_at: InstantColumn;
    expires_at: InstantColumn;
  };
  delivery: {
    id: Generated<number>;
    message_id: number;
    part: Generated<number>;
    state: DeliveryState;
    via: string | null;
    owner: string | null;
    attempt: Generated<number>;
    tries: Generated<number>;
    channel: DeliveryChannel;
    class: "policy" | "full" | "relay" | null;
    due_at: InstantColumn;
    receipt: string | null;
    reason: string | null;
    updated_at: InstantColumn;
  };
  worker: { owner: string; name: string; started_at: InstantColumn; lease_until: InstantColumn };
  relay: {
    via: string;
    stopped_until: NullableInstant;
    one_connection: Generated<boolean>;
    reason: string | null;
    told_at: NullableInstant;
    second_tat: NullableInstant;
    hour_tat: NullableInstant;
  };
  setting: { name: string; value: string };
}
