/** Suppressing and releasing an address, when the operator knows better than the bounces. */
import { insertAudit } from "../db/audit.ts";
import { findSubscriberId } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { ERASED } from "../db/personal-data.ts";
import { findStanding, releaseSuppression, type Suppression, suppressAddress } from "../db/suppressions.ts";
import { type Address, showAddress } from "../domain/subscription/address.ts";
import { maskAddress } from "../log.ts";

export type Released =
  | { ok: true; was: Suppression }
  /**
   * `complaint`: the reader asked not to be written to; why that no longer holds must be said. `forgotten`: they asked to be
   * forgotten, and only they can come back.
   */
  | { ok: false; problem: "not suppressed" | "complaint" | "forgotten" };

/** From the next digest on it is written to again, if its subscriptions run. What stood stays written down. */
export async function release(
  db: Db,
  address: Address,
  { note, who, hashOf }: { note: string | null; who: string; hashOf(address: Address): string },
  now: Temporal.Instant,
): Promise<Released> {
  return db.transaction().execute(async (tx) => {
    const was = await findStanding(tx, address, hashOf);
    if (!was) return { ok: false, problem: "not suppressed" };
    if (was.reason === ERASED) return { ok: false, problem: "forgotten" };
    if (was.reason === "complaint" && !note?.trim()) return { ok: false, problem: "complaint" };
    const gone = await releaseSuppression(tx, address.channel, was.address_key, note?.trim() || null, now.toString());
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
