/** The last mail to a reader who has left, or in whose name somebody left: that it is done, and how to take it back. */
import { plainText } from "./escape.ts";
import type { LetterPage } from "./letter.ts";
import { buttonUrl, type LetterSender, letterFoot, letterName, letterSubject, letterTopics } from "./letter-parts.ts";

export interface Farewell extends LetterSender {
  /** What ended. */
  topics: string[];
  /** Of the page where it is taken back. */
  url: string;
}

export function makeFarewell(farewell: Farewell): LetterPage {
  const name = letterName(farewell);
  const said = `${plainText(name)} sends you no more papers. This mail is the last one.`;
  return {
    subject: letterSubject(`You have left ${name}`),
    preheader: said,
    masthead: name,
    heading: "You have left",
    paragraphs: [`${said} What ended:`],
    topics: letterTopics(farewell.topics),
    button: "Take it back",
    url: buttonUrl(farewell.url),
    notes: [
      "Was it a slip, or somebody you forwarded a digest to? Taking it back within 30 days makes everything as it was.",
    ],
    foot: letterFoot(farewell),
  };
}
