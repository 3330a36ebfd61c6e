/** The header fields of a mail, encoded and folded by nodemailer's own functions, which no value can break out of. */
import { encodeWord, foldLines } from "nodemailer/lib/mime-funcs";
import MimeNode, { type MimeNodeHeaderValue } from "nodemailer/lib/mime-node";
import type { MailContent, Parcel } from "../domain/delivery/channel.ts";
import { keepResults } from "../keep.ts";
import { domainOf, type MailIdentity, messageIdOf } from "./mail-identity.ts";
import { createListFields } from "./mail-list-fields.ts";

/** Its methods keep no state between calls; one a field would take longer than the field. */
const encoder = new MimeNode();
/** Folding needs blanks, so a long word is split into encoded ones; what looks encoded already is text, not to be decoded. */
const ENCODE_WHOLE = /\S{200}|=\?/;

/** What nodemailer gives back as it is, on one line: three quarters of all mails, at a tenth of the time. */
const PLAIN_ADDRESS = /^[\w.+-]{1,30}@[a-z0-9.-]{1,40}$/;
const PLAIN_SUBJECT = /^[ !#-<>-~]{1,66}$/;

const field = (name: string, value: MimeNodeHeaderValue): string => fold(name, encoder.encodeHeaderValue(name, value));
const fold = (name: string, value: string): string => `${foldLines(`${name}: ${value}`, 76)}\r\n`;

/** Gives all fields of a mail but those of its content type, each with its line end. */
export function createFields(identity: MailIdentity): (parcel: Parcel<MailContent>) => string {
  const fixed = identityFields(identity);
  const listFieldsOf = createListFields(identity);
  const domain = domainOf(identity.from);
  return (parcel) => fixed + listFieldsOf(parcel) + parcelFields(parcel, domain);
}

/** What all mails of an installation share. */
function identityFields({ from, replyTo }: MailIdentity): string {
  return [
    field("From", from),
    replyTo === null ? "" : field("Reply-To", replyTo),
    "Auto-Submitted: auto-generated\r\n",
    "MIME-Version: 1.0\r\n",
  ].join("");
}

/** What is one mail's own. A local part that is not ASCII stands there as UTF-8 (RFC 6532). */
function parcelFields(parcel: Parcel<MailContent>, domain: string): string {
  const { address, content, createdAt } = parcel;
  const date = new Date(createdAt.epochMilliseconds).toUTCString().replace("GMT", "+0000");
  const to = PLAIN_ADDRESS.test(address) ? `To: ${address}\r\n` : field("To", { name: "", address });
  const messageId = messageIdOf(parcel, domain).replace(/[^!-~]/g, "");
  return `${to}${subjectField(content.subject)}Message-ID: ${messageId}\r\nDate: ${date}\r\n`;
}

const MOST_SUBJECTS = 5_000;

/** Kept, since readers of one topic get the same. Blanks are single: folded, a run of them would leave a line without text (RFC 5322, 3.2.2). */
const subjectField = keepResults(MOST_SUBJECTS, (text) => {
  const subject = text.replace(/\s+/g, " ").trim();
  if (subject === "") return "";
  if (PLAIN_SUBJECT.test(subject)) return `Subject: ${subject}\r\n`;
  return ENCODE_WHOLE.test(subject) ? fold("Subject", encodeWord(subject, "Q", 52)) : field("Subject", subject);
});

/** Whether only a relay that offers SMTPUTF8 (RFC 6531) can take a mail to it. A domain is no hindrance: it has an ASCII form. */
export const needsSmtpUtf8 = (address: string): boolean =>
  /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf("@")));
