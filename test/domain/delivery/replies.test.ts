/** What each answer of Slack means for a delivery, and when it is tried again: the tables of the design, row by row. */
import { expect, test } from "vitest";
import { readSlackError } from "../../../src/domain/delivery/slack-error.ts";
import { backoffSeconds, DELIVERY_STATES, releasesPapers } from "../../../src/domain/delivery/state.ts";

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
