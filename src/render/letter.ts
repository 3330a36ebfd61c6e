/** Renders mails that say one thing, as pure functions: a confirmation, a link, a move, a farewell. */
import type { MailContent } from "../domain/delivery/channel.ts";
import { type Confirmation, makeConfirmation } from "./confirmation.ts";
import { type Farewell, makeFarewell } from "./farewell.ts";
import { loadLetterTemplates } from "./mail-templates.ts";
import { type Move, makeMove, makeMoved } from "./move.ts";
import { makeOwnLink, type OwnLink } from "./own-link.ts";

export type Letter =
  | ({ kind: "confirm" } & Confirmation)
  | ({ kind: "link" } & OwnLink)
  | ({ kind: "move" | "moved" } & Move)
  | ({ kind: "farewell" } & Farewell);

/** What the letter's templates are filled with, as text that the filler escapes. */
export interface LetterPage {
  /** At most 78 characters, safe as a header. */
  subject: string;
  preheader: string;
  masthead: string;
  heading: string;
  paragraphs: string[];
  topics: string[];
  /** What the one button says. */
  button: string;
  url: string;
  /** Under the button. */
  notes: string[];
  /** Whom to ask, and the postal address. */
  foot: string[];
}

/** @throws TypeError for a `url` that is neither http nor https. */
export type RenderLetter = (letter: Letter) => MailContent;

/** Compiles the templates, once for the life of the process. */
export async function createLetterRenderer(): Promise<RenderLetter> {
  const { fillHtml, fillText } = await loadLetterTemplates();
  return (letter) => {
    const page = makePage(letter);
    return { subject: page.subject, html: [fillHtml(page)], text: [fillText(page)] };
  };
}

function makePage(letter: Letter): LetterPage {
  switch (letter.kind) {
    case "confirm":
      return makeConfirmation(letter);
    case "link":
      return makeOwnLink(letter);
    case "move":
      return makeMove(letter);
    case "moved":
      return makeMoved(letter);
    case "farewell":
      return makeFarewell(letter);
  }
}
