/** A reader's own data: all of it given out, or forgotten. */
import { createHmac } from "node:crypto";
import { findSubscriberId } from "../db/feedback.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { eraseRows, exportRows } from "../db/personal-data.ts";
import type { Address } from "../domain/subscription/address.ts";
import { leave } from "./leave.ts";

/** What stands for a forgotten address: without the secret nobody can tell whose it is. */
export const hashAddress = (secret: string, { channel, key }: Pick<Address, "channel" | "key">): string =>
  `hash:${createHmac("sha256", secret).update(`${channel}\n${key}`).digest("hex").slice(0, 40)}`;

/** Null for an address that nobody subscribed. */
export async function exportReader(db: Db, address: Address): Promise<Record<string, unknown> | null> {
  const id = await findSubscriberId(db, address);
  return id === null ? null : exportRows(db, { id, channel: address.channel, key: address.key });
}

/** Ends everything and forgets whose it was. False for an address that nobody subscribed. */
export async function eraseReader(db: Db, address: Address, secret: string, now: Temporal.Instant): Promise<boolean> {
  await leave(db, address, now);
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "compiling");
    const id = await findSubscriberId(tx, address);
    if (id === null) return false;
    await eraseRows(
      tx,
      { id, channel: address.channel, key: address.key },
      hashAddress(secret, address),
      now.toString(),
    );
    return true;
  });
}
