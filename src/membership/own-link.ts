/** The link to one's preferences, for who has no digest at hand: asked for by address, sent to that address alone. */
import { findSubscriberId } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { findReaderRow } from "../db/readers.ts";
import { parseAddress } from "../domain/subscription/address.ts";
import { writeLetter } from "./letters.ts";

export type LinkAsked = { ok: true } | { ok: false; message: string };

/** The same for an address that is known, unknown, not to be written to, or asked for too often. */
export async function askForLink(
  db: Db,
  { address: typed, client }: { address: string; client: string },
  now: Temporal.Instant,
): Promise<LinkAsked> {
  const parsed = parseAddress(typed);
  if (!parsed.ok) return parsed;
  if (parsed.address.channel !== "email")
    return { ok: false, message: "Links go to mailboxes; in Slack, /papers has the settings." };
  await db.transaction().execute(async (tx) => {
    const id = await findSubscriberId(tx, parsed.address);
    const reader = id === null ? null : await findReaderRow(tx, id);
    if (!reader) return;
    const { address, address_key } = reader; // as its owner typed it
    await writeLetter(
      tx,
      { kind: "link", subscriber_id: reader.id, address, address_key, subscriptions: [], client },
      now,
    );
  });
  return { ok: true };
}
