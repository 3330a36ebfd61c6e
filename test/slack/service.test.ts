/** Slack's door in the whole service: on the port of the pages, bound to the use cases, and only where it is configured. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { order } from "../support/orders.ts";
import { SIGNING_SECRET } from "../support/slack-house.ts";
import { bodyOf, commandOf, eventOf, FORM, freshId, pressOf, send } from "../support/slack-requests.ts";
import { openSlackService, type SlackService } from "../support/slack-service.ts";

const TOKENS = { SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_SIGNING_SECRET: SIGNING_SECRET };

describe("the service", () => {
  let house: SlackService;
  beforeEach(async () => {
    house = await openSlackService();
  });
  afterEach(() => house.remove());

  it("answers a command, minds what happens to places, and serves the pages beside", async () => {
    const { app, url } = await house.start(TOKENS);
    const { db } = app.database;
    await order(db, [{ address: "slack:T0LAB/C0RESEARCH", topics: ["*"] }]);
    const form = commandOf("help", { response_url: house.api.responseUrl() });
    expect((await send(url, SIGNING_SECRET, form, { type: FORM })).status).toBe(200);
    await house.api.heard(() => house.api.responses.length > 0);
    expect(JSON.stringify(house.api.responses[0]?.blocks)).toContain("/papers subscribe");
    await send(url, SIGNING_SECRET, JSON.stringify(eventOf({ type: "channel_archive", channel: "C0RESEARCH" })));
    await house.rest(); // waits for what is under way
    expect(await db.selectFrom("suppression").select(["channel", "address_key"]).execute()).toEqual([
      { channel: "slack", address_key: "t0lab/c0research" },
    ]);
  });

  it("opens a form, tries a topic in it, and subscribes to it from there", async () => {
    const { app, url } = await house.start(TOKENS);
    const heard = (what: () => boolean) => house.api.heard(what);
    const press = (payload: object) => {
      const { body, type } = bodyOf(payload);
      return send(url, SIGNING_SECRET, body, { type });
    };
    await send(url, SIGNING_SECRET, commandOf("subscribe", { response_url: house.api.responseUrl() }), { type: FORM });
    await heard(() => house.api.views.size > 0);
    const shown = () => {
      const [[id, { hash, view }] = ["", { hash: "", view: { type: "", blocks: [] } }]] = [...house.api.views];
      return { ...view, id, hash, state: { values: { query: { query: { value: "“robot arms”" } } } } };
    };
    const { hash } = shown();
    await press(pressOf({ action_id: "papers:preview", value: "preview" }, { view: shown() }));
    await heard(() => shown().hash !== hash);
    expect(JSON.stringify(shown().blocks)).toContain("30 days");
    const sent = { type: "view_submission", team: { id: "T0LAB" }, user: { id: "U0ADA" }, trigger_id: freshId() };
    await press({ ...sent, view: shown() });
    await heard(() => house.api.responses.length > 0);
    expect(house.api.responses[0]).toMatchObject({ response_type: "in_channel" });
    expect(house.api.responses[0]?.text).toContain('Subscribed here: *"robot arms"*, daily');
    await house.rest();
    const saved = await app.database.db.selectFrom("subscriber").select("address").execute();
    expect(saved).toEqual([{ address: "T0LAB/C0RESEARCH" }]);
  });

  it("has no such paths without the signing secret", async () => {
    const { url } = await house.start({ SLACK_BOT_TOKEN: "xoxb-test-0" });
    expect((await send(url, SIGNING_SECRET, commandOf("help"), { type: FORM })).status).toBe(404);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("says which way Slack comes", async () => {
    const says = async (env: Record<string, string>) => {
      const { app } = await house.start(env);
      const probe = (await app.probes()).find(({ what }) => what === "slack commands");
      const said = await probe?.look().catch((error: Error) => error.message);
      await house.stop();
      return said;
    };
    expect(await says({})).toMatch(/^off: set SLACK_SIGNING_SECRET/);
    expect(await says({ ...TOKENS, PAPERBOY_URL: "https://papers.example.org" })).toBe(
      "come over HTTP, to https://papers.example.org/slack/events",
    );
    const socket = { ...TOKENS, SLACK_APP_TOKEN: "xapp-test-0" };
    expect(await says(socket)).toBe("commands come by Socket Mode");
    house.api.errors.set("apps.connections.open", "invalid_auth");
    expect(await says(socket)).toMatch(/invalid_auth/);
  });
});

describe("the configuration", () => {
  const read = (env: Record<string, string>) => readConfig(env).slack.door;

  it("prefers the socket, and knows no door without secrets", () => {
    expect(read({})).toBeNull();
    expect(read({ SLACK_BOT_TOKEN: "xoxb-1" })).toBeNull();
    expect(read(TOKENS)).toEqual({ kind: "http", signingSecret: SIGNING_SECRET });
    expect(read({ ...TOKENS, SLACK_APP_TOKEN: "xapp-1" })).toEqual({ kind: "socket", appToken: "xapp-1" });
  });

  it.each([
    [{ SLACK_SIGNING_SECRET: SIGNING_SECRET }, /SLACK_SIGNING_SECRET needs SLACK_BOT_TOKEN/],
    [{ SLACK_APP_TOKEN: "xapp-1" }, /SLACK_APP_TOKEN needs SLACK_BOT_TOKEN/],
    [{ ...TOKENS, SLACK_APP_TOKEN: "xoxb-secret" }, /SLACK_APP_TOKEN must begin with xapp-; found ••••/],
    [
      { ...TOKENS, SLACK_SIGNING_SECRET: "two words" },
      /SLACK_SIGNING_SECRET must be the app's signing secret.*found ••••/,
    ],
  ])("is refused without its secrets being shown: %#", (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
    expect(() => readConfig(env)).not.toThrow(/xoxb-secret|two words/);
  });
});
