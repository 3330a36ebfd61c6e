/** A paper as the two mail templates name it: the card's values with their separators; no rule stands in a template. */
import type { Card } from "./card.ts";
import type { Part } from "./marks.ts";

interface Piece {
  /** What stands before it: nothing, a comma or ` · `. */
  before: string;
  text: string;
}

export interface HtmlCard {
  url: string | null;
  titleParts: Part[];
  byline: boolean;
  authors: Piece[];
  authorsTail: string;
  organisation: Piece | null;
  summaryParts: Part[];
  whyline: boolean;
  because: boolean;
  words: Piece[];
  place: string;
  facts: Piece[];
  /** Between the facts and the links, which stand on a row of their own on a phone. */
  dot: string;
  links: (Piece & { url: string })[];
}

export function makeHtmlCard(card: Card): HtmlCard {
  const authored = card.authors.length > 0 || card.authorsTail !== "";
  const because = card.words.length > 0;
  const dots = (texts: string[], follows: boolean) =>
    texts.map((text, i) => ({ before: follows || i > 0 ? " · " : "", text }));
  return {
    url: card.url,
    titleParts: card.titleParts,
    byline: authored || card.organisation !== "",
    authors: card.authors.map((text, i) => ({ before: authorBefore(card, i), text })),
    authorsTail: card.authorsTail,
    organisation: card.organisation === "" ? null : { before: authored ? " · " : "", text: card.organisation },
    summaryParts: card.summaryParts,
    whyline: because || card.facts.length > 0 || card.links.length > 0,
    because,
    words: card.words.map((text, i) => ({ before: i > 0 ? ", " : "", text })),
    place: card.place,
    facts: dots(card.facts, because),
    dot: because || card.facts.length > 0 ? " ·" : "",
    links: card.links.map(({ label, url }, i) => ({ before: i > 0 ? "·" : "", text: label, url })),
  };
}

/** Separator before the i-th author. */
export function authorBefore({ authors, authorsTail }: Card, i: number): string {
  if (i === 0) return "";
  return i === authors.length - 1 && authorsTail === "" ? " and " : ", ";
}
