/** What an error that Slack names means for a delivery: the table "Delivery" of the design. */
import type { Outcome } from "./state.ts";

const AGAIN = new Set(["ratelimited", "rate_limited", "service_unavailable", "request_timeout"]);
const UNKNOWN = new Set(["internal_error", "fatal_error"]);
/** The token is good for nothing any more, wherever it is used. */
const INSTALL_GONE = new Set(["account_inactive", "token_revoked", "invalid_auth", "not_authed", "app_uninstalled"]);
/** Of a token that rotates: the next one is good. */
const EXPIRED = "token_expired";
/** Why nothing goes to any conversation of a workspace. */
export const UNINSTALLED = "uninstalled";
/** What we wrote is refused: our bug, which the operator must hear of. */
const OURS = new Set(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"]);
/** Why nothing goes to a conversation any more, and what brings it back; as the operator and the ledger show it. */
export const GONE_REASONS = {
  archived: "archived: unarchive the conversation, and its digests come again",
  deleted: "deleted: the conversation is no more; subscribe another one",
  removed: "bot removed: type /invite @Paperboy in the conversation, and its digests come again",
} as const;
const RELEASE = "then release it (paperboy suppressions release)";

/** A private conversation without the bot is not found either. */
const PLACE_GONE: Record<string, string> = {
  channel_not_found: GONE_REASONS.removed,
  not_in_channel: GONE_REASONS.removed,
  is_archived: GONE_REASONS.archived,
  restricted_action: `the workspace does not let the bot post there: have its admin allow it, ${RELEASE}`,
  messages_tab_disabled: `the app's messages tab is off: turn it on in the app's settings, ${RELEASE}`,
  user_disabled: `the person's Slack account is off: once it is on again, ${RELEASE}`,
};

export const isInstallGone = (error: string): boolean => INSTALL_GONE.has(error);
export const isExpired = (error: string): boolean => error === EXPIRED;
export const isOurBug = (error: string): boolean => OURS.has(error);
export const isScopeMissing = (error: string): boolean => error === "missing_scope";

/** Where there is one workspace only: its end is that of the whole channel. */
export function readSlackError(error: string): Outcome {
  if (AGAIN.has(error)) return { state: "deferred", reason: error };
  if (UNKNOWN.has(error)) return { state: "unknown", reason: error };
  if (isInstallGone(error) || isExpired(error))
    return {
      state: "stop",
      reason: `Slack refuses the token (${error}): install the app again and set SLACK_BOT_TOKEN`,
    };
  if (isScopeMissing(error))
    return {
      state: "stop",
      reason:
        "the token lacks the scope chat:write: add it to the app at https://api.slack.com/apps and install it again",
    };
  const gone = Object.hasOwn(PLACE_GONE, error) ? PLACE_GONE[error] : undefined;
  return gone
    ? { state: "rejected", reason: `${error}: ${gone}`, suppress: gone }
    : { state: "rejected", reason: error };
}
