/** Whatever Slack says to the calls that answer people: they get an answer or the operator a line, once, and nothing else breaks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlackAnswer } from "../support/slack-api.ts";
import { type House, openHouse, reply } from "../support/slack-house.ts";
import { commandOf, eventOf, freshId, pressOf } from "../support/slack-requests.ts";

let house: House;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(async () => {
  house = await openHouse();
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  process.off("unhandledRejection", note);
  await house.close();
});

/** One of each class of the design's table, as the stand-in is told them. */
const ERRORS = [
  "ratelimited",
  "429",
  "service_unavailable",
  "request_timeout",
  "500",
  "503",
  "closed",
  "internal_error",
  "fatal_error",
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
  "messages_tab_disabled",
  "user_disabled",
  "user_not_in_channel",
  "account_inactive",
  "token_revoked",
  "invalid_auth",
  "app_uninstalled",
  "missing_scope",
  "invalid_blocks",
  "msg_blocks_too_long",
  "no_text",
  "expired_trigger_id",
  "exchanged_trigger_id",
];

const answerOf = (error: string): SlackAnswer => {
  if (error === "closed") return { close: true };
  return /^\d+$/.test(error) ? { status: Number(error), retryAfter: 1 } : { error };
};

/** Breaks one call of ours, for good. */
function breakCall(method: string, error: string): void {
  if (method === "chat.postMessage") house.api.answer = () => answerOf(error);
  else house.api.errors.set(method, error);
}

/** What people got to see: nothing that a broken call carried. */
function countSeen(broken: string): number {
  const { api } = house;
  const shown = api.calls.filter(
    ({ method }) => method !== broken && /^(chat\.postEphemeral|views\.(open|publish))$/.test(method),
  );
  return api.posts.length + api.responses.length + shown.length;
}

const lines = () => house.logged.filter((line) => /slack\.(answer|work)-failed/.test(line));

/** What is said to us, and how often the dialogue is asked by it. */
const WAYS: Record<string, { tell: () => Promise<Response>; asked: number }> = {
  "a command": {
    tell: () => house.command(commandOf("list", { response_url: house.api.responseUrl() })),
    asked: 1,
  },
  "a command without a response_url": { tell: () => house.command(commandOf("list")), asked: 1 },
  "a press": {
    tell: () =>
      house.tell(pressOf({ action_id: "papers:save", value: "1 2" }, { response_url: house.api.responseUrl() })),
    asked: 1,
  },
  "a direct message": {
    tell: () =>
      house.tell(eventOf({ type: "message", channel_type: "im", channel: "D0ADA", user: "U0ADA", text: "list" })),
    asked: 1,
  },
  "a mention by a payload that does not say who we are": {
    tell: () =>
      house.tell(
        eventOf(
          { type: "app_mention", channel: "C0RESEARCH", user: "U0ADA", text: "<@U0BOT> list" },
          { authorizations: undefined },
        ),
      ),
    asked: 1,
  },
  "the Home tab": {
    tell: () => house.tell(eventOf({ type: "app_home_opened", user: "U0ADA", channel: "D0ADA", tab: "home" })),
    asked: 1,
  },
  "the search shortcut": {
    tell: () =>
      house.tell({
        type: "shortcut",
        callback_id: "search_papers",
        trigger_id: freshId(),
        team: { id: "T0LAB" },
        user: { id: "U0ADA", team_id: "T0LAB" },
      }),
    asked: 0,
  },
};
const CALLS = [
  "response_url",
  "chat.postEphemeral",
  "chat.postMessage",
  "views.open",
  "views.publish",
  "users.info",
  "auth.test",
];

describe.each(CALLS)("where %s fails", (method) => {
  it.each(ERRORS.filter((error) => method !== "response_url" || /^\d+$|closed/.test(error)).concat("404"))(
    "by %s: each is acknowledged, done once, and answered once or told to the operator",
    async (error) => {
      breakCall(method, error);
      for (const [name, { tell, asked }] of Object.entries(WAYS)) {
        const { said, pressed, homes } = house.dialogue;
        const before = { seen: countSeen(method), asked: said.length + pressed.length + homes.length };
        const told = lines().length;
        expect((await tell()).status, name).toBe(200);
        expect(said.length + pressed.length + homes.length - before.asked, `${name}: asked`).toBe(asked);
        const seen = countSeen(method) - before.seen;
        const outcome = { name, seen, told: lines().length - told };
        expect([0, 1], `${name}: seen`).toContain(seen);
        expect(outcome).toEqual({ name, seen, told: 1 - seen });
      }
      expect(unhandled).toEqual([]);
      expect(house.logged.join("\n")).not.toMatch(/xoxb-test|8f742231b|\/hooks\//);
    },
  );
});

describe("an answer", () => {
  it.each(["users.info", "auth.test"])("comes all the same where %s fails", async (method) => {
    for (const error of ERRORS) {
      breakCall(method, error);
      await WAYS["a command"]?.tell();
    }
    expect(house.api.responses).toHaveLength(ERRORS.length);
  });

  it("comes by the direct message where the channel is not ours to write to", async () => {
    breakCall("chat.postEphemeral", "not_in_channel");
    await WAYS["a command without a response_url"]?.tell();
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "Noted." }]);
  });

  it("is given once more after Slack asked to wait, since then it was not taken", async () => {
    house.dialogue.replies = () => [reply("Seen by all.", { to: "conversation" })];
    house.api.answer = (_channel, n) => (n === 0 ? { status: 429, retryAfter: 2 } : undefined);
    await WAYS["a command without a response_url"]?.tell();
    expect(house.api.asked).toHaveLength(2);
    expect(house.api.posts).toMatchObject([{ channel: "C0RESEARCH", text: "Seen by all." }]);
    expect(lines()).toEqual([]);
  });

  it("is not given twice where it is not known whether it was taken", async () => {
    house.api.answer = () => ({ close: true, taken: true });
    await WAYS["a direct message"]?.tell();
    expect([house.api.asked.length, lines().length]).toEqual([1, 1]);
  });

  it.each(["500", "closed"])("is not tried another way either: the response_url answers %s", async (error) => {
    breakCall("response_url", error);
    await WAYS["a command"]?.tell();
    expect([house.api.calls.filter(({ method }) => method.startsWith("chat.")), lines().length]).toEqual([[], 1]);
  });
});
