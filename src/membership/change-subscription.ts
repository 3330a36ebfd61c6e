/** Changing one topic of a reader: how many papers, how strong a match, whether votes count, how often, by what name; or ending it. */
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { changeSubscription, reopenSubscription, type SubscriptionFacts } from "../db/subscriptions.ts";
import type { Address } from "../domain/subscription/address.ts";
import { parseCadence } from "../domain/subscription/cadence.ts";
import { THRESHOLDS, type Threshold } from "../domain/subscription/feedback.ts";

/** As typed; what is not given stays. */
export interface SubscriptionOrder {
  cap?: number | undefined;
  threshold?: Threshold | undefined;
  votes?: boolean | undefined;
  cadence?: string | undefined;
  name?: string | undefined;
  /** Brings nothing more; what is compiled already still goes out. */
  end?: boolean | undefined;
}

export type SubscriptionChanged = { ok: true; facts: SubscriptionFacts } | { ok: false; message: string };

export { CAP_MOST } from "../domain/subscription/cap.ts";

const NAME_MOST = 80;

/** Serialised with compiling, so that a digest is made by the old settings or the new ones. */
export async function changeTopic(
  db: Db,
  address: Address,
  number: number,
  order: SubscriptionOrder,
  now: Temporal.Instant,
): Promise<SubscriptionChanged> {
  const cadence = order.cadence === undefined ? null : parseCadence(order.cadence);
  if (cadence && !cadence.ok) return cadence;
  const name = order.name?.replace(/\s+/g, " ").trim();
  if (name !== undefined && (name === "" || [...name].length > NAME_MOST))
    return { ok: false, message: `a name has 1 to ${NAME_MOST} characters` };
  return db.transaction().execute(async (tx): Promise<SubscriptionChanged> => {
    await lockUntilCommit(tx, "compiling");
    const facts = await changeSubscription(tx, address, number, {
      cap: order.cap ?? null,
      threshold: order.threshold === undefined ? null : THRESHOLDS[order.threshold],
      signal: order.votes ?? null,
      cadence: cadence?.cadence ?? null,
      name: name ?? null,
      ended_at: order.end ? now.toString() : null,
    });
    return facts ? { ok: true, facts } : { ok: false, message: `${address.address} has no topic ${number}` };
  });
}

/** Takes the end of a topic back: it goes on where it stood. Its name; null where none of that number has ended. */
export async function reopenTopic(db: Db, address: Address, number: number): Promise<string | null> {
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "compiling");
    return reopenSubscription(tx, address, number);
  });
}
