/** Renders mails that say one thing, as pure functions: a confirmation, a farewell. */
import type { MailContent } from "../domain/delivery/channel.ts";
import { type Confirmation, makeConfirmation } from "./confirmation.ts";
import { type Farewell, makeFarewell } from "./farewell.ts";
import { loadLetterTemplates } from "./mail-templates.ts";

/** What the letter's templates are filled with, as text that the filler escapes. */
export interface LetterPage {
  /** At most 78 characters, safe as a header. */
  subject: string;
  preheader: string;
  masthead: string;
  heading: string;
  paragraphs: string[];
  topics: string[];
  /** What the one button says; empty: there is none. */
  button: string;
  url: string;
  /** Under the button. */
  notes: string[];
  /** Whom to ask, and the postal address. */
  foot: string[];
}

export interface LetterRenderer {
  /** @throws TypeError for a `url` that is neither http nor https. */
  renderConfirmation(confirmation: Confirmation): MailContent;
  /** @throws TypeError for a `backUrl` that is neither http nor https. */
  renderFarewell(farewell: Farewell): MailContent;
}

/** Compiles the templates, once for the life of the process. */
export async function createLetterRenderer(): Promise<LetterRenderer> {
  const { fillHtml, fillText } = await loadLetterTemplates();
  const render = (page: LetterPage): MailContent => ({
    subject: page.subject,
    html: [fillHtml(page)],
    text: [fillText(page)],
  });
  return {
    renderConfirmation: (confirmation) => render(makeConfirmation(confirmation)),
    renderFarewell: (farewell) => render(makeFarewell(farewell)),
  };
}
