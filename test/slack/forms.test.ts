/** Slack's forms at the door: opened before anything else is done, tried while they are filled in, refused with what is wrong. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acknowledge } from "../../src/slack/door/acknowledgement.ts";
import { type House, openHouse, reply } from "../support/slack-house.ts";
import { commandOf, freshId, pressOf } from "../support/slack-requests.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const HERE = { conversation: "C0RESEARCH", kind: "channel" };
const methods = () => house.api.calls.map(({ method }) => method).filter((method) => method !== "auth.test");
const latest = () => {
  const [entry] = [...house.api.views].slice(-1);
  if (!entry) throw new Error("no view is open");
  const [id, { hash, view }] = entry;
  return { id, hash, ...view };
};
const typed = (query: string, more: object = {}) => ({ query: { query: { value: query } }, ...more });
const chosen = (name: string, value: string) => ({ [name]: { [name]: { selected_option: { value } } } });
const submit = (values: object) =>
  house.tell({
    type: "view_submission",
    team: { id: "T0LAB" },
    user: { id: "U0ADA" },
    trigger_id: freshId(),
    view: { ...latest(), state: { values } },
  });
/** The button, or Enter in the field. */
const preview = (query: string, action: object = { action_id: "papers:preview", value: "preview" }) =>
  house.tell(
    pressOf(action, {
      channel: undefined,
      container: { type: "view" },
      view: { ...latest(), state: { values: typed(query) } },
    }),
  );

const TOPIC = { id: 1, number: 1, name: "moe", reading: "moe", cadence: "daily", cap: 10, threshold: 0, signal: true };
const SHOWN = { hour: "08:00", zone: "Europe/Berlin", quiet_notes: "some" as const };
/** The fields of the latest form as they were shown, as Slack sends them. */
const untouched = () =>
  Object.fromEntries(
    latest().blocks.flatMap(({ block_id: id, element }) => {
      if (!id || !element) return [];
      const { initial_option: option, initial_time: time, initial_value: value } = element;
      const field = option ? { selected_option: option } : time ? { selected_time: time } : { value };
      return [[id, { [id]: field }]];
    }),
  );

describe("the form for settings", () => {
  it.each([
    ["the word", () => house.command(commandOf("settings"))],
    ["a digest's button", () => house.tell(pressOf({ action_id: "papers:settings", value: "settings" }))],
  ])("opens by %s before the database is asked, and then shows what is set", async (_, ask) => {
    const held = Promise.withResolvers<void>();
    house.dialogue.settings = { ...SHOWN, topics: [TOPIC, { ...TOPIC, number: 4, cadence: "weekly:fri", cap: 7 }] };
    const find = house.dialogue.findSettings;
    house.dialogue.findSettings = async (speaker) => {
      expect(speaker).toMatchObject(HERE);
      expect(methods()).toEqual(["views.open"]);
      await held.promise;
      return find(speaker);
    };
    const asked = ask();
    await house.api.heard(() => house.api.views.size > 0);
    expect(latest().submit).toBeUndefined();
    held.resolve();
    await asked;
    expect(Object.keys(untouched())).toEqual(["hour", "zone", "quiet", "top", "rhythm-1", "rhythm-4"]);
    expect(untouched()).toMatchObject({
      hour: { hour: { selected_time: "08:00" } },
      top: { top: { selected_option: { value: "keep" } } },
      "rhythm-4": { "rhythm-4": { selected_option: { value: "weekly:fri" } } },
    });
  });

  it("sends in what was changed, and nothing of what was not", async () => {
    house.dialogue.settings = { ...SHOWN, topics: [TOPIC, { ...TOPIC, number: 4 }] };
    await house.command(commandOf("settings"));
    await submit(untouched());
    const zone = { zone: { zone: { value: " america/new_york" } } };
    const rhythm = chosen("rhythm-4", "weekdays");
    await submit({ ...untouched(), ...zone, ...chosen("top", "5"), ...chosen("quiet", "never"), ...rhythm });
    const none = { at: null, zone: null, quiet: null, top: null };
    expect(house.dialogue.submitted.map(({ filled }) => filled)).toEqual([
      { command: { verb: "settings", ...none }, rhythms: [] },
      {
        command: { verb: "settings", at: null, zone: "America/New_York", quiet: "never", top: 5 },
        rhythms: [{ number: 4, cadence: "weekdays" }],
      },
    ]);
    expect(house.dialogue.submitted[1]?.speaker).toMatchObject(HERE);
  });

  it("stays open with a zone that there is not", async () => {
    house.dialogue.settings = { ...SHOWN, topics: [TOPIC] };
    await house.command(commandOf("settings"));
    const answer = await submit({ ...untouched(), zone: { zone: { value: "Atlantis" } } });
    expect(await answer.json()).toMatchObject({
      errors: { zone: expect.stringContaining('"Atlantis" is no time zone') },
    });
    expect(house.dialogue.submitted).toEqual([]);
  });

  it("has one rhythm for all where there are many topics, within every limit", async () => {
    const name = "<&>".repeat(100);
    const topics = Array.from({ length: 120 }, (_, i) => ({ ...TOPIC, name, number: i + 1 }));
    for (const few of [topics.slice(0, 6), topics]) {
      house.dialogue.settings = { ...SHOWN, topics: few };
      await house.command(commandOf("settings"));
      expect(Object.keys(untouched()).filter((each) => each.startsWith("rhythm"))).toHaveLength(few.length > 6 ? 1 : 6);
    }
    await submit({ ...untouched(), ...chosen("rhythm", "weekly:mon") });
    expect(house.dialogue.submitted[0]?.filled.rhythms).toEqual([{ number: null, cadence: "weekly:mon" }]);
  });

  it("says why there is nothing to set, and cannot be sent in then", async () => {
    await house.command(commandOf("settings"));
    expect(JSON.stringify(latest().blocks)).toContain("Nothing is followed here yet");
    house.dialogue.findSettings = () => Promise.reject(new Error("the database is away"));
    await house.command(commandOf("settings"));
    expect(JSON.stringify(latest().blocks)).toContain("Try again in a minute");
    expect(latest().submit).toBeUndefined();
  });

  it("gives way to words when Slack does not open it any more", async () => {
    house.api.errors.set("views.open", "expired_trigger_id");
    await house.command(commandOf("settings"));
    expect(house.dialogue.said).toMatchObject([{ words: "settings", speaker: HERE }]);
  });
});

