/** Socket Mode: acknowledged first, answered later, and connected again whatever became of the connection. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type House, openHouse, reply } from "../support/slack-house.ts";
import { eventOf, freshId, pressOf, RECORDED } from "../support/slack-requests.ts";
import { openSlackSocket, type SlackSocket } from "../support/slack-socket.ts";

let [socket, house]: [SlackSocket, House] = [null as never, null as never];
beforeEach(async () => {
  socket = await openSlackSocket();
  house = await openHouse({ socketUrl: socket.url });
  await socket.until(() => socket.connections === 1);
});
afterEach(async () => {
  await house.close();
  await socket.close();
});

/** Says it and waits for the acknowledgement, and then until the work is done. */
async function tell(type: string, payload: object, more: object = {}): Promise<unknown> {
  const id = freshId();
  socket.say({ envelope_id: id, type, payload, ...more });
  await socket.until(() => socket.heard.some((each) => each.envelope_id === id));
  await house.door.settle();
  return socket.heard.find((each) => each.envelope_id === id)?.payload;
}
const message = (text: string) =>
  eventOf({ type: "message", channel_type: "im", channel: "D0ADA", user: "U0ADA", text });

describe("Socket Mode", () => {
  it("takes what Slack sends, of every kind", async () => {
    const command = { ...(RECORDED.payloads["socket command"]?.payload as object), command: "/papers", text: "list" };
    expect(await tell("slash_commands", command)).toEqual({});
    await tell("interactive", pressOf({ action_id: "papers:save", value: "1 2" }));
    await tell("events_api", message("today"));
    await tell("events_api", { type: "app_rate_limited", team_id: "T0LAB", minute_rate_limited: 1, event: {} });
    expect(house.dialogue.said.map(({ words, speaker }) => [words, speaker.conversation])).toEqual([
      ["list", "C111"],
      ["today", "D0ADA"],
    ]);
    expect(house.dialogue.pressed).toHaveLength(1);
    expect(house.api.posts).toMatchObject([{ channel: "D0ADA", text: "Noted." }]);
  });

  it("says in the acknowledgement what is wrong with a form", async () => {
    const view = { callback_id: "subscribe_topic", state: { values: { query: { query: { value: "(agents" } } } } };
    const sent = { type: "view_submission", team: { id: "T0LAB" }, user: { id: "U0ADA" }, view };
    expect(await tell("interactive", sent)).toMatchObject({
      response_action: "errors",
      errors: { query: expect.stringContaining("column") },
    });
    expect(house.dialogue.submitted).toEqual([]);
  });

  it.each(["socket event", "socket action", "socket command"])("acknowledges what the SDKs know: %s", async (name) => {
    const { type, payload } = RECORDED.payloads[name] as { type: string; payload: object };
    await tell(type, payload);
    expect(house.logged.join()).not.toContain("failed");
  });

  it("acknowledges before the work is done, and does what is repeated once", async () => {
    const held = Promise.withResolvers<void>();
    house.dialogue.replies = async () => {
      await held.promise;
      return [reply("At last.")];
    };
    const payload = message("search slow");
    for (const retry of [0, 1, 2])
      socket.say({ envelope_id: `e${retry}`, type: "events_api", payload, retry_attempt: retry });
    await socket.until(() => socket.heard.length === 3);
    expect(house.api.posts).toEqual([]);
    held.resolve();
    await house.api.heard(() => house.api.posts.length > 0);
    await house.door.settle();
    expect(house.api.posts.map(({ text }) => text)).toEqual(["At last."]);
  });

  it.each([
    ["Slack asks for another", () => socket.say({ type: "disconnect", reason: "refresh_requested" })],
    ["it breaks off", () => socket.breakOff()],
  ])("connects again when %s", async (_, end) => {
    await tell("events_api", message("one"));
    end();
    await socket.until(() => socket.connections === 2 && socket.isOpen());
    await tell("events_api", message("two"));
    expect(house.dialogue.said.map(({ words }) => words)).toEqual(["one", "two"]);
    expect(house.logged.filter((line) => line.includes("slack.disconnected"))).toHaveLength(1);
  });

  it("goes on trying while Slack refuses, and says so without secrets", async () => {
    house.api.errors.set("apps.connections.open", "internal_error");
    const tried = () => house.api.calls.filter(({ method }) => method === "apps.connections.open").length;
    socket.breakOff();
    await house.api.heard(() => tried() >= 4);
    house.api.errors.clear();
    await socket.until(() => socket.connections === 2 && socket.isOpen());
    expect(house.logged.some((line) => line.includes("slack.not-connected"))).toBe(true);
    expect(house.logged.join()).not.toMatch(/xapp-test|a-secret-ticket/);
  });

  it("ends with the service", async () => {
    await tell("events_api", message("one"));
    await house.door.close();
    await socket.until(() => !socket.isOpen());
    expect(socket.connections).toBe(1);
  });

  it("leaves all paths to the pages", async () => {
    expect(house.door.gate).toBeNull();
    expect(await (await house.command("text=x")).text()).toBe("a page");
  });
});
