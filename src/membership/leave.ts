/** Leaving: a subscriber's standing orders end at once, also for a digest that is compiled but not handed over. */
import { cancelDeliveriesOf } from "../db/delivery-closing.ts";
import type { Db } from "../db/open.ts";
import { endSubscriptions, listSubscribers } from "../db/subscribers.ts";
import type { Address } from "../domain/subscription/address.ts";

/** Saying it again, or for an address nobody knows, ends nothing and is no error. */
export async function leave(
  db: Db,
  address: Address,
  now: Temporal.Instant,
): Promise<{ ended: number; cancelled: number }> {
  return db.transaction().execute(async (tx) => {
    const [subscriber] = await listSubscribers(tx, address);
    if (!subscriber) return { ended: 0, cancelled: 0 };
    const ended = await endSubscriptions(tx, subscriber.id, now.toString());
    const cancelled = await cancelDeliveriesOf(tx, subscriber.id, "the reader left", now.toString());
    return { ended, cancelled };
  });
}
