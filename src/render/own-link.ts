/** The mail with the link to one's preferences, for who asked for it by address. */
import type { LetterPage } from "./letter.ts";
import { buttonUrl, type LetterSender, letterFoot, letterName, letterSubject } from "./letter-parts.ts";

export interface OwnLink extends LetterSender {
  /** Of the preferences. */
  url: string;
}

export function makeOwnLink(link: OwnLink): LetterPage {
  const name = letterName(link);
  return {
    subject: letterSubject(`Your preferences at ${name}`),
    preheader: "Topics, hour, pauses, leaving: all in one place.",
    masthead: name,
    heading: "Your preferences",
    paragraphs: [
      "Somebody, most likely you, asked for the link to the preferences of this address: topics, hour, pauses, leaving.",
    ],
    topics: [],
    button: "Open my preferences",
    url: buttonUrl(link.url),
    notes: [
      "Whoever has this link can change them: do not pass it on.",
      "Was it not you? Then do nothing: nobody else got it.",
    ],
    foot: letterFoot(link),
  };
}
