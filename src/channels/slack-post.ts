/** One post to Slack by chat.postMessage, without retries: a post repeated blindly is a post twice. */
import { ErrorCode, type KnownBlock, type WebClient } from "@slack/web-api";
import type { Parcel, SlackContent, Sought } from "../domain/delivery/channel.ts";
import { messageOf } from "../errors.ts";

/** `refused`: Slack names an error, and has taken nothing. `lost`: it may have been taken. */
export type Posted =
  | { did: "accepted"; receipt: string }
  | { did: "refused"; error: string; needed: string | null }
  | { did: "limited"; seconds: number }
  | { did: "unreachable" | "lost"; reason: string };

/** What a post of ours carries unseen (https://docs.slack.dev/messaging/message-metadata), to be known again by. */
const EVENT = "paperboy_part";
const LOOKED_AT = 100;
const RETRY_SECONDS = 60;

/** `content`: other than the parcel's own, where that was refused. */
export async function postParcel(
  client: WebClient,
  channel: string,
  { key, part, parent, ...parcel }: Parcel<SlackContent>,
  content: SlackContent = parcel.content,
): Promise<Posted> {
  try {
    const answer = await client.chat.postMessage({
      channel,
      text: content.text,
      ...(content.blocks.length > 0 ? { blocks: content.blocks as KnownBlock[] } : {}),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT, event_payload: { key, part } },
      ...(parent ? { thread_ts: parent } : {}),
    });
    return answer.ts
      ? { did: "accepted", receipt: answer.ts }
      : { did: "lost", reason: "Slack said ok without a timestamp" };
  } catch (error) {
    return readFailure(error as SlackFailure);
  }
}

/**
 * The receipt of a post whose answer was lost, if it stands there; null where it does not (yet), or where the token may
 * not read the conversation: then it stays unknown.
 */
export async function findPosted(
  client: WebClient,
  channel: string,
  { key, part, parent, createdAt }: Sought,
): Promise<string | null> {
  const asked = {
    channel,
    oldest: String(Math.floor(createdAt.epochMilliseconds / 1_000)),
    limit: LOOKED_AT,
    include_all_metadata: true,
  };
  try {
    const { messages = [] } = parent
      ? await client.conversations.replies({ ...asked, ts: parent })
      : await client.conversations.history(asked);
    const found = (messages as Message[]).find(
      ({ metadata }) =>
        metadata?.event_type === EVENT && metadata.event_payload?.key === key && metadata.event_payload.part === part,
    );
    return found?.ts ?? null;
  } catch {
    return null;
  }
}

interface Message {
  ts?: string;
  metadata?: { event_type?: string; event_payload?: { key?: unknown; part?: unknown } };
}

interface SlackFailure extends Error {
  code?: string;
  data?: { error?: string; needed?: string };
  retryAfter?: number;
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

function readFailure(error: SlackFailure): Posted {
  if (error.code === ErrorCode.RateLimitedError) return { did: "limited", seconds: error.retryAfter ?? RETRY_SECONDS };
  if (error.code === ErrorCode.PlatformError)
    return { did: "refused", error: error.data?.error ?? "no error named", needed: error.data?.needed ?? null };
  const why = error.original?.cause?.code ?? error.original?.code;
  const reason = `${messageOf(error).slice(0, 300)}${why ? ` (${why})` : ""}`;
  return error.code === ErrorCode.RequestError && NEVER_SENT.has(why ?? "")
    ? { did: "unreachable", reason }
    : { did: "lost", reason };
}
