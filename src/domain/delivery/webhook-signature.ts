/** Signs webhooks as Standard Webhooks has it (https://www.standardwebhooks.com): receivers verify with any of its libraries. */
import { createHmac } from "node:crypto";

/** Of one webhook, from the installation's: nothing secret is stored. 32 bytes. */
export const webhookKey = (secret: string, webhookId: number): Buffer =>
  createHmac("sha256", secret).update(`webhook\n${webhookId}`).digest();

/** As its receiver is given it: `whsec_` and base64. */
export const showWebhookKey = (secret: string, webhookId: number): string =>
  `whsec_${webhookKey(secret, webhookId).toString("base64")}`;

/** `timestamp`: seconds since 1970. The signature covers id, time and every byte of the body. */
export function signWebhook(
  key: Buffer,
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
