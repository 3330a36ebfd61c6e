/** The fields that make a mail a list's: which list, how to leave with one click, where help is (RFC 2369, 2919, 8058). */
import { encodeWord, foldLines, isPlainText, quoteString } from "nodemailer/lib/mime-funcs";
import type { MailContent, Parcel } from "../domain/delivery/channel.ts";
import { addressOf, domainOf, type MailIdentity, withPlainDomain } from "./mail-identity.ts";

/** RFC 8058, 3.1: the one click is a POST over HTTPS. */
const ONE_CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
/** Tells Gmail's statistics which sender of a domain it was: 5 to 15 letters, the same for ever. */
const SENDER = "paperboy";

/**
 * Nothing for a message that answers what somebody just did. Addresses stand on lines of their own, unfolded, and none
 * can break out: they are ASCII without blanks and angle brackets.
 */
export function createListFields(identity: MailIdentity): (parcel: Parcel<MailContent>) => string {
  const { home } = identity;
  const listId = listIdOf(identity);
  const write = writeTo(identity);
  const help = home === null ? "" : `List-Archive: <${home}>\r\nList-Help: <${home}#help>,\r\n <${write("help")}>\r\n`;
  return ({ kind, on, leaveUrl }) => {
    if (kind !== "digest" && kind !== "welcome") return "";
    return `${listId}Feedback-ID: ${on}:${kind}:${SENDER}\r\n${help}${leaveFields(leaveUrl, write)}`;
  };
}

function listIdOf({ name, from }: MailIdentity): string {
  const called = isPlainText(name, true) ? quoteString(name) : encodeWord(name.replace(/\s/g, " "), "Q", 52);
  return `${foldLines(`List-Id: ${called} <digest.${domainOf(from)}>`, 76)}\r\n`;
}

/** The token stands in the subject too: whoever reads those mails knows who it is, whatever address it comes from. */
function leaveFields(url: string | null, write: (subject: string) => string): string {
  if (url === null) return "";
  const token = url.slice(url.lastIndexOf("/") + 1);
  return `List-Unsubscribe: <${url}>,\r\n <${write(`leave%20${token}`)}>\r\n${url.startsWith("https:") ? ONE_CLICK : ""}`;
}

/** To a person who reads it: where bounces come, nobody may. */
function writeTo({ replyTo, from }: MailIdentity): (subject: string) => string {
  const address = withPlainDomain(addressOf(replyTo ?? from));
  const at = address.lastIndexOf("@");
  const to = `mailto:${encodeURIComponent(address.slice(0, at).toWellFormed())}${address.slice(at).replace(/[^!-~]|[<>?&%]/g, encodeURIComponent)}`;
  return (subject) => `${to}?subject=${subject}`;
}
