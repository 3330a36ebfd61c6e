/** The foot of a mail: why it comes, how to change, pause or leave it, and who sends it. */
import type { DigestView } from "../domain/digest/view.ts";
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import * as say from "./wording.ts";

interface FootLink {
  /** What stands before it: nothing or `·`. */
  before: string;
  text: string;
  url: string;
}

export interface MailFooter {
  /** Why it comes. */
  why: string;
  /** Change, pause, leave all; none where an installation has no pages. */
  links: FootLink[];
  /** Leave one topic. */
  topics: FootLink[];
  /** Where the others are, when not all topics stand there. */
  otherTopics: string;
  /** Whom to ask, and the postal address. */
  paragraphs: string[];
}

const ON_THE_WEB = "Save, more, less, and all that matched";
const CHANGE = "Change topics or hour";
const LONGEST_NAME = 60;

export function makeFooter(view: DigestView): MailFooter {
  const paragraphs = addressLines(view);
  if (view.links === null) {
    const [why = "", whom = ""] = say.footer(view, "mail");
    return { why, links: [], topics: [], otherTopics: "", paragraphs: [whom, ...paragraphs] };
  }
  const { leave, preferences, digest, topics } = view.links;
  const operator = say.operatorOf(view);
  const others = view.topics.length - topics.length;
  return {
    why: say.why(view, "mail"),
    links: [
      ...(digest === null ? [] : [{ before: "", text: ON_THE_WEB, url: digest }]),
      { before: digest === null ? "" : "·", text: CHANGE, url: preferences },
      { before: "·", text: "Pause", url: `${preferences}#pause` },
      { before: "·", text: "Leave all", url: leave },
    ],
    topics: topics.map(({ name, url }, i) => ({
      before: i > 0 ? "·" : "",
      text: cutText(plainText(name), LONGEST_NAME) || "Papers",
      url,
    })),
    otherTopics: others > 0 ? `${say.count(others, "other")} under “${CHANGE}”` : "",
    paragraphs: operator === "" ? paragraphs : [asked(operator), ...paragraphs],
  };
}

/** `Questions go to the operator: …`. */
export const asked = (operator: string): string => `Questions go to ${operator}`.replace(/[.!?]?$/, ".");

/** The postal address, which law wants in mails to many. */
export function addressLines({ postalAddress }: Pick<DigestView, "postalAddress">): string[] {
  const address = cutText(plainText(postalAddress ?? ""), 300);
  return address === "" ? [] : [address];
}
