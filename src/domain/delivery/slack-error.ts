/** What an error that Slack names means for a delivery: the table "Delivery" of the design. */
import type { Outcome } from "./state.ts";

const AGAIN = new Set(["ratelimited", "rate_limited", "service_unavailable", "request_timeout"]);
const UNKNOWN = new Set(["internal_error", "fatal_error"]);
const INSTALL_GONE = new Set([
  "account_inactive",
  "token_revoked",
  "token_expired",
  "invalid_auth",
  "not_authed",
  "app_uninstalled",
]);
const PLACE_GONE: Record<string, string> = {
  channel_not_found:
    "Slack does not know the conversation, or it is private and the bot is not in it: type /invite @Paperboy there",
  not_in_channel: "the bot is not in the conversation: type /invite @Paperboy there",
  is_archived: "the conversation is archived",
  restricted_action: "the workspace does not let the bot post there",
  messages_tab_disabled: "the app's messages tab is off: turn it on in the app's settings",
  user_disabled: "the person's Slack account is off",
};

export function readSlackError(error: string): Outcome {
  if (AGAIN.has(error)) return { state: "deferred", reason: error };
  if (UNKNOWN.has(error)) return { state: "unknown", reason: error };
  if (INSTALL_GONE.has(error))
    return {
      state: "stop",
      reason: `Slack refuses the token (${error}): install the app again and set SLACK_BOT_TOKEN`,
    };
  if (error === "missing_scope")
    return { state: "stop", reason: "the token lacks the scope chat:write: add it to the app and install it again" };
  const gone = PLACE_GONE[error];
  return { state: "rejected", reason: gone ? `${error}: ${gone}` : error };
}
