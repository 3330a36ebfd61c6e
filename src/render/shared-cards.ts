/** Keeps the cards of papers for the next reader of the same papers (semantics 25). */

import type { ItemView } from "../domain/digest/view.ts";
import { makeCard } from "./card.ts";
import type { CardOf, SharedCard } from "./filler.ts";
import { makeHtmlCard } from "./mail-card.ts";
import { textCard } from "./mail-text.ts";
import { isSameItem } from "./same-item.ts";
import { headerTitle } from "./subject.ts";

/** About 8 kB each. */
const MOST_TITLES = 4_000;
/** A paper has as many cards as topics found it in one day; above this none is kept. */
const MOST_OF_A_TITLE = 50;

interface Kept {
  /** A copy: what the caller does to its own item afterwards changes no mail. */
  item: ItemView;
  card: SharedCard;
}

/**
 * Gives, for each mail, the look-up of its cards. A card depends on its item's values alone, which are compared one by
 * one, so keeping it changes no byte. (A JSON key instead took half the time of a mail.) A frozen item is known again
 * by itself: whoever freezes one freezes all of it (pipeline/view.ts).
 */
export function createSharedCards(): () => CardOf {
  const byTitle = new Map<string, Kept[]>();
  const frozen = new WeakMap<ItemView, SharedCard>();
  return () => {
    const mine = new Map<ItemView, SharedCard>();
    return (item) => {
      const known = frozen.get(item) ?? mine.get(item);
      if (known !== undefined) return known;
      const card = find(byTitle, item);
      if (Object.isFrozen(item)) frozen.set(item, card);
      else mine.set(item, card);
      return card;
    };
  };
}

let lastId = 0;

function find(byTitle: Map<string, Kept[]>, item: ItemView): SharedCard {
  const kept = byTitle.get(item.title) ?? [];
  for (const one of kept) if (isSameItem(one.item, item)) return one.card;
  const made = makeCard(item);
  const card = {
    id: ++lastId,
    title: headerTitle(item),
    html: makeHtmlCard(made),
    text: { lines: textCard(made) },
    filled: new Map(),
  };
  if (byTitle.size >= MOST_TITLES) byTitle.clear();
  if (kept.length < MOST_OF_A_TITLE) byTitle.set(item.title, [...kept, { item: structuredClone(item), card }]);
  return card;
}
