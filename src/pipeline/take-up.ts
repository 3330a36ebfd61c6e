/** Takes up what dead processes left in the middle of handing over; what stands in Slack is found again there. */
import { recoverDeliveries } from "../db/delivery-closing.ts";
import { listLostPosts, saveFound } from "../db/lost-posts.ts";
import type { Db } from "../db/open.ts";
import type { Channel } from "../domain/delivery/channel.ts";
import { digestKey } from "./attempt.ts";

export interface TakeUpOrder {
  /** The owners at work, so that all others are dead; null: their leases tell. */
  living(): string[] | null;
  /** Where posts can be looked up; without, all that may have gone is unknown. */
  findPosted?: Channel<never>["find"];
}

/** `again`: due again. `found`: they had gone, and stand there. `unknown`: nobody can tell whether they went. */
export interface TakenUp {
  again: number;
  found: number;
  unknown: number;
}

/** The looking comes first: the replies to a first part that is unknown are given up. */
export async function takeUp(db: Db, { living, findPosted }: TakeUpOrder, now: string): Promise<TakenUp> {
  const lost = findPosted ? await listLostPosts(db, living()) : [];
  const looked = await Promise.all(
    lost.map(async ({ id, attempt, address, part, parent, created_at, digest_id, local_on }) => {
      const createdAt = new Date(created_at).toTemporalInstant();
      const key = digestKey(digest_id, local_on);
      return { id, attempt, receipt: (await findPosted?.({ address, key, part, parent, createdAt })) ?? null };
    }),
  );
  const found = looked.flatMap(({ receipt, ...post }) => (receipt === null ? [] : [{ ...post, receipt }]));
  const saved = await saveFound(db, found, now);
  return { found: saved, ...(await recoverDeliveries(db, living(), now)) };
}
