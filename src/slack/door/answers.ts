/** Takes answers back to where something was said: by its response_url while that is good, else by the Web API. */
import { type KnownBlock, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { SlackContent } from "../../domain/delivery/channel.ts";
import type { Reply } from "../dialogue.ts";
import type { Clients } from "./clients.ts";
import { type LinkedMessage, type Origin, SEARCH_FORM, type Way } from "./incoming.ts";

export interface Answers {
  /**
   * One after the other. Rejects when Slack takes one in no way, but for those to other conversations: they are returned
   * that took none.
   */
  give(replies: Reply[], from: Origin, way: Way, since: number): Promise<string[]>;
  publishHome(team: string, user: string, content: SlackContent): Promise<void>;
  /** Shows blocks below the addresses of a message. */
  unfurl(team: string, message: LinkedMessage, blocks: Record<string, object[]>): Promise<void>;
  /** Must come within three seconds of the press: a trigger_id lives no longer. */
  openSearchForm(team: string, triggerId: string): Promise<void>;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction: five times within 30 minutes. */
const RESPONSES = { most: 5, ms: 29 * 60_000 };
const TIMEOUT_MS = 10_000;
/** Longer than this nobody waits for an answer to a command. */
const LONGEST_WAIT_S = 30;

export interface AnswersOrder {
  clients: Clients;
  /** In milliseconds, as `since` is. */
  now: () => number;
  /** Addresses of Slack's that answers may be posted to. */
  mayPostTo: (url: string) => boolean;
  wait: (ms: number) => Promise<unknown>;
}

export function createAnswers({ clients, now, mayPostTo, wait }: AnswersOrder): Answers {
  /** Once more where Slack asks to wait a little: then it has taken nothing. */
  const ask = async (call: () => Promise<unknown>): Promise<void> => {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || error.retryAfter > LONGEST_WAIT_S) throw error;
      await wait(error.retryAfter * 1_000);
      await call();
    }
  };
  const clientOf = async (team: string): Promise<WebClient> => {
    const client = await clients.of(team);
    if (client === null) throw new Error(`there is no token for ${team}`);
    return client;
  };
  const post = async (reply: Reply, from: Origin, way: Way): Promise<void> => {
    const { team, conversation, user, kind } = from;
    const client = await clientOf(team);
    const message = { ...contentOf(reply.content), ...(way.thread ? { thread_ts: way.thread } : {}) };
    try {
      await ask(() =>
        reply.to === "conversation" || kind === "dm"
          ? client.chat.postMessage({ channel: conversation, ...message, ...NO_UNFURLING })
          : client.chat.postEphemeral({ channel: conversation, user, ...message }),
      );
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError)) throw error;
      // Where the bot is not, it can still write to who asked.
      await ask(() => client.chat.postMessage({ channel: user, ...contentOf(reply.content), ...NO_UNFURLING }));
    }
  };
  const isPosted = async (channel: string, content: SlackContent, { team }: Origin): Promise<boolean> => {
    const client = await clientOf(team);
    try {
      await ask(() => client.chat.postMessage({ channel, ...contentOf(content), ...NO_UNFURLING }));
      return true;
    } catch (error) {
      if (error instanceof WebAPIPlatformError) return false;
      throw error;
    }
  };
  return {
    async give(replies, from, way, since) {
      let used = 0;
      const closed: string[] = [];
      for (const reply of replies) {
        if (typeof reply.to === "object") {
          const { conversation } = reply.to;
          if (!(await isPosted(conversation, reply.content, from))) closed.push(conversation);
          continue;
        }
        const url = way.responseUrl;
        const good = url !== null && mayPostTo(url) && used < RESPONSES.most && now() - since < RESPONSES.ms;
        if (good) used += 1;
        if (!good || !(await respond(url, reply, way))) await post(reply, from, way);
      }
      return closed;
    },
    async publishHome(team, user, { blocks }) {
      const client = await clientOf(team);
      await ask(() => client.views.publish({ user_id: user, view: { type: "home", blocks: blocks as KnownBlock[] } }));
    },
    async unfurl(team, message, blocks) {
      const client = await clientOf(team);
      const unfurls = Object.fromEntries(
        Object.entries(blocks).map(([url, each]) => [url, { blocks: each as KnownBlock[] }]),
      );
      const where =
        "unfurlId" in message
          ? { unfurl_id: message.unfurlId, source: message.source as "composer" | "conversations_history" }
          : message;
      await ask(() => client.chat.unfurl({ ...where, unfurls }));
    },
    async openSearchForm(team, triggerId) {
      const client = await clientOf(team);
      await client.views.open({ trigger_id: triggerId, view: SEARCH_VIEW });
    },
  };
}

const NO_UNFURLING = { unfurl_links: false, unfurl_media: false };
const contentOf = ({ text, blocks }: SlackContent) => ({
  text,
  ...(blocks.length > 0 ? { blocks: blocks as KnownBlock[] } : {}),
});

/** False: it was not taken, as when the address is used up. Where that is not known it rejects: an answer twice is worse. */
async function respond(url: string, reply: Reply, way: Way): Promise<boolean> {
  const answer = await fetchIfReached(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...contentOf(reply.content),
      response_type: reply.to === "conversation" ? "in_channel" : "ephemeral",
      replace_original: reply.replaces === true,
      ...(way.thread && !reply.replaces ? { thread_ts: way.thread } : {}),
    }),
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer === null) return false;
  await answer.body?.cancel();
  if (answer.status >= 500) throw new Error(`Slack answered ${answer.status} to an answer`);
  return answer.ok;
}

const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Null: nothing was sent. */
async function fetchIfReached(url: string, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
    if (NEVER_SENT.has(cause?.code ?? "")) return null;
    throw error;
  }
}

const plain = (text: string) => ({ type: "plain_text" as const, text, emoji: false });
const SEARCH_VIEW = {
  type: "modal" as const,
  callback_id: SEARCH_FORM.callback,
  title: plain("Search papers"),
  submit: plain("Search"),
  close: plain("Cancel"),
  blocks: [
    {
      type: "input" as const,
      block_id: SEARCH_FORM.block,
      label: plain("What the papers are about"),
      hint: plain("Words, “a phrase” in quotes, or an author as au:lecun. The answer comes as a direct message."),
      element: { type: "plain_text_input" as const, action_id: SEARCH_FORM.action, max_length: 300 },
    },
  ],
};
