/** Compiles a mail template with Handlebars: strict, escaping; a name the template has and the page lacks throws. */
import Handlebars from "handlebars";
import { TOKEN_LETTERS } from "../domain/consent/token.ts";
import { fillHoles, joinPieces, type Piece, TOKEN_HOLE } from "../domain/delivery/pieces.ts";
import type { ItemView } from "../domain/digest/view.ts";
import type { MailPage, MailSection } from "./mail-page.ts";
import { wrap } from "./mail-text.ts";
import { createSectionPieces } from "./section-pieces.ts";
import type { HeaderTitle } from "./subject.ts";

/** What one paper's card is prepared for both templates, and each one's filled card once it has been needed. */
export interface SharedCard {
  /** No other card has it. */
  id: number;
  title: HeaderTitle;
  html: object;
  text: object;
  filled: Map<Filler, SharedPiece>;
}

export interface SharedPiece {
  readonly text: string;
  /** With a token in each hole. */
  readonly bytes: number;
  /** Whether it has holes for tokens. */
  readonly signed: boolean;
}

export interface Filled {
  pieces: Piece[];
  /** Of all pieces, as UTF-8. */
  bytes: number;
}

export type CardOf = (item: ItemView) => SharedCard;
export type Filler = (page: MailPage, cardOf: CardOf) => Filled;

/** Stands in the filled text for a shared piece. No text of a page holds it: `plainText` takes controls out. */
const PLACE = "\0";
/** Lines without a placeholder, enough of them that a piece of their own pays. */
const FIXED_LINES = /(?:^(?:(?!\{\{).)*\n){6,}/gm;

/**
 * `{{#cards items says}}` fills its inside with each paper's prepared card, once for all its readers (semantics 25), and
 * what stands after `{{else}}` with the reader's own link to it; `{{#sections sections}}` does so with whole sections
 * that several readers get, whose links then have holes for the token. Cards, sections and runs of fixed lines become
 * shared pieces; what stands between them is the mail's own.
 */
export function createFiller(template: string, part: "html" | "text"): Filler {
  let cardOf: CardOf;
  let shared: SharedPiece[];
  const fixed: SharedPiece[] = [];
  const leavePlace = (piece: SharedPiece): string => {
    shared.push(piece);
    return PLACE;
  };
  const handlebars = Handlebars.create();
  handlebars.registerHelper("wrap", (text: string) => wrap(text));
  handlebars.registerHelper("fixed", (n: number) => leavePlace(fixed[n] as SharedPiece));
  handlebars.registerHelper(
    "cards",
    (items: ItemView[], says: MailSection["says"], block: Handlebars.HelperOptions) => {
      let text = "";
      for (const [i, item] of items.entries()) {
        text += leavePlace(fillCard(cardOf(item), block));
        if (says) text += block.inverse({ url: says(i) });
      }
      return text;
    },
  );
  const sectionPieces = createSectionPieces(part === "html");
  handlebars.registerHelper("sections", (sections: MailSection[], block: Handlebars.HelperOptions): string => {
    let text = "";
    for (const section of sections) {
      const piece = sectionPieces(section, cardOf, () => makeSection(section, block));
      text += piece === null ? block.fn(section) : leavePlace(piece);
    }
    return text;
  });
  const fillPlaced = handlebars.compile<MailPage>(takeFixedLines(template, fixed), {
    strict: true,
    data: false,
    knownHelpers: { wrap: true, fixed: true, cards: true, sections: true },
    knownHelpersOnly: true,
    noEscape: part === "text",
  });
  const fillCard = (card: SharedCard, block: Handlebars.HelperOptions): SharedPiece => {
    let piece = card.filled.get(fill);
    if (piece === undefined) {
      piece = makeShared(block.fn(card[part]));
      card.filled.set(fill, piece);
    }
    return piece;
  };
  const makeSection = (section: MailSection, block: Handlebars.HelperOptions): SharedPiece => {
    const outside = shared;
    shared = [];
    const { pieces } = placePieces(block.fn(section), shared, TOKEN_HOLE);
    shared = outside;
    return makeShared(joinPieces(pieces));
  };
  const fill: Filler = (page, look) => {
    cardOf = look;
    shared = [];
    return placePieces(fillHoles(fillPlaced(page), page.token), shared, page.token);
  };
  return fill;
}

/** The first and last line of a run stay, so that Handlebars sees which tags stand on a line of their own. */
function takeFixedLines(template: string, fixed: SharedPiece[]): string {
  return template.replace(FIXED_LINES, (run) => {
    const from = run.indexOf("\n") + 1;
    const to = run.lastIndexOf("\n", run.length - 2) + 1;
    fixed.push(makeShared(run.slice(from, to)));
    return `${run.slice(0, from)}{{fixed ${fixed.length - 1}}}${run.slice(to)}`;
  });
}

/** One flat string of one byte a letter: joined strings would be gathered again for each reader. */
function makeShared(text: string): SharedPiece {
  const flat = JSON.parse(JSON.stringify(text)) as string;
  const holes = flat.split(TOKEN_HOLE).length - 1;
  return { text: flat, bytes: Buffer.byteLength(flat) + holes * (TOKEN_LETTERS - 1), signed: holes > 0 };
}

function placePieces(text: string, shared: SharedPiece[], token: string): Filled {
  const own = text.split(PLACE);
  if (own.length !== shared.length + 1) throw new Error("a value of the page holds U+0000");
  const pieces: Piece[] = [];
  let bytes = 0;
  for (let i = 0; i < own.length; i += 1) {
    const between = own[i] as string;
    if (between !== "") pieces.push(between);
    bytes += Buffer.byteLength(between);
    const piece = shared[i];
    if (piece === undefined) continue;
    pieces.push(piece.signed ? { shared: piece, token } : piece);
    bytes += piece.bytes;
  }
  return { pieces, bytes };
}
