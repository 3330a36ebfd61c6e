/** Cards read once and kept for the next readers of the same papers, and digests put together from them. */
import { listCards } from "../db/cards.ts";
import { type DigestRow, listDigests } from "../db/digests.ts";
import type { Db } from "../db/open.ts";
import type { Card } from "../domain/digest/card.ts";

/** A digest with all that it shows. */
export interface FrozenDigest extends Omit<DigestRow, "sections"> {
  sections: (Omit<DigestRow["sections"][number], "cards"> & { cards: Card[] })[];
}

export interface CardStore {
  /** The digests with these ids, by id. */
  getDigests(db: Db, ids: number[]): Promise<Map<number, FrozenDigest>>;
}

/** About 4 kB each. */
const MOST_CARDS = 10_000;

export function createCardStore(): CardStore {
  const kept = new Map<number, Card>();
  async function getCards(db: Db, ids: Set<number>): Promise<Map<number, Card>> {
    const found = new Map<number, Card>();
    for (const id of ids) {
      const card = kept.get(id);
      if (card) found.set(id, card);
    }
    if (kept.size > MOST_CARDS) kept.clear();
    for (const card of await listCards(
      db,
      [...ids].filter((id) => !found.has(id)),
    )) {
      found.set(card.id, card);
      kept.set(card.id, card);
    }
    return found;
  }
  return {
    async getDigests(db, ids) {
      const rows = await listDigests(db, ids);
      const cards = await getCards(
        db,
        new Set(rows.flatMap((row) => row.sections.flatMap((section) => section.cards))),
      );
      const cardOf = (id: number) => {
        const card = cards.get(id);
        if (!card) throw new Error(`card ${id} is missing`);
        return card;
      };
      const fill = (section: DigestRow["sections"][number]) => ({ ...section, cards: section.cards.map(cardOf) });
      return new Map(rows.map((row) => [row.id, { ...row, sections: row.sections.map(fill) }]));
    },
  };
}
