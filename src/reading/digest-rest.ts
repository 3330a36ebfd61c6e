/** What a digest only counted: "7 more matched", as it froze them. */
import { listCards } from "../db/cards.ts";
import { findDigestId, listLinkedPapers } from "../db/digest-page.ts";
import { listDigests } from "../db/digests.ts";
import type { Db } from "../db/open.ts";
import type { Address } from "../domain/subscription/address.ts";
import { findReaderAt } from "./reader.ts";

/** The most votes first; null where no digest of that date went to the address. */
export async function listRest(db: Db, address: Address, on: string): Promise<number[] | null> {
  const reader = await findReaderAt(db, address);
  const digestId = reader && (await findDigestId(db, reader.id, on));
  if (!reader || !digestId) return null;
  const [digest] = await listDigests(db, [digestId]);
  const cards = await listCards(db, digest?.sections?.flatMap((section) => section.cards) ?? []);
  const shown = cards.map((card) => card.paper.id);
  return (await listLinkedPapers(db, { digestId, subscriberId: reader.id, shown })).map(({ id }) => Number(id));
}
