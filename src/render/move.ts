/** The two mails of a move to another address: one asks the new mailbox, one tells the former. */
import { plainText } from "./escape.ts";
import type { LetterPage } from "./letter.ts";
import { buttonUrl, type LetterSender, letterFoot, letterName, letterSubject } from "./letter-parts.ts";

export interface Move extends LetterSender {
  /** Of the page with the button that does it: opening it does nothing (semantics 34). */
  url: string;
}

export function makeMove(move: Move): LetterPage {
  const name = letterName(move);
  return {
    subject: letterSubject(`Please confirm your new address for ${name}`),
    preheader: "One button moves your digest here. Without it, all stays as it is.",
    masthead: name,
    heading: "Is this your new address?",
    paragraphs: [
      `Somebody, most likely you, asked ${plainText(name)} to send their digest to this address from now on, with all topics and what they have had.`,
    ],
    topics: [],
    button: "Yes, send it here",
    url: buttonUrl(move.url),
    notes: ["This works for two days.", "Was it not you? Then do nothing: without your yes, nothing comes here."],
    foot: letterFoot(move),
  };
}

/** Does not name the new address: who reads the former mailbox now may be somebody else. */
export function makeMoved(move: Move): LetterPage {
  const name = letterName(move);
  return {
    subject: letterSubject(`Your digest from ${name} has moved`),
    preheader: "It goes to another address from now on.",
    masthead: name,
    heading: "Your digest has moved",
    paragraphs: [
      "It goes to another address from now on, which was asked for on your preferences and confirmed there. Nothing more comes here.",
    ],
    topics: [],
    button: "Bring it back here",
    url: buttonUrl(move.url),
    notes: ["Was it not you? Bring it back within 30 days, and do not forward digests: they hold your own links."],
    foot: letterFoot(move),
  };
}
