/** What a reader sees of their own subscription, by the number that a signed link holds. */
import { findApiKeyOwner } from "../db/api-keys.ts";
import { findSubscriberId, type ListedFeedback, listFeedback } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { findReaderRow, findTopicRow, type ReaderRow } from "../db/readers.ts";
import type { Address } from "../domain/subscription/address.ts";

export interface Reader extends Omit<ReaderRow, "channel" | "address" | "address_key"> {
  address: Address;
  /** What stands of it, the latest first. */
  feedback: ListedFeedback[];
}

/** Null for a number that is nobody's. */
export async function findReader(db: Db, subscriberId: number): Promise<Reader | null> {
  const row = await findReaderRow(db, subscriberId);
  if (!row) return null;
  const { channel, address, address_key, ...rest } = row;
  return { ...rest, address: { channel, address, key: address_key }, feedback: await listFeedback(db, subscriberId) };
}

export interface ReaderTopicPage {
  subscriberId: number;
  number: number;
  name: string;
  /** It ran out before. */
  ended: boolean;
}

export async function findReaderTopic(db: Db, subscriptionId: number): Promise<ReaderTopicPage | null> {
  const row = await findTopicRow(db, subscriptionId);
  return row && { subscriberId: row.subscriber_id, number: row.number, name: row.name, ended: row.ended };
}

export async function findReaderAt(db: Db, address: Address): Promise<Reader | null> {
  const id = await findSubscriberId(db, address);
  return id === null ? null : findReader(db, id);
}

/** By the number of a key of the API; null for one that is none, that was revoked, or whose reader was forgotten. */
export async function findReaderByKey(db: Db, keyId: number): Promise<Reader | null> {
  const owner = await findApiKeyOwner(db, keyId);
  return owner === null ? null : findReader(db, owner);
}
