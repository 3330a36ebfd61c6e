/** Every recorded payload of Slack's, by both doors: acknowledged in time, done or explained, and once however often it comes. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type House, openHouse, SIGNING_SECRET } from "../support/slack-house.ts";
import { type Recorded, readPayloads, requestOf } from "../support/slack-payloads.ts";
import { freshId, send } from "../support/slack-requests.ts";
import { openSlackSocket, type SlackSocket } from "../support/slack-socket.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/recorded/slack");
const exists = existsSync(FOLDER);
const PAYLOADS = exists ? readPayloads(FOLDER) : [];
if (!exists)
  console.log("skipped: recorded payloads of Slack are expected in ../shared/recorded/slack beside the repository");
const ACK_MS = 3_000;

/** What came of it: what was asked of the dialogue, what Slack was told, what was done about places. */
function lookAt(house: House): string[] {
  const { dialogue, api, minded, logged } = house;
  const answers = [
    ...api.responses.map(({ text }) => text),
    ...api.posts.map(({ text }) => text),
    ...api.calls.flatMap(({ method, body }) => (method === "chat.postEphemeral" ? [String(body.text)] : [])),
  ];
  return [
    ...dialogue.said.map(({ words }) => `said: ${words}`),
    ...dialogue.pressed.map(({ press }) => `pressed: ${press.action}`),
    ...dialogue.homes.map(() => "home"),
    ...answers.map((text) => `answered: ${text.slice(0, 34)}`),
    ...api.calls.flatMap(({ method }) => (/^views\./.test(method) ? [method] : [])),
    ...minded,
    ...logged.flatMap((line) =>
      (/slack\.(\S*failed|says|refused|dropped|busy|rate-limited)/.exec(line) ?? []).slice(0, 1),
    ),
  ];
}

const KNOWN = "answered: Noted.";
/** What comes of each, in order; the others are acknowledged, and that is all. */
const EXPECTED: [RegExp, ...string[]][] = [
  [/^app_home_opened\.[12]/, "home", "views.publish"],
  [/^app_mention\.[134]/, "said: <@U", KNOWN],
  [/^socket_events_api/, "said: hey", KNOWN],
  [/^(block_actions|socket_interactive)/, "answered: I do not know that button."],
  [/^(message_action|shortcut)/, "answered: I do not know that shortcut."],
  [/^(slash_command|socket_slash)/, "answered: I do not know /"],
  [/^view_submission/, "answered: I do not know that form."],
  [/^(app_uninstalled|tokens_revoked\.[23])/, "stop T0LAB"],
  [/^app_rate_limited/, "slack.rate-limited", "slack.rate-limited"],
];
const expected = (file: string): string[] =>
  (EXPECTED.find(([pattern]) => pattern.test(file))?.slice(1) as string[]) ?? [];

function check(file: string, came: string[], expects = expected(file)): void {
  const begins = came.map((each, i) => (each.startsWith(expects[i] ?? each) ? (expects[i] ?? each) : each));
  expect([file, begins]).toEqual([file, expects]);
}

/** Ours, where a recorded one is of somebody else's app. */
function makeOurs({ payload, ...others }: Recorded): Recorded & { came: string[] } {
  if (payload.command !== undefined)
    return { ...others, payload: { ...payload, command: "/papers", text: "list" }, came: ["said: list", KNOWN] };
  if (payload.event)
    return {
      ...others,
      payload: { ...payload, event: { ...payload.event, channel_type: "im", text: "list" } },
      came: ["said: list", KNOWN],
    };
  if (payload.actions) {
    const actions = payload.actions.map((action) => ({ ...action, action_id: "papers:save", value: "1 2" }));
    const home = payload.view?.type === "home";
    const came = home ? ["pressed: save", "home", KNOWN, "views.publish"] : ["pressed: save", KNOWN];
    return { ...others, payload: { ...payload, actions }, came };
  }
  const callback_id = payload.message ? "similar_papers" : "search_papers";
  return {
    ...others,
    payload: { ...payload, callback_id },
    came: payload.message ? ["said: s", KNOWN] : ["views.open"],
  };
}
const OURS = PAYLOADS.filter(({ file }) =>
  /^(slash_command|socket_slash|message\.[234]|block_actions|socket_interactive|message_action|shortcut)/.test(file),
).map(makeOurs);

describe.runIf(exists)("each recorded payload", () => {
  let house: House;
  let socket: SlackSocket | null = null;
  beforeEach(async () => {
    house = await openHouse();
    house.minded.length = 0; // the start is a sign of life
  });
  afterEach(async () => {
    await house.close();
    await socket?.close();
    socket = null;
  });

  async function post(recorded: Recorded): Promise<string[]> {
    const { body, type } = requestOf(recorded);
    const acks: string[] = [];
    for (const n of [0, 1]) {
      const began = performance.now();
      const headers: Record<string, string> =
        n === 0 ? {} : { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" };
      const answer = await send(house.url, SIGNING_SECRET, body, { type, headers });
      expect(performance.now() - began).toBeLessThan(ACK_MS);
      acks.push(`${answer.status} ${await answer.text()}`);
      await house.door.settle();
    }
    return acks;
  }

  async function emit({ envelope, payload }: Recorded): Promise<unknown[]> {
    await house.close();
    socket = await openSlackSocket();
    house = await openHouse({ socketUrl: socket.url });
    const link = socket;
    await link.until(() => link.connections === 1);
    house.minded.length = 0;
    const acks: unknown[] = [];
    for (const n of [0, 1]) {
      const envelope_id = freshId();
      const began = performance.now();
      link.say({ envelope_id, type: envelope, payload, retry_attempt: n, accepts_response_payload: true });
      await link.until(() => link.heard.some((each) => each.envelope_id === envelope_id));
      expect(performance.now() - began).toBeLessThan(ACK_MS);
      acks.push(link.heard.find((each) => each.envelope_id === envelope_id)?.payload ?? {});
      await house.door.settle();
    }
    return acks;
  }

  it("is there", () => expect(PAYLOADS.length).toBeGreaterThan(50));

  it.each(PAYLOADS.map((each) => [each.file, each] as const))("over HTTP: %s", async (file, recorded) => {
    const { challenge } = recorded.payload;
    const said = challenge
      ? JSON.stringify({ challenge })
      : file.startsWith("block_suggestion")
        ? '{"options":[]}'
        : "";
    expect(await post(recorded)).toEqual([`200 ${said}`, `200 ${said}`]);
    check(file, lookAt(house));
  });

  // Of these two Slack tells over HTTP alone.
  it.each(
    PAYLOADS.filter(({ file }) => !/^(url_verification|app_rate_limited)/.test(file)).map(
      (each) => [each.file, each] as const,
    ),
  )("over a socket: %s", async (file, recorded) => {
    const acked = file.startsWith("block_suggestion") ? { options: [] } : {};
    expect(await emit(recorded)).toEqual([acked, acked]);
    check(file, lookAt(house));
  });

  it.each(OURS.map((each) => [each.file, each] as const))("made ours, by both doors: %s", async (file, recorded) => {
    await post(recorded);
    check(file, lookAt(house), recorded.came);
    await emit(recorded);
    check(file, lookAt(house), recorded.came);
  });
});
