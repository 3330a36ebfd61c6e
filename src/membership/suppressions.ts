/** Suppressing and releasing an address, when the operator knows better than the bounces. */
import { insertAudit } from "../db/audit.ts";
import { findSubscriberId } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { findSuppression, releaseSuppression, type Suppression, suppressAddress } from "../db/suppressions.ts";
import { type Address, showAddress } from "../domain/subscription/address.ts";
import { maskAddress } from "../log.ts";

export type Released =
  | { ok: true; was: Suppression }
  /** `complaint`: the reader asked not to be written to; why that no longer holds must be said. */
  | { ok: false; problem: "not suppressed" | "complaint" };

/** From the next digest on it is written to again, if its subscriptions run. What stood stays written down. */
export async function release(
  db: Db,
  address: Address,
  note: string | null,
  now: Temporal.Instant,
  who = "command line",
): Promise<Released> {
  return db.transaction().execute(async (tx) => {
    const was = await findSuppression(tx, address.channel, address.key);
    if (!was) return { ok: false, problem: "not suppressed" };
    if (was.reason === "complaint" && !note?.trim()) return { ok: false, problem: "complaint" };
    const gone = await releaseSuppression(tx, address.channel, address.key, note?.trim() || null, now.toString());
    if (!gone) return { ok: false, problem: "not suppressed" };
    const subject = await nameReader(tx, address);
    await insertAudit(
      tx,
      { who, act: "release", subject, facts: { was: was.reason, why: note?.trim() || null } },
      `${now}`,
    );
    return { ok: true, was };
  });
}

/** Nothing goes there from now on, also of what is on its way. False: it is suppressed already. */
export async function suppress(
  db: Db,
  address: Address,
  { note, who }: { note: string | null; who: string },
  now: Temporal.Instant,
): Promise<boolean> {
  const reason = note?.trim() ? `the operator: ${note.trim()}` : "the operator";
  return db.transaction().execute(async (tx) => {
    if (!(await suppressAddress(tx, address.key, reason, now.toString(), address.channel))) return false;
    const subject = await nameReader(tx, address);
    await insertAudit(tx, { who, act: "suppress", subject, facts: { why: note?.trim() || null } }, now.toString());
    return true;
  });
}

/** For the log: by number, and who never was a reader by what does not tell who it is. */
async function nameReader(tx: Db, address: Address): Promise<string> {
  const id = await findSubscriberId(tx, address);
  return id === null ? `address ${maskAddress(showAddress(address.channel, address.address))}` : `reader ${id}`;
}
