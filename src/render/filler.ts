/** Compiles a mail template with Handlebars: strict, escaping; a name the template has and the page lacks throws. */
import Handlebars from "handlebars";
import type { ItemView } from "../domain/digest/view.ts";
import type { MailPage } from "./mail-page.ts";
import { wrap } from "./mail-text.ts";
import type { HeaderTitle } from "./subject.ts";

/** What one paper's card is prepared for both templates, and each one's filled card once it has been needed. */
export interface SharedCard {
  title: HeaderTitle;
  html: object;
  text: object;
  filled: Map<Filler, string>;
}

export type CardOf = (item: ItemView) => SharedCard;
export type Filler = (page: MailPage, cardOf: CardOf) => string;

/** `{{#cards items}}` fills its inside with each paper's prepared card, once for all its readers (semantics 25). */
export function createFiller(template: string, part: "html" | "text"): Filler {
  let current: CardOf;
  const handlebars = Handlebars.create();
  handlebars.registerHelper("wrap", (text: string) => wrap(text));
  handlebars.registerHelper("cards", (items: ItemView[], block: Handlebars.HelperOptions): string => {
    let text = "";
    for (const item of items) text += fillCard(current(item), block);
    return text;
  });
  const knownHelpers = { wrap: true, cards: true };
  const filled = handlebars.compile<MailPage>(template, {
    strict: true,
    data: false,
    knownHelpers,
    knownHelpersOnly: true,
    noEscape: part === "text",
  });
  const fillCard = (card: SharedCard, block: Handlebars.HelperOptions): string => {
    let text = card.filled.get(fill);
    if (text === undefined) {
      // One flat string of one byte a letter: joined pieces would be gathered again for each reader.
      text = JSON.parse(JSON.stringify(block.fn(card[part]))) as string;
      card.filled.set(fill, text);
    }
    return text;
  };
  const fill: Filler = (page, cardOf) => {
    current = cardOf;
    return filled(page);
  };
  return fill;
}
