/** What people say and press in Slack, of every kind of payload: who is taken to speak, and where the answer goes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/slack/dialogue.ts";
import { type House, openHouse, reply } from "../support/slack-house.ts";
import { commandOf, eventOf, freshId, pressOf, RECORDED } from "../support/slack-requests.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
  house.api.zones.set("U0ADA", "Europe/Berlin");
});
afterEach(() => house.close());

const ADA = { team: "T0LAB", user: "U0ADA", zone: "Europe/Berlin" };
const ephemerals = () =>
  house.api.calls.filter(({ method }) => method === "chat.postEphemeral").map(({ body }) => body);
const shortcut = (more: object) => ({ team: { id: "T0LAB" }, user: { id: "U0ADA" }, trigger_id: freshId(), ...more });
interface Form {
  callback_id: string;
  blocks: { block_id: string; element: { action_id: string } }[];
}
const both: Reply[] = [reply("For you."), reply("For all.", { to: "conversation" })];

describe("a slash command", () => {
  it.each([
    ["a channel", {}, { conversation: "C0RESEARCH", kind: "channel" }],
    [
      "a private channel",
      { channel_id: "C0SECRET", channel_name: "privategroup" },
      { conversation: "C0SECRET", kind: "private" },
    ],
    [
      "an old private channel",
      { channel_id: "G0SECRET", channel_name: "lab" },
      { conversation: "G0SECRET", kind: "private" },
    ],
    [
      "several people",
      { channel_id: "C0MANY", channel_name: "mpdm-ada--bob-1" },
      { conversation: "C0MANY", kind: "private" },
    ],
    ["a direct message", { channel_id: "D0ADA", channel_name: "directmessage" }, { conversation: "D0ADA", kind: "dm" }],
  ])("is said in %s", async (_, more, place) => {
    await house.command(commandOf("  subscribe agents in <#C0X|x>  ", more));
    expect(house.dialogue.said).toEqual([{ words: "subscribe agents in <#C0X|x>", speaker: { ...ADA, ...place } }]);
  });

  it("is answered by its response_url: to who said it, and to all there", async () => {
    house.dialogue.replies = () => both;
    await house.command(commandOf("list", { response_url: house.api.responseUrl() }));
    expect(house.api.responses).toMatchObject([
      { text: "For you.", response_type: "ephemeral", replace_original: false },
      { text: "For all.", response_type: "in_channel", replace_original: false },
    ]);
    expect(house.api.posts).toEqual([]);
  });

  it("uses its response_url five times, and then the Web API", async () => {
    house.dialogue.replies = () => Array.from({ length: 7 }, (_, i) => reply(`Answer ${i}`));
    await house.command(commandOf("list", { response_url: house.api.responseUrl() }));
    expect(house.api.responses).toHaveLength(5);
    expect(ephemerals()).toMatchObject([
      { channel: "C0RESEARCH", user: "U0ADA", text: "Answer 5" },
      { channel: "C0RESEARCH", user: "U0ADA", text: "Answer 6" },
    ]);
  });

  it("is answered by the Web API where its response_url leads elsewhere", async () => {
    await house.command(commandOf("list", { response_url: "https://hooks.example.org/x" }));
    expect(ephemerals()).toHaveLength(1);
  });

  it("is answered in the direct message where the bot is not in the conversation", async () => {
    house.api.errors.set("chat.postEphemeral", "not_in_channel");
    await house.command(commandOf("list"));
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "Noted." }]);
  });

  it("that is not ours is explained", async () => {
    await house.command(commandOf("x", { command: "/<weather>", response_url: house.api.responseUrl() }));
    expect(house.api.responses[0]?.text).toBe(
      "I do not know /&lt;weather&gt;. Type `/papers help` for what I do know.",
    );
    expect(house.dialogue.said).toEqual([]);
  });

  it("asks for a profile once an hour, and follows its changes", async () => {
    const asked = () => house.api.calls.filter(({ method }) => method === "users.info").length;
    await house.command(commandOf("list"));
    await house.command(commandOf("list"));
    expect(asked()).toBe(1);
    await house.tell(eventOf({ type: "user_change", user: { id: "U0ADA", tz: "Asia/Tokyo" } }));
    await house.command(commandOf("list"));
    expect([asked(), house.dialogue.said.at(-1)?.speaker.zone]).toEqual([1, "Asia/Tokyo"]);
    house.pass(60 * 60_000 + 1);
    await house.command(commandOf("list"));
    expect([asked(), house.dialogue.said.at(-1)?.speaker.zone]).toEqual([2, "Europe/Berlin"]);
  });
});

describe("who we do not reach", () => {
  const subscribed = (conversation: string): Reply[] => [
    reply("Subscribed.", { to: "conversation", digestsGoTo: conversation }),
  ];
  const hints = () => house.api.responses.map(({ text }) => text).filter((text) => text.includes("/invite @Paperboy"));

  it.each([
    ["private, without us", { is_member: false, is_private: true }, 1],
    ["private, with us", { is_member: true, is_private: true }, 0],
    ["public, without us", { is_member: false, is_private: false }, 0],
    ["not found", null, 1],
  ])("is told at once how to let us in: %s", async (_, channel, count) => {
    house.dialogue.replies = () => subscribed("C0RESEARCH");
    if (channel) house.api.conversations.set("C0RESEARCH", channel);
    await house.command(commandOf("subscribe x", { response_url: house.api.responseUrl() }));
    expect(house.api.responses[0]?.text).toBe("Subscribed.");
    expect(hints()).toHaveLength(count);
  });

  it("is not told anything where that cannot be looked up", async () => {
    house.dialogue.replies = () => subscribed("C0RESEARCH");
    for (const error of ["missing_scope", "internal_error"]) {
      house.api.errors.set("conversations.info", error);
      await house.command(commandOf("subscribe x", { response_url: house.api.responseUrl() }));
    }
    expect(hints()).toEqual([]);
  });

  it("is told once beside the confirmation when another channel takes no post; else that channel is told", async () => {
    house.dialogue.replies = () => [
      reply("Subscribed there.", { digestsGoTo: "C0OTHER" }),
      reply("Subscribed here.", { to: { conversation: "C0OTHER" } }),
    ];
    house.api.answer = () => ({ error: "not_in_channel" });
    await house.command(commandOf("subscribe x", { response_url: house.api.responseUrl() }));
    expect(house.api.responses.map(({ text }) => text)).toEqual([
      "Subscribed there.",
      "I cannot post in <#C0OTHER>, so no digest arrives there: type `/invite @Paperboy` in it.",
    ]);
    house.api.answer = () => undefined;
    house.api.conversations.set("C0OTHER", { is_member: true, is_private: false });
    await house.command(commandOf("subscribe x", { response_url: house.api.responseUrl() }));
    expect(house.api.posts).toMatchObject([{ channel: "C0OTHER", text: "Subscribed here." }]);
    expect(hints()).toHaveLength(1);
  });

  it("is answered in the direct message where the conversation takes no answer for all", async () => {
    house.dialogue.replies = () => [reply("For all.", { to: "conversation" })];
    house.api.answer = (channel) => (channel === "C0RESEARCH" ? { error: "not_in_channel" } : undefined);
    await house.command(commandOf("list"));
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "For all." }]);
  });

  it("is known to speak in a direct message between others", async () => {
    const say = (id: string) => {
      const more = { channel_id: id, channel_name: "directmessage", response_url: house.api.responseUrl() };
      return house.command(commandOf("list", more));
    };
    for (const id of ["D0ADA", "D0OTHERS", "D0OTHERS"]) await say(id);
    house.api.errors.set("conversations.open", "missing_scope");
    await house.command(
      commandOf("list", { user_id: "U0BOB", channel_id: "D0X", response_url: house.api.responseUrl() }),
    );
    expect(house.dialogue.said.map(({ speaker }) => speaker.away ?? false)).toEqual([false, true, true, false]);
    expect(house.api.calls.filter(({ method }) => method === "conversations.open")).toHaveLength(2);
  });

  it("is called by name where the profile has one", async () => {
    house.api.names.set("U0ADA", "Ada");
    await house.command(commandOf("list"));
    expect(house.dialogue.said[0]?.speaker).toEqual({
      ...ADA,
      ...{ name: "Ada", conversation: "C0RESEARCH" },
      kind: "channel",
    });
  });
});

describe("a mention and a direct message", () => {
  it("are said without our name, and answered where they were said", async () => {
    house.dialogue.replies = () => both;
    const mention = {
      type: "app_mention",
      user: "U0ADA",
      channel: "C0X",
      text: "<@U0BOT>: show 2605.12500",
      thread_ts: "1.2",
    };
    await house.tell(eventOf(mention));
    expect(house.dialogue.said).toEqual([
      { words: "show 2605.12500", speaker: { ...ADA, conversation: "C0X", kind: "channel" } },
    ]);
    expect(ephemerals()).toMatchObject([{ channel: "C0X", user: "U0ADA", text: "For you.", thread_ts: "1.2" }]);
    expect(house.api.posts).toMatchObject([
      { channel: "C0X", text: "For all.", thread_ts: "1.2", body: { unfurl_links: "false" } },
    ]);
  });

  it("in a direct message are answered with messages that stay", async () => {
    await house.tell(
      eventOf({ type: "message", channel_type: "im", channel: "D0ADA", user: "U0ADA", text: "list me" }),
    );
    expect(house.dialogue.said).toEqual([{ words: "list me", speaker: { ...ADA, conversation: "D0ADA", kind: "dm" } }]);
    expect(house.api.posts).toMatchObject([{ channel: "D0ADA", text: "Noted." }]);
  });

  it.each([
    ["our own", { user: "U0BOT" }],
    ["a bot's", { bot_id: "B0X" }],
    ["an edit", { subtype: "message_changed" }],
    ["a mention that was edited", { type: "app_mention", edited: { ts: "1.1" } }],
    ["in a channel", { channel_type: "channel" }],
    ["empty", { text: "  " }],
  ])("are no order when they are %s", async (_, more) => {
    await house.tell(
      eventOf({ type: "message", channel_type: "im", channel: "D0ADA", user: "U0ADA", text: "list", ...more }),
    );
    expect([house.dialogue.said, house.api.posts]).toEqual([[], []]);
  });

  it("of the SDKs are said as they stand", async () => {
    for (const name of [
      "app_mention",
      "app_mention of a bot",
      "message edited",
      "message of a bot",
      "message with a file",
    ])
      await house.tell(RECORDED.payloads[name] as object);
    expect(house.dialogue.said.map(({ speaker }) => speaker.user)).toEqual(["UUUUUXXXXX"]);
  });
});

describe("a press", () => {
  it("is told with its action and its value, and its answer may stand in for the message", async () => {
    house.dialogue.replies = () => [reply("Saved.", { replaces: true }), reply("Also this.")];
    const more = { response_url: house.api.responseUrl(), container: { type: "message", thread_ts: "1.2" } };
    await house.tell(pressOf({ action_id: "papers:save", value: "3 4711" }, more));
    expect(house.dialogue.pressed).toEqual([
      { press: { action: "save", value: "3 4711" }, speaker: { ...ADA, conversation: "C0RESEARCH", kind: "channel" } },
    ]);
    expect(house.api.responses).toMatchObject([
      { text: "Saved.", replace_original: true },
      { text: "Also this.", replace_original: false, thread_ts: "1.2" },
    ]);
  });

  it("on what was chosen from a list is told with what was chosen", async () => {
    await house.tell(pressOf({ action_id: "papers:hour", type: "static_select", selected_option: { value: "09:00" } }));
    expect(house.dialogue.pressed[0]?.press).toEqual({ action: "hour", value: "09:00" });
  });

  it("on the Home is answered in the direct message, and the Home is shown anew", async () => {
    const view = { type: "home", blocks: [] };
    house.dialogue.replies = () => [reply("Instead.", { replaces: true }), reply("Beside.")];
    await house.tell(
      pressOf({ action_id: "papers:pause", value: "3d" }, { view, channel: undefined, container: { type: "view" } }),
    );
    expect(house.dialogue.pressed[0]?.speaker).toEqual({ ...ADA, conversation: "U0ADA", kind: "dm" });
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "Beside." }]);
    expect(house.api.calls.filter(({ method }) => method === "views.publish")).toHaveLength(1);
  });

  it("that nobody knows is explained, and that only opens an address is not", async () => {
    await house.tell(pressOf({ action_id: "old:button" }, { response_url: house.api.responseUrl() }));
    expect(house.api.responses[0]?.text).toMatch(/^I do not know that button\./);
    const blocks = [{ type: "actions", elements: [{ type: "button", action_id: "a1", url: "https://example.org" }] }];
    await house.tell(pressOf({ action_id: "a1" }, { response_url: house.api.responseUrl(), message: { blocks } }));
    expect(house.api.responses).toHaveLength(1);
  });
});

describe("the Home, shortcuts and forms", () => {
  it("shows the Home when it is opened, and not its other tabs", async () => {
    await house.tell(eventOf({ type: "app_home_opened", user: "U0ADA", channel: "D0ADA", tab: "messages" }));
    expect(house.dialogue.homes).toEqual([]);
    await house.tell(eventOf({ type: "app_home_opened", user: "U0ADA", channel: "D0ADA", tab: "home" }));
    expect(house.dialogue.homes).toEqual([ADA]);
    const published = house.api.calls.find(({ method }) => method === "views.publish");
    expect(published?.body).toMatchObject({ user_id: "U0ADA", view: { type: "home", blocks: [{ type: "section" }] } });
  });

  it("opens a form to search, and posts what is found in the direct message", async () => {
    await house.tell(shortcut({ type: "shortcut", callback_id: "search_papers" }));
    const opened = house.api.calls.filter(({ method }) => method === "views.open").map(({ body }) => body.view);
    const [view] = opened as [Form];
    const [block] = view.blocks;
    const values = {
      [block?.block_id ?? ""]: { [block?.element.action_id ?? ""]: { value: "  sparse\n attention " } },
    };
    const submitted = {
      type: "view_submission",
      view: { callback_id: view.callback_id, type: "modal", state: { values } },
    };
    const answer = await house.tell(shortcut(submitted));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(house.dialogue.said).toEqual([
      { words: "search sparse attention", speaker: { ...ADA, conversation: "U0ADA", kind: "dm" } },
    ]);
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "Noted." }]);
  });

  it.each([
    ["See <https://arxiv.org/abs/2605.12500v2|this one>!", "similar 2605.12500"],
    ["hep-th/9901001 is old", "similar hep-th/9901001"],
    [
      "On <@U0X>’s sparse, *gated* AND mixture-of-experts &amp; :tada: https://x.org",
      "similar On s sparse gated AND mixture-of-experts",
    ],
    ["", "similar"],
  ])("finds papers like the message %j", async (text, words) => {
    const message = {
      type: "message_action",
      callback_id: "similar_papers",
      channel: { id: "C0X", name: "x" },
      message: { text },
    };
    await house.tell(shortcut({ ...message, response_url: house.api.responseUrl() }));
    expect(house.dialogue.said).toMatchObject([{ words, speaker: { conversation: "C0X", kind: "channel" } }]);
    expect(house.api.responses).toHaveLength(1);
  });

  it.each([
    ["shortcut", { type: "shortcut", callback_id: "other" }],
    ["form", { type: "view_submission", view: { callback_id: "other", type: "modal" } }],
  ])("explains a %s that nobody knows", async (what, payload) => {
    await house.tell(shortcut(payload));
    expect(house.api.posts.map(({ text }) => text)).toEqual([expect.stringContaining(`I do not know that ${what}.`)]);
  });
});
