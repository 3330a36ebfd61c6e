/** The webhook channel: one signed POST a part; the same id with every try, so that a receiver takes each once. */
import type { Channel, WebhookContent } from "../domain/delivery/channel.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { signWebhook, webhookKey } from "../domain/delivery/webhook-signature.ts";

export type Post = (
  url: string,
  message: { headers: Record<string, string>; body: string },
) => Promise<
  { ok: true; status: number; waitSeconds: number | null } | { ok: false; cause: string; hopeless: boolean }
>;

const CONCURRENCY = 8;

/** `findSecret` may throw: then nothing is posted, and it is tried again. */
export function createWebhookChannel(
  post: Post,
  findSecret: () => string,
  now: () => Temporal.Instant,
): Channel<WebhookContent> {
  return {
    via: "webhook",
    concurrency: CONCURRENCY,
    async send({ key, part, address, content }, mark) {
      const id = `${key}.${part}`;
      const timestamp = Math.floor(now().epochMilliseconds / 1_000);
      const signature = signWebhook(webhookKey(findSecret(), content.webhookId), { id, timestamp, body: content.body });
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      const answer = await post(address, {
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": signature,
        },
        body: content.body,
      });
      if (!answer.ok)
        return answer.hopeless
          ? { state: "rejected", reason: answer.cause }
          : { state: "deferred", reason: answer.cause };
      return outcomeOf(answer, id);
    },
    close: async () => {},
  };
}

/** Tried again while there is hope: receivers know an id that they have had. 410 ends it, as Standard Webhooks asks. */
function outcomeOf({ status, waitSeconds }: { status: number; waitSeconds: number | null }, id: string): Outcome {
  if (status >= 200 && status < 300) return { state: "accepted", receipt: `${status} ${id}` };
  const reason = `the receiver answered ${status}`;
  if (status === 410) return { state: "rejected", reason, suppress: "the receiver answered 410 Gone" };
  return {
    state: "deferred",
    reason,
    ...(waitSeconds === null ? {} : { retryAfterSeconds: Math.min(waitSeconds, 3_600) }),
  };
}
