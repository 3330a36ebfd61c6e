/** A reader's digests as a program of the reader reads them: listed by local date, and each whole, as it was frozen. */
import { listCards } from "../db/cards.ts";
import { listTopicNumbers } from "../db/digest-page.ts";
import { listDigests } from "../db/digests.ts";
import type { Db } from "../db/open.ts";
import { findReaderDigestId, listReaderDigests, type ReaderDigest } from "../db/reader-digests.ts";
import type { Card } from "../domain/digest/card.ts";

export type { Card, ReaderDigest };

export interface WholeDigest {
  on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  note: string | null;
  hour: string;
  zone: string;
  /** `more`, `weak`, `hidden`: papers left out by the cap, by the threshold, and by the reader's own rules. */
  sections: {
    number: number;
    name: string;
    reading: string;
    more: number;
    weak: number;
    hidden: number;
    cards: Card[];
  }[];
}

/** A page, the latest local date first. */
export const listDigestsOf = (
  db: Db,
  subscriberId: number,
  page: { before: string | null; limit: number },
): Promise<ReaderDigest[]> => listReaderDigests(db, subscriberId, page);

/** Null for a local date without a digest. */
export async function findDigestOf(db: Db, subscriberId: number, on: string): Promise<WholeDigest | null> {
  const id = await findReaderDigestId(db, subscriberId, on);
  const [digest] = id === null ? [] : await listDigests(db, [id]);
  if (!digest) return null;
  const sections = digest.sections ?? [];
  const [cards, numbers] = await Promise.all([
    listCards(
      db,
      sections.flatMap((section) => section.cards),
    ),
    listTopicNumbers(
      db,
      sections.map((section) => section.subscription_id),
    ),
  ]);
  const byId = new Map(cards.map((card) => [card.id, card]));
  const { kind, cause, note, hour, zone } = digest;
  return {
    ...{ on, kind, cause, note, hour, zone },
    sections: sections.map(({ subscription_id, name, reading, more, weak, hidden, cards: ids }) => ({
      ...{ number: numbers.get(subscription_id) ?? 0, name, reading, more, weak, hidden },
      cards: ids.flatMap((each) => byId.get(each) ?? []),
    })),
  };
}
