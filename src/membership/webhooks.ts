/** Webhooks of a subscription, by the operator: who posts to an address of somebody's choice must be trusted with it. */
import { findSubscriberId } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { endWebhook, listWebhooks, saveWebhook, type WebhookRow } from "../db/webhooks.ts";
import type { Address } from "../domain/subscription/address.ts";

export type WebhookAdded = { ok: true; id: number } | { ok: false; message: string };

const URL_MOST = 2_000;

/** Added again, one that ended begins anew; one that runs stays as it is. */
export async function addWebhook(
  db: Db,
  { address, number, url: typed }: { address: Address; number: number; url: string },
  now: Temporal.Instant,
): Promise<WebhookAdded> {
  const url = URL.parse(typed);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || typed.length > URL_MOST)
    return { ok: false, message: `"${typed.slice(0, 60)}" is no web address: use https://lab.example.org/papers` };
  const subscriberId = await findSubscriberId(db, address);
  if (subscriberId === null) return { ok: false, message: `${address.address} is not subscribed` };
  const id = await saveWebhook(db, { subscriberId, number, url: url.href }, now.toString());
  return id === null ? { ok: false, message: `${address.address} has no topic ${number}` } : { ok: true, id };
}

/** Null for an address that nobody subscribed. */
export async function listReaderWebhooks(db: Db, address: Address): Promise<WebhookRow[] | null> {
  const subscriberId = await findSubscriberId(db, address);
  return subscriberId === null ? null : listWebhooks(db, subscriberId);
}

export const removeWebhook = (db: Db, id: number, now: Temporal.Instant): Promise<boolean> =>
  endWebhook(db, id, now.toString());
