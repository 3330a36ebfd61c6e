/** Leaving: a subscriber's standing orders end at once, also for a digest that is compiled but not handed over. */
import { cancelDeliveriesOf } from "../db/delivery-closing.ts";
import { holdLetter, markLetterUsed, reopenSubscriptions } from "../db/letters.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { endSubscriptions, listSubscribers } from "../db/subscribers.ts";
import type { Address } from "../domain/subscription/address.ts";
import { writeLetter } from "./letters.ts";

/**
 * Saying it again, or for an address nobody knows, ends nothing and is no error. `farewell`: one last letter, from which
 * it can be taken back: a digest that was forwarded lets somebody else leave in its reader's name. One click in a mail
 * program is the reader's own, and brings nothing more.
 */
export async function leave(
  db: Db,
  address: Address,
  now: Temporal.Instant,
  farewell = false,
): Promise<{ ended: number; cancelled: number }> {
  return db.transaction().execute(async (tx) => {
    const [subscriber] = await listSubscribers(tx, address);
    if (!subscriber) return { ended: 0, cancelled: 0 };
    const ended = await endSubscriptions(tx, subscriber.id, now.toString());
    const cancelled = await cancelDeliveriesOf(tx, subscriber.id, "the reader left", now.toString());
    if (farewell && ended.length > 0 && address.channel === "email")
      await writeLetter(
        tx,
        {
          kind: "farewell",
          subscriber_id: subscriber.id,
          address: subscriber.address,
          address_key: address.key,
          subscriptions: ended,
          client: null,
        },
        now,
      );
    return { ended: ended.length, cancelled };
  });
}

export type TakenBack = { ok: true; subscriberId: number; topics: string[] } | { ok: false; message: string };

/** Makes everything as it was before a farewell. Said again, it stays as it is. */
export async function takeBackLeaving(db: Db, letterId: number, now: Temporal.Instant): Promise<TakenBack> {
  return db.transaction().execute(async (tx): Promise<TakenBack> => {
    await lockUntilCommit(tx, "compiling");
    const letter = await holdLetter(tx, letterId);
    if (letter?.kind !== "farewell") return { ok: false, message: "This link is not valid." };
    const { subscriber_id: subscriberId, topics, subscriptions } = letter;
    if (letter.used_at === null) {
      if (letter.expires_at.getTime() <= now.epochMilliseconds)
        return { ok: false, message: "This link is too old. Sign up again: it takes a minute." };
      await reopenSubscriptions(tx, subscriberId, subscriptions);
      await markLetterUsed(tx, letterId, now.toString());
    }
    return { ok: true, subscriberId, topics };
  });
}
