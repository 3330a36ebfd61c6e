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
  const write = writeTo(identity.replyTo ?? identity.from);
  const leave = identity.machine === null ? write : writeTo(identity.machine);
  const help = home === null ? "" : `List-Archive: <${home}>\r\nList-Help: <${home}#help>,\r\n <${write("help")}>\r\n`;
  return ({ kind, on, leaveUrl }) => {
    if (kind !== "digest" && kind !== "welcome") return "";
    return `${listId}Feedback-ID: ${on}:${kind}:${SENDER}\r\n${help}${leaveFields(leaveUrl, leave)}`;
  };
}

function listIdOf({ name, from }: MailIdentity): string {
  const called = isPlainText(name, true) ? quoteString(name) : encodeWord(name.replace(/\s/g, " "), "Q", 52);
  return `${foldLines(`List-Id: ${called} <digest.${domainOf(from)}>`, 76)}\r\n`;
}

/** The token stands in the subject too: whoever reads those mails, a program or a person, knows who it is. */
function leaveFields(url: string | null, write: (subject: string) => string): string {
  if (url === null) return "";
  const token = url.slice(url.lastIndexOf("/") + 1);
  return `List-Unsubscribe: <${url}>,\r\n <${write(`leave%20${token}`)}>\r\n${url.startsWith("https:") ? ONE_CLICK : ""}`;
}

/** `paperboy bounces` takes what asks to leave; where it reads nothing, a person does, as with calls for help. */
function writeTo(mailbox: string): (subject: string) => string {
  const address = withPlainDomain(addressOf(mailbox));
  const at = address.lastIndexOf("@");
  const to = `mailto:${encodeURIComponent(address.slice(0, at).toWellFormed())}${address.slice(at).replace(/[^!-~]|[<>?&%]/g, encodeURIComponent)}`;
  return (subject) => `${to}?subject=${subject}`;
}
