/** What letters share: their sender's name and foot, names of topics, and addresses of buttons. */
import { cutText } from "./cut.ts";
import { headerText, plainText, safeUrl } from "./escape.ts";
import { addressLines, asked } from "./mail-footer.ts";
import { list, operatorOf } from "./wording.ts";

/** Who sends a letter. */
export interface LetterSender {
  /** Name of the installation: `Paperboy`. */
  name: string;
  operator: string | null;
  postalAddress: string | null;
}

const LONGEST_SUBJECT = 78;
const LONGEST_TOPIC = 120;
const MOST_TOPICS = 8;

export const letterName = ({ name }: LetterSender): string => cutText(plainText(name), 60) || "Paperboy";

export const letterSubject = (text: string): string => headerText(text, LONGEST_SUBJECT);

export function letterFoot(sender: LetterSender): string[] {
  const operator = operatorOf(sender);
  return [...(operator === "" ? [] : [asked(operator)]), ...addressLines(sender)];
}

/** At most eight, each one line. */
export function letterTopics(topics: string[]): string[] {
  const named = topics.map((topic) => withoutLinks(cutText(plainText(topic), LONGEST_TOPIC))).filter(Boolean);
  return named.length > MOST_TOPICS ? [...named.slice(0, MOST_TOPICS), list(named.slice(MOST_TOPICS), 0)] : named;
}

/**
 * Whoever signs a stranger up chooses these words, and mail programs make links of what looks like an address: a word
 * joiner (U+2060), which cannot be seen, keeps them from it.
 */
const withoutLinks = (text: string): string =>
  text.replace(/:\/\//g, ":\u2060/\u2060/").replace(/[.@](?=[\p{L}\p{N}])/gu, "$&\u2060");

/** @throws TypeError for an address that is neither http nor https. */
export function buttonUrl(url: string): string {
  const safe = safeUrl(url);
  if (safe === null) throw new TypeError("a button needs an http or https address");
  return safe;
}
