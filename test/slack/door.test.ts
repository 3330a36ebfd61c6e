/** Slack's door over HTTP: what is let in, that it is acknowledged first, and that nothing is done twice. */
import { isValidSlackRequest } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type House, openHouse, reply, SIGNING_SECRET } from "../support/slack-house.ts";
import {
  commandOf,
  eventOf,
  FORM,
  freshId,
  JSON_TYPE,
  pressOf,
  RECORDED,
  send,
  sign,
} from "../support/slack-requests.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const seconds = () => Math.floor(Date.now() / 1_000);

describe("a request at Slack's paths", () => {
  it("is signed as Slack's own example is", () => {
    const { signing_secret: signingSecret, timestamp, body, signature } = RECORDED.signature;
    expect(sign(signingSecret, timestamp, body)).toBe(signature);
    const headers = { "x-slack-signature": signature, "x-slack-request-timestamp": Number(timestamp) };
    const at = { nowMilliseconds: Number(timestamp) * 1_000 };
    expect(isValidSlackRequest({ signingSecret, body, headers, ...at })).toBe(true);
    expect(isValidSlackRequest({ signingSecret, body: `${body}&text=x`, headers, ...at })).toBe(false);
  });

  it.each(["/slack/events", "/slack/commands", "/slack/interactive"])("is taken at %s", async (path) => {
    expect((await house.command(commandOf("help"), { path })).status).toBe(200);
    expect(house.dialogue.said.map(({ words }) => words)).toEqual(["help"]);
  });

  it("is left to the pages at any other path, and by any other method", async () => {
    for (const path of ["/slack", "/slack/events/", "/slack/install", "/"])
      expect(await (await house.command(commandOf("help"), { path })).text()).toBe("a page");
    expect(await (await fetch(`${house.url}/slack/events`)).text()).toBe("a page");
    expect(house.dialogue.said).toEqual([]);
  });

  it.each([
    ["without its signature", { headers: { "x-slack-signature": "" } }],
    ["with another's signature", { signature: sign("another secret", seconds(), "x") }],
    ["with a version that is not known", { signature: "v1=abc" }],
    ["of six minutes ago", { at: seconds() - 360 }],
    ["of six minutes hence", { at: seconds() + 360 }],
    ["of no time", { headers: { "x-slack-request-timestamp": "soon" } }],
  ])("is refused %s", async (_, sent) => {
    expect((await house.command(commandOf("help"), sent)).status).toBe(401);
    expect(house.dialogue.said).toEqual([]);
    expect(house.logged.join()).toMatch(/slack\.(refused|says)/);
  });

  it.each([
    ["text/plain", commandOf("help")],
    ["multipart/form-data", commandOf("help")],
    [JSON_TYPE, "{"],
    [FORM, "payload=%7B"],
  ])("is refused as %s that it is not", async (type, body) => {
    expect((await send(house.url, SIGNING_SECRET, body, { type })).status).toBe(400);
  });

  it("is refused when it is larger than anything Slack sends", async () => {
    const answer = await house.command(commandOf("x".repeat(2 * 1024 * 1024)));
    expect(answer.status).toBe(413);
  });

  it("that asks whether the address is ours is answered", async () => {
    const asked = RECORDED.payloads.url_verification as { challenge: string };
    const answer = await house.tell(asked);
    expect([answer.status, await answer.json()]).toEqual([200, { challenge: asked.challenge }]);
  });

  it.each(
    Object.entries(RECORDED.payloads).filter(
      ([, { type }]) => !/^(events_api|interactive|slash_commands|hello)$/.test(String(type)),
    ),
  )("of the SDKs is acknowledged: %s", async (_, payload) => {
    expect((await house.tell(payload)).status).toBe(200);
    expect(house.logged.filter((line) => line.includes("failed"))).toEqual([]);
  });

  it.each(Object.entries(RECORDED.forms))("of the SDKs is acknowledged: %s", async (_, form) => {
    expect((await house.command(form)).status).toBe(200);
    expect(
      house.api.posts.concat(house.api.calls.filter(({ method }) => method === "chat.postEphemeral") as never),
    ).toHaveLength(1);
  });

  it.each([
    {},
    { type: "something new" },
    { type: "event_callback", event: {} },
    { type: "block_actions" },
    { type: "view_submission", view: {} },
  ])("is acknowledged though nothing is known of it: %j", async (payload) => {
    const answer = await send(house.url, SIGNING_SECRET, JSON.stringify(payload), {});
    expect(answer.status).toBe(200);
  });

  it("tells the operator when Slack holds events back", async () => {
    expect((await house.tell(RECORDED.payloads.app_rate_limited as object)).status).toBe(200);
    expect(house.logged.join()).toContain("slack.rate-limited");
  });
});

