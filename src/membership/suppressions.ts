/** Releasing a suppressed address, when the operator knows better than the bounce. */
import type { Db } from "../db/open.ts";
import { findSuppression, releaseSuppression, type Suppression } from "../db/suppressions.ts";
import type { Address } from "../domain/subscription/address.ts";

export type Released =
  | { ok: true; was: Suppression }
  /** `complaint`: the reader asked not to be written to; why that no longer holds must be said. */
  | { ok: false; problem: "not suppressed" | "complaint" };

/** From the next digest on it is written to again, if its subscriptions run. What stood stays written down. */
export async function release(db: Db, address: Address, note: string | null, now: Temporal.Instant): Promise<Released> {
  return db.transaction().execute(async (tx) => {
    const was = await findSuppression(tx, address.channel, address.key);
    if (!was) return { ok: false, problem: "not suppressed" };
    if (was.reason === "complaint" && !note?.trim()) return { ok: false, problem: "complaint" };
    const gone = await releaseSuppression(tx, address.channel, address.key, note?.trim() || null, now.toString());
    return gone ? { ok: true, was } : { ok: false, problem: "not suppressed" };
  });
}
