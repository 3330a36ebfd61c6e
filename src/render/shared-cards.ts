/** Keeps the cards of papers for the next reader of the same papers (semantics 25). */
import type { ItemView } from "../domain/digest/view.ts";
import { makeCard } from "./card.ts";
import type { CardOf, SharedCard } from "./filler.ts";
import { makeHtmlCard } from "./mail-card.ts";
import { textCard } from "./mail-text.ts";

/** About 6 kB each. */
const MOST_CARDS = 4_000;

/**
 * Gives, for each mail, the look-up of its cards. A card depends on its item's values alone, which are its key, so
 * keeping it changes no byte; the key is made once a mail, as writing it costs more than filling the rest.
 */
export function createSharedCards(): () => CardOf {
  const cards = new Map<string, SharedCard>();
  return () => {
    const mine = new Map<ItemView, SharedCard>();
    return (item) => {
      const known = mine.get(item);
      if (known !== undefined) return known;
      const card = find(cards, item);
      mine.set(item, card);
      return card;
    };
  };
}

function find(cards: Map<string, SharedCard>, item: ItemView): SharedCard {
  const key = JSON.stringify(item);
  const known = cards.get(key);
  if (known !== undefined) return known;
  const card = makeCard(item);
  const made = { html: makeHtmlCard(card), text: { lines: textCard(card) }, filled: new Map() };
  if (cards.size >= MOST_CARDS) cards.clear();
  cards.set(key, made);
  return made;
}
