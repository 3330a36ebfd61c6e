/** The last mail to a reader who has left everything, or one topic: that it is done, and how to come back. */
import { plainText } from "./escape.ts";
import type { LetterPage } from "./letter.ts";
import { buttonUrl, type LetterSender, letterFoot, letterName, letterSubject, letterTopics } from "./letter-parts.ts";

export interface Farewell extends LetterSender {
  /** Whether nothing at all comes any more. */
  all: boolean;
  /** What ended. */
  topics: string[];
  /** Where a reader who left by mistake takes it back; null: nowhere. */
  backUrl: string | null;
}

export function makeFarewell(farewell: Farewell): LetterPage {
  const { all, topics, backUrl } = farewell;
  const name = letterName(farewell);
  const ended = letterTopics(topics);
  const said = all
    ? `${name} sends you no more papers. This mail is the last one.`
    : "Your other topics go on as before.";
  return {
    subject: letterSubject(all ? `You have left ${name}` : `You have left “${plainText(topics[0] ?? "a topic")}”`),
    preheader: said,
    masthead: name,
    heading: all ? "You have left" : "You have left a topic",
    paragraphs: [ended.length > 0 ? `${said} What ended:` : said],
    topics: ended,
    button: backUrl === null ? "" : "Take it back",
    url: backUrl === null ? "" : buttonUrl(backUrl),
    notes:
      backUrl === null
        ? ["To come back, sign up again."]
        : ["Was it a slip? Taking it back makes everything as it was."],
    foot: letterFoot(farewell),
  };
}