describe("what is slow", () => {
  it("is acknowledged first, and answered when it is done", async () => {
    const held = Promise.withResolvers<void>();
    house.dialogue.replies = async () => {
      await held.promise;
      return [reply("At last.")];
    };
    const form = commandOf("search slow", { response_url: house.api.responseUrl() });
    const began = performance.now();
    const answers = await Promise.all([
      send(house.url, SIGNING_SECRET, form, { type: FORM }),
      send(
        house.url,
        SIGNING_SECRET,
        JSON.stringify(eventOf({ type: "app_mention", user: "U0ADA", channel: "C0X", text: "<@U0BOT> hi" })),
      ),
      send(
        house.url,
        SIGNING_SECRET,
        new URLSearchParams({
          payload: JSON.stringify(pressOf({ action_id: "papers:save", value: "1 2" })),
        }).toString(),
        { type: FORM },
      ),
    ]);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await Promise.all(answers.map(async (each) => [each.status, await each.text()]))).toEqual(
      Array(3).fill([200, ""]),
    );
    expect(house.api.responses).toEqual([]);
    held.resolve();
    await house.door.settle();
    expect(house.api.responses.map(({ text }) => text)).toEqual(["At last."]);
    expect(house.api.calls.filter(({ method }) => method === "chat.postEphemeral")).toHaveLength(2);
  });

  it("is acknowledged too when Slack itself does not answer us", async () => {
    house.api.errors.set("users.info", "fatal_error").set("auth.test", "fatal_error");
    expect((await house.command(commandOf("help"))).status).toBe(200);
    expect(house.dialogue.said[0]?.speaker.zone).toBeNull();
  });

  it("is answered without its response_url when that is too old", async () => {
    house.dialogue.replies = async () => {
      house.pass(30 * 60_000);
      return [reply("Late.")];
    };
    await house.command(commandOf("search", { response_url: house.api.responseUrl() }));
    expect(house.api.responses).toEqual([]);
    expect(house.api.calls.find(({ method }) => method === "chat.postEphemeral")).toMatchObject({
      method: "chat.postEphemeral",
      body: { user: "U0ADA", text: "Late." },
    });
  });

  it("is not let grow without end: then it is said that nothing was done", async () => {
    const held = Promise.withResolvers<void>();
    house.dialogue.replies = async () => {
      await held.promise;
      return [];
    };
    const post = (form: string) => send(house.url, SIGNING_SECRET, form, { type: FORM });
    for (let n = 0; n <= 500; n += 20) await Promise.all(Array.from({ length: 20 }, () => post(commandOf("list"))));
    const answer = await post(commandOf("list", { response_url: house.api.responseUrl() }));
    await house.api.heard(() => house.api.responses.length > 0);
    expect([answer.status, house.api.responses[0]?.text]).toEqual([
      200,
      expect.stringMatching(/^Too much is being asked/),
    ]);
    held.resolve();
    await house.door.settle();
    expect(house.logged.join()).toContain("slack.busy");
  });

  it("says so when it fails, and only the log says why", async () => {
    house.dialogue.replies = () => Promise.reject(new Error("the database is away"));
    await house.command(commandOf("list", { response_url: house.api.responseUrl() }));
    expect(house.api.responses[0]?.text).toMatch(/^That did not work/);
    expect(house.logged.join()).toContain("the database is away");
  });
});

describe("what comes again", () => {
  it("is done once though it comes to another process, or after a restart", async () => {
    const heard = new Set<string>();
    const houses = [await openHouse({ heard }), await openHouse({ heard })];
    const form = commandOf("list");
    for (const each of houses) expect((await each.command(form)).status).toBe(200);
    expect(houses.flatMap(({ dialogue }) => dialogue.said)).toHaveLength(1);
    await Promise.all(houses.map((each) => each.close()));
  });

  it.each([
    [
      "an event",
      () => ({
        payload: eventOf({ type: "message", channel_type: "im", channel: "D0ADA", user: "U0ADA", text: "list" }),
      }),
    ],
    ["a press", () => ({ payload: pressOf({ action_id: "papers:save", value: "1 2" }) })],
    ["a command", () => ({ form: commandOf("list") })],
  ])("is done once: %s", async (_, make) => {
    const sent: { payload?: object; form?: string } = make();
    for (const n of [0, 1, 2]) {
      const headers = n ? { "x-slack-retry-num": String(n), "x-slack-retry-reason": "http_timeout" } : {};
      const answer = sent.payload
        ? await house.tell(sent.payload, { headers })
        : await house.command(sent.form ?? "", { headers });
      expect(answer.status).toBe(200);
    }
    expect(house.dialogue.said.length + house.dialogue.pressed.length).toBe(1);
  });

  it("is forgotten after ten minutes, when its signature is too old", async () => {
    const form = commandOf("list");
    await house.command(form);
    house.pass(10 * 60_000 - 1);
    await house.command(form);
    expect(house.dialogue.said).toHaveLength(1);
    house.pass(1);
    await house.command(form);
    expect(house.dialogue.said).toHaveLength(2);
  });
});

describe("secrets", () => {
  it("are in no line of the log", async () => {
    await house.command(commandOf("list", { response_url: house.api.responseUrl() }), { signature: "v0=wrong" });
    house.dialogue.replies = () =>
      Promise.reject(new Error("failed with xoxb-test-0 at https://hooks.slack.com/commands/T1/2/x"));
    await house.command(commandOf("list"));
    await house.command("command=%2Fpapers&text=x", {});
    expect(house.logged.join("\n")).not.toMatch(/xoxb-test|8f742231b|hooks\.slack\.com/);
    expect(freshId()).not.toBe(freshId());
  });
});
