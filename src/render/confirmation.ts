/** The mail that asks whether an address really wants the papers that were asked for under its name. */

import { plainText } from "./escape.ts";
import type { LetterPage } from "./letter.ts";
import { buttonUrl, type LetterSender, letterFoot, letterName, letterSubject, letterTopics } from "./letter-parts.ts";
import { showDay } from "./wording.ts";

export interface Confirmation extends LetterSender {
  /** Of the page with the button that confirms: opening it confirms nothing (semantics 34). */
  url: string;
  /** What was asked for, as it will be called. */
  topics: string[];
  /** When it will come: `daily at 08:00 (Europe/Berlin)`. */
  when: string;
  expiresAt: Temporal.Instant;
  /** In which the end is told. */
  zone: string;
}

export function makeConfirmation(confirmation: Confirmation): LetterPage {
  const { url, topics, when, expiresAt, zone } = confirmation;
  const name = letterName(confirmation);
  const end = expiresAt.toZonedDateTimeISO(zone);
  const until = `${showDay(end.toPlainDate().toString())}, ${end.toPlainTime().toString({ smallestUnit: "minute" })} (${zone})`;
  return {
    subject: letterSubject(`Please confirm: new papers from ${name}`),
    preheader: "One button starts it. Without it, nothing comes.",
    masthead: name,
    heading: "Do you want these papers by mail?",
    paragraphs: [
      `Somebody, most likely you, asked ${name} to send new papers to this address, ${plainText(when)}. They would be on:`,
    ],
    topics: letterTopics(topics),
    button: "Yes, send them to me",
    url: buttonUrl(url),
    notes: [`This works until ${until}.`, "Was it not you? Then do nothing: without your yes, nothing comes."],
    foot: letterFoot(confirmation),
  };
}