describe("the form to subscribe", () => {
  it.each(["subscribe", " Sub ", "add"])("opens on %j alone, before anything else is asked", async (words) => {
    await house.command(commandOf(words));
    expect(methods()).toEqual(["views.open"]);
    expect(house.dialogue.said).toEqual([]);
    expect(latest()).toMatchObject({ callback_id: "subscribe_topic", title: { text: "Subscribe to a topic" } });
  });

  it("opens by a button too, and knows no other place where it is a direct message", async () => {
    const blocks = () => latest().blocks.flatMap(({ block_id }) => block_id ?? []);
    await house.tell(pressOf({ action_id: "papers:subscribe", value: "subscribe" }));
    expect(blocks()).toEqual(["query", "place", "cadence", "hour"]);
    await house.command(commandOf("subscribe", { channel_id: "D0ADA", channel_name: "directmessage" }));
    expect(blocks()).toEqual(["query", "cadence", "hour"]);
    expect(house.dialogue.pressed).toEqual([]);
  });

  it("is not opened for words, nor where nothing could open it", async () => {
    await house.command(commandOf("subscribe agents"));
    await house.command(commandOf("subscribe", { trigger_id: "" }));
    expect(house.api.views.size).toBe(0);
    expect(house.dialogue.said.map(({ words }) => words)).toEqual(["subscribe agents", "subscribe"]);
  });

  it("gives way to the words of the help when Slack does not open it any more", async () => {
    house.api.errors.set("views.open", "expired_trigger_id");
    await house.command(commandOf("subscribe", { response_url: house.api.responseUrl() }));
    expect(house.dialogue.said).toMatchObject([{ words: "help subscribe", speaker: HERE }]);
    expect(house.api.responses).toMatchObject([{ text: "Noted." }]);
    expect(house.logged.join()).toContain("expired_trigger_id");
  });

  it("tries what is typed on Enter and on Preview, and keeps its fields", async () => {
    await house.command(commandOf("subscribe"));
    const before = latest();
    await preview("agents", { action_id: "query", block_id: "query", type: "plain_text_input", value: "agents" });
    await preview(" “robot  arms”\n");
    expect(house.dialogue.tried).toEqual(["agents", '"robot arms"']);
    expect(JSON.stringify(latest().blocks)).toContain('Tried \\"robot arms\\"');
    const inputs = ({ blocks }: { blocks: { type: string }[] }) => blocks.filter(({ type }) => type === "input");
    expect(inputs(latest())).toEqual(inputs(before));
    expect(latest().private_metadata).toBe(before.private_metadata);
  });

  it("leaves a form alone that was drawn anew meanwhile, or closed", async () => {
    await house.command(commandOf("subscribe"));
    const [id, shown] = [...house.api.views][0] as [string, { hash: string }];
    const old = pressOf(
      { action_id: "papers:preview", value: "preview" },
      { view: { ...latest(), hash: "0.old", state: { values: typed("agents") } } },
    );
    await house.tell(old);
    expect(house.api.views.get(id)).toBe(shown);
    await house.tell({ ...old, trigger_id: freshId(), view: { ...latest(), id: "V0CLOSED" } });
    expect(house.logged.filter((line) => line.includes("failed"))).toEqual([]);
  });

  it("says so when it cannot be tried", async () => {
    house.dialogue.preview = () => Promise.reject(new Error("the database is away"));
    await house.command(commandOf("subscribe"));
    await preview("agents");
    expect(JSON.stringify(latest().blocks)).toContain("could not be tried now");
    expect(house.logged.join()).toContain("the database is away");
  });

  it("stays open with what is wrong beside the field, and nothing is done", async () => {
    await house.command(commandOf("subscribe"));
    const answer = await submit(typed("(retrieval"));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      response_action: "errors",
      errors: { query: expect.stringMatching(/^column \d+: .* Try: /) },
    });
    expect(await (await submit(typed(""))).json()).toMatchObject({ errors: { query: "Which topic?" } });
    expect(house.dialogue.submitted).toEqual([]);
  });

  it("closes and subscribes where it was opened, and is answered there", async () => {
    house.dialogue.replies = () => [reply("Subscribed.", { to: "conversation" })];
    await house.command(commandOf("subscribe", { response_url: house.api.responseUrl() }));
    const hour = { hour: { hour: { selected_time: "09:30" } } };
    const answer = await submit(typed("“robot arms”", { ...chosen("cadence", "weekly"), ...hour }));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    const command = { verb: "subscribe", query: '"robot arms"', place: { kind: "here" } };
    expect(house.dialogue.submitted).toMatchObject([
      { filled: { command: { ...command, at: "09:30", cadence: "weekly:mon" } }, speaker: HERE },
    ]);
    expect(house.api.responses).toMatchObject([{ text: "Subscribed.", response_type: "in_channel" }]);
  });

  it("subscribes one's direct messages, and answers there without an address to answer to", async () => {
    await house.tell(pressOf({ action_id: "papers:subscribe", value: "subscribe" }));
    await submit(typed("#moe", chosen("place", "dm")));
    expect(house.dialogue.submitted).toMatchObject([
      { filled: { command: { query: "#moe", place: { kind: "dm" }, at: null, cadence: "daily" } }, speaker: HERE },
    ]);
    expect(methods()).toContain("chat.postEphemeral");
  });

  it("of the Home answers in the direct message and shows the Home anew", async () => {
    const view = { type: "home", blocks: [] };
    const onHome = { view, channel: undefined, container: { type: "view" } };
    await house.tell(pressOf({ action_id: "papers:subscribe", value: "subscribe" }, onHome));
    await submit(typed("agents"));
    expect(house.dialogue.submitted[0]?.speaker).toMatchObject({ conversation: "U0ADA", kind: "dm" });
    expect(house.api.posts).toMatchObject([{ channel: "U0ADA", text: "Noted." }]);
    expect(methods()).toContain("views.publish");
  });

  it.each(["", "{", "null", '{"c":1}', '{"c":"C1","k":"x"}'])(
    "that kept %j is answered in the direct message",
    async (metadata) => {
      await house.command(commandOf("subscribe"));
      const view = { ...latest(), private_metadata: metadata, state: { values: typed("agents") } };
      await house.tell({ type: "view_submission", team: { id: "T0LAB" }, user: { id: "U0ADA" }, view });
      expect(house.dialogue.submitted[0]?.speaker).toMatchObject({ conversation: "U0ADA", kind: "dm" });
    },
  );
});

describe("what Slack hears at once", () => {
  const text = fc.string({ unit: "binary", maxLength: 30 });
  const value = fc.record({ value: fc.option(text) }, { requiredKeys: [] });
  const choice = fc.record({ selected_option: fc.option(fc.record({ value: text })), selected_time: fc.option(text) });
  const names = fc.constantFrom(
    "query",
    "place",
    "cadence",
    "hour",
    "zone",
    "quiet",
    "top",
    "rhythm",
    "rhythm-3",
    "__proto__",
  );
  const values = fc.dictionary(names, fc.dictionary(names, fc.oneof(value, choice)));

  it("is said of whatever a form holds, as Slack takes it", () => {
    fc.assert(
      fc.property(fc.constantFrom("subscribe_topic", "settings", "search_papers"), values, (id, filled) => {
        const { says, work } = acknowledge({
          type: "view_submission",
          view: { callback_id: id, state: { values: filled } },
        });
        expect(work).toBe(says === undefined);
        for (const error of Object.values((says as { errors: object } | undefined)?.errors ?? {}))
          expect(error).toMatch(/^[\s\S]{1,300}$/);
      }),
      { numRuns: 500 },
    );
  });
});
