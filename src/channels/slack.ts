/** Slack's chat.postMessage without retries of its own: a post repeated blindly is a post twice. */
import { setTimeout } from "node:timers/promises";
import { ErrorCode, type KnownBlock, LogLevel, WebClient } from "@slack/web-api";
import type { Channel, Parcel, SlackContent, Sought } from "../domain/delivery/channel.ts";
import { readSlackError } from "../domain/delivery/slack-error.ts";
import { createSlackPace } from "../domain/delivery/slack-pace.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { messageOf } from "../errors.ts";

const TIMEOUT_MS = 15_000;

/** Conversations served side by side; the pace is the workspace's whatever their number. */
const CONCURRENCY = 8;

export interface SlackTiming {
  /** Milliseconds that only rise. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: SlackTiming = { now: () => performance.now(), sleep: (ms) => setTimeout(ms) };

export function createSlackChannel(token: string, apiUrl: string, timing: SlackTiming = REAL): Channel<SlackContent> {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
  const pace = createSlackPace();
  const turn = async (address: string) => {
    const wait = pace.take(address, timing.now());
    if (wait > 0) await timing.sleep(wait);
  };
  return {
    via: "slack",
    concurrency: CONCURRENCY,
    turn,
    async send(parcel, mark) {
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      const outcome = await postOrPlain(client, parcel, () => turn(parcel.address));
      if (outcome.state !== "unknown") return outcome;
      await timing.sleep(LOOK_AFTER_MS);
      const receipt = await findPosted(client, parcel);
      return receipt === null ? outcome : { state: "accepted", receipt };
    },
    find: (sought) => findPosted(client, sought),
    close: async () => {},
  };
}

/** What a post of ours carries unseen (https://docs.slack.dev/messaging/message-metadata), to be known again by. */
const EVENT = "paperboy_part";
/** A post whose answer was lost may still be on its way. */
const LOOK_AFTER_MS = 1_500;
const LOOKED_AT = 100;

/**
 * The receipt of a post whose answer was lost, if it stands there; null where it does not (yet), or where the token may
 * not read the conversation: then it stays unknown.
 */
async function findPosted(client: WebClient, { address, key, part, parent, createdAt }: Sought) {
  const asked = {
    channel: channelOf(address),
    oldest: String(Math.floor(createdAt.epochMilliseconds / 1_000)),
    limit: LOOKED_AT,
    include_all_metadata: true,
  };
  try {
    const { messages = [] } = parent
      ? await client.conversations.replies({ ...asked, ts: parent })
      : await client.conversations.history(asked);
    const found = (messages as Posted[]).find(
      ({ metadata }) =>
        metadata?.event_type === EVENT && metadata.event_payload?.key === key && metadata.event_payload.part === part,
    );
    return found?.ts ?? null;
  } catch {
    return null;
  }
}

interface Posted {
  ts?: string;
  metadata?: { event_type?: string; event_payload?: { key?: unknown; part?: unknown } };
}

const channelOf = (address: string): string => address.replace(/^T[A-Z0-9]+\//, "");

/** Where Slack refuses what we wrote, it has taken nothing: then once as text alone, which says so to the operator. */
async function postOrPlain(
  client: WebClient,
  parcel: Parcel<SlackContent>,
  turn: () => Promise<unknown>,
): Promise<Outcome> {
  const outcome = await post(client, parcel);
  if (outcome.state !== "rejected" || !outcome.ours || !parcel.plain) return outcome;
  await turn();
  const plain = await post(client, { ...parcel, content: { text: parcel.plain(), blocks: [] } });
  const refused = `Slack refused our blocks (${outcome.reason})`;
  if (plain.state === "accepted") return { ...plain, reason: `posted as plain text: ${refused}` };
  return { ...plain, reason: `${plain.reason}, as plain text: ${refused}` };
}

async function post(client: WebClient, parcel: Parcel<SlackContent>): Promise<Outcome> {
  try {
    const answer = await client.chat.postMessage({
      channel: channelOf(parcel.address),
      text: parcel.content.text,
      ...(parcel.content.blocks.length > 0 ? { blocks: parcel.content.blocks as KnownBlock[] } : {}),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT, event_payload: { key: parcel.key, part: parcel.part } },
      ...(parcel.parent ? { thread_ts: parcel.parent } : {}),
    });
    return answer.ts
      ? { state: "accepted", receipt: answer.ts }
      : { state: "unknown", reason: "Slack said ok without a timestamp" };
  } catch (error) {
    return readFailure(error as SlackFailure);
  }
}

interface SlackFailure extends Error {
  code?: string;
  data?: { error?: string };
  retryAfter?: number;
  statusCode?: number;
  /** What fetch threw: it says only in its cause why. */
  original?: { code?: string; cause?: { code?: string } };
}

/** No connection came about, so nothing was sent. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function readFailure(error: SlackFailure): Outcome {
  if (error.code === ErrorCode.RateLimitedError)
    return { state: "deferred", reason: "Slack asks to wait", retryAfterSeconds: error.retryAfter ?? 60 };
  if (error.code === ErrorCode.PlatformError) return readSlackError(error.data?.error ?? "no error named");
  const why = error.original?.cause?.code ?? error.original?.code;
  const reason = `${messageOf(error).slice(0, 300)}${why ? ` (${why})` : ""}`;
  if (error.code === ErrorCode.RequestError && NEVER_SENT.has(why ?? ""))
    return { state: "stop", reason: `Slack cannot be reached: ${reason}` };
  return { state: "unknown", reason };
}

/** Asks Slack for a socket, without opening it; throws with Slack's answer when it refuses. */
export async function probeSlackSocket(appToken: string, apiUrl: string): Promise<string> {
  const client = new WebClient(appToken, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
  await client.apps.connections.open();
  return "commands come by Socket Mode";
}

/** Asks Slack whose token it is; throws with Slack's answer when it refuses. */
export async function probeSlack(token: string, apiUrl: string): Promise<string> {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
  const { team, user } = await client.auth.test();
  return `the token is ${user}'s in ${team}`;
}
