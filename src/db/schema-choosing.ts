/** The tables that choosing papers reads, as Kysely sees them: terms, the corpus, feedback, libraries; sign-ups, letters and keys. */
import type { Generated } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { FeedbackKind } from "../domain/subscription/feedback.ts";
import type { LibraryEntry } from "../domain/subscription/library.ts";
import type { InstantColumn, Json, NullableInstant } from "./schema.ts";

export interface ChoosingTables {
  catalogue: {
    slug: string;
    name: string;
    heading: string;
    query: string;
    description: string;
    position: number;
    own: Generated<boolean>;
    removed_at: NullableInstant;
  };
  api_key: {
    id: Generated<number>;
    subscriber_id: number;
    made_at: InstantColumn;
    revoked_at: NullableInstant;
  };
  letter: {
    id: Generated<number>;
    kind: "link" | "move" | "moved" | "farewell";
    subscriber_id: number;
    address: string;
    address_key: string;
    subscriptions: Json<number[]>;
    client: string | null;
    asked_at: InstantColumn;
    expires_at: InstantColumn;
    used_at: NullableInstant;
  };
  webhook: {
    id: Generated<number>;
    subscription_id: number;
    url: string;
    covered_seq: number;
    made_at: InstantColumn;
    ended_at: NullableInstant;
  };
  unanalysed: { id: Generated<number>; paper_ids: Json<number[]> };
  paper_terms: {
    paper_id: number;
    revision: number;
    analyser: number;
    terms: string[];
    counts: Uint8Array;
    title_length: number;
    abstract_length: number;
    facts: string[];
  };
  corpus_term: { term: string; papers: number };
  corpus_model: { name: string; analyser: number; papers: number; fitted_at: InstantColumn; content: Uint8Array };
  feedback: {
    id: Generated<number>;
    subscription_id: number;
    kind: FeedbackKind;
    paper_id: number | null;
    query: string | null;
    given_by: string | null;
    given_at: InstantColumn;
    undone_at: NullableInstant;
  };
  saved_paper: {
    id: Generated<number>;
    channel: Channel;
    address_key: string;
    paper_id: number;
    saved_at: InstantColumn;
    undone_at: NullableInstant;
  };
  profile: {
    subscription_id: number;
    liked: number;
    disliked: number;
    terms: string;
    weights: Uint8Array;
    made_at: InstantColumn;
  };
  library: {
    key: string;
    papers: number;
    entries: Json<LibraryEntry[]>;
    least: number;
    terms: string;
    weights: Uint8Array;
    made_at: InstantColumn;
  };
}
