/** What each answer of a relay or of Slack means for a delivery: the tables of the design, row by row. */
import { expect, test } from "vitest";
import { readSlackError } from "../../../src/domain/delivery/slack-error.ts";
import { readReply } from "../../../src/domain/delivery/smtp-reply.ts";
import { backoffSeconds, DELIVERY_STATES, releasesPapers } from "../../../src/domain/delivery/state.ts";

test.each<[number, string, string, boolean]>([
  [421, "4.3.2 closing", "deferred", false],
  [450, "4.2.1 try later", "deferred", false],
  [452, "4.2.2 mailbox full", "deferred", false],
  [550, "5.1.1 no such user", "rejected", true],
  [550, "5.1.10 null mx", "rejected", true],
  [550, "5.2.1 mailbox disabled", "rejected", true],
  [552, "5.2.2 mailbox full", "rejected", false],
  [550, "5.7.1 policy", "rejected", false],
  [554, "policy without a code", "rejected", false],
  [552, "5.3.4 too big", "rejected", false],
  [530, "5.7.0 must issue STARTTLS first", "stop", false],
  [535, "5.7.8 bad credentials", "stop", false],
])("%i %s is %s", (code, text, state, suppresses) => {
  const outcome = readReply(code, text);
  expect(outcome.state).toBe(state);
  expect(outcome.state === "rejected" && outcome.suppress !== undefined).toBe(suppresses);
});

test.each([
  ["ratelimited", "deferred"],
  ["service_unavailable", "deferred"],
  ["internal_error", "unknown"],
  ["fatal_error", "unknown"],
  ["channel_not_found", "rejected"],
  ["is_archived", "rejected"],
  ["invalid_blocks", "rejected"],
  ["token_revoked", "stop"],
  ["missing_scope", "stop"],
])("Slack's %s is %s", (error, state) => expect(readSlackError(error).state).toBe(state));

test("a private channel without the bot gets the way in", () => {
  expect(readSlackError("channel_not_found")).toMatchObject({ reason: expect.stringContaining("/invite @Paperboy") });
});

test("tries come after 1, 5, 15 and then every 60 minutes", () => {
  expect([1, 2, 3, 4, 5, 50].map(backoffSeconds)).toEqual([60, 300, 900, 3600, 3600, 3600]);
});

test("only what will not arrive gives its papers back", () => {
  expect(DELIVERY_STATES.filter(releasesPapers)).toEqual(["rejected", "expired", "cancelled"]);
});
