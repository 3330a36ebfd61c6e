/** Requests as Slack makes them: signed, of a form or of JSON, with the payloads that its own SDKs are tested with. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Payload } from "../../src/slack/door/payload.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/slack/payloads.json");

export const RECORDED = JSON.parse(readFileSync(FIXTURES, "utf8")) as {
  payloads: Record<string, Payload & Record<string, unknown>>;
  forms: Record<string, string>;
  signature: { signing_secret: string; timestamp: string; body: string; signature: string };
};

export const FORM = "application/x-www-form-urlencoded";
export const JSON_TYPE = "application/json";

/** https://docs.slack.dev/authentication/verifying-requests-from-slack; `at` in seconds since 1970. */
export const sign = (secret: string, at: number | string, body: string): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`;

export interface Sent {
  path?: string;
  type?: string;
  /** Seconds since 1970. */
  at?: number;
  signature?: string;
  headers?: Record<string, string>;
}

/** Sends bytes to a door as Slack would. */
export function send(url: string, secret: string, body: string, sent: Sent = {}): Promise<Response> {
  const { path = "/slack/events", type = JSON_TYPE, at = Math.floor(Date.now() / 1_000), headers = {} } = sent;
  return fetch(`${url}${path}`, {
    method: "POST",
    body,
    headers: {
      "content-type": type,
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": sent.signature ?? sign(secret, at, body),
      ...headers,
    },
  });
}

let made = 0;

/** Events as JSON, what people press as a form with a payload. Each made payload has ids of its own. */
export function bodyOf(payload: object): { body: string; type: string } {
  const event =
    "event" in payload || ("type" in payload && /^(url_verification|app_rate_limited)$/.test(String(payload.type)));
  return event
    ? { body: JSON.stringify(payload), type: JSON_TYPE }
    : { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: FORM };
}

export const freshId = (): string => `${Date.now()}.${++made}`;

export function eventOf(event: object, more: object = {}): Payload {
  return {
    type: "event_callback",
    team_id: "T0LAB",
    event_id: `Ev${freshId()}`,
    authorizations: [{ team_id: "T0LAB", user_id: "U0BOT", is_bot: true }],
    event,
    ...more,
  };
}

export function commandOf(text: string, more: Record<string, string> = {}): string {
  return new URLSearchParams({
    team_id: "T0LAB",
    channel_id: "C0RESEARCH",
    channel_name: "research",
    user_id: "U0ADA",
    user_name: "ada",
    command: "/papers",
    text,
    trigger_id: freshId(),
    ...more,
  }).toString();
}

export function pressOf(action: object, more: object = {}): object {
  return {
    type: "block_actions",
    team: { id: "T0LAB" },
    user: { id: "U0ADA", team_id: "T0LAB" },
    channel: { id: "C0RESEARCH", name: "research" },
    container: { type: "message", message_ts: "1778740000.000001", channel_id: "C0RESEARCH" },
    trigger_id: freshId(),
    actions: [action],
    ...more,
  };
}
