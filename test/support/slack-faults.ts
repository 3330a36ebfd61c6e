/** All that Slack may say instead of taking a post, by what is to be done about it: the table "Delivery" of the design. */
import type { SlackAnswer } from "./slack-api.ts";

export type FaultClass = "again" | "unknown" | "gone" | "ours" | "other";

export interface Fault {
  name: string;
  kind: FaultClass;
  answer: SlackAnswer;
  /** What the ledger says of it. */
  reason: RegExp;
}

const named = (kind: FaultClass, reasons: Record<string, RegExp>): Fault[] =>
  Object.entries(reasons).map(([name, reason]) => ({ name, kind, answer: { error: name }, reason }));

/** Those that concern one conversation. */
export const FAULTS: Fault[] = [
  { name: "HTTP 429", kind: "again", answer: { status: 429, retryAfter: 45 }, reason: /Slack asks to wait/ },
  ...named("again", {
    ratelimited: /^ratelimited/,
    service_unavailable: /^service_unavailable/,
    request_timeout: /^request_timeout/,
  }),
  { name: "HTTP 500", kind: "unknown", answer: { status: 500 }, reason: /500/ },
  { name: "HTTP 503", kind: "unknown", answer: { status: 503 }, reason: /503/ },
  { name: "a closed socket", kind: "unknown", answer: { close: true }, reason: /UND_ERR_SOCKET|ECONNRESET/ },
  {
    name: "a closed socket, and taken",
    kind: "unknown",
    answer: { close: true, taken: true },
    reason: /UND_ERR_SOCKET|ECONNRESET/,
  },
  ...named("unknown", { internal_error: /^internal_error/, fatal_error: /^fatal_error/ }),
  ...named("gone", {
    channel_not_found: /^channel_not_found: .*\/invite @Paperboy/,
    not_in_channel: /^not_in_channel: .*\/invite @Paperboy/,
    is_archived: /^is_archived: .*unarchive/,
    restricted_action: /^restricted_action: .*admin.*suppressions release/,
    messages_tab_disabled: /^messages_tab_disabled: .*app's settings/,
    user_disabled: /^user_disabled: .*suppressions release/,
  }),
  ...named("ours", {
    invalid_blocks: /plain text.*invalid_blocks/,
    msg_blocks_too_long: /plain text.*msg_blocks_too_long/,
    no_text: /plain text.*no_text/,
  }),
  ...named("other", { an_error_of_next_year: /^an_error_of_next_year$/, toString: /^toString$/ }),
];

/** Those that concern the workspace. */
export const STOPS = [
  "account_inactive",
  "token_revoked",
  "token_expired",
  "invalid_auth",
  "not_authed",
  "app_uninstalled",
  "missing_scope",
];
