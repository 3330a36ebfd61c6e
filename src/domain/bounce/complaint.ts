/** Complaints of readers, as providers report them (feedback loops): which they are, and whose mail came back with them. */
import { readToken } from "../consent/token.ts";
import { type Fields, parseFieldGroups, withoutType } from "./fields.ts";
import { findPart, getHeader, type ReceivedMail } from "./received.ts";
import { listNamed, onlyOne } from "./recipient-token.ts";

export interface Complaint {
  /** False for what reports something else in the same format. */
  complains: boolean;
  /** The report's word: `abuse`; null where it has none. */
  type: string | null;
  /** As the report names them; providers often leave them out. */
  recipients: string[];
}

/** RFC 5965, 7.3, and RFC 6449's opt-out. `not-spam` is the opposite, and `auth-failure` and `virus` are no reader's word. */
const COMPLAINTS = ["abuse", "fraud", "opt-out", "opt-out-list"];
/** Microsoft's own format (JMRP): a mail from here with the reader's, and no report. */
const MICROSOFT = { from: /(^|<)staff@hotmail\.com>?\s*$/i, subject: /^complaint about message from /i };
const MAIL = /^message\/(rfc822|global)$/;
const MAIL_OR_HEADERS = /^(message\/(rfc822|global)|text\/rfc822-headers)$/;
/** Letters of the mail that came back, to find its header in. */
const HEADER_MOST = 64_000;

/** Null: it is no report of a feedback loop. */
export function readComplaint(mail: ReceivedMail): Complaint | null {
  const fields = readReportFields(mail);
  if (fields === null) return readMicrosoft(mail);
  const type = (fields.get("feedback-type") ?? "").toLowerCase().trim();
  const named = fields.get("original-rcpt-to");
  return {
    complains: COMPLAINTS.includes(type),
    type: type || null,
    recipients: named ? [withoutType(named).replace(/^<|>$/g, "")] : [],
  };
}

function readReportFields(mail: ReceivedMail): Fields | null {
  const report = findPart(mail, /^message\/feedback-report$/);
  return report === null ? null : new Map(parseFieldGroups(report).flatMap((group) => [...group]));
}

function readMicrosoft(mail: ReceivedMail): Complaint | null {
  if (!MICROSOFT.from.test(getHeader(mail, "from") ?? "") || findPart(mail, MAIL) === null) return null;
  if (!MICROSOFT.subject.test(getHeader(mail, "subject") ?? "")) return null;
  const named = readReturned(mail).get("x-hmxmroriginalrecipient");
  return { complains: true, type: null, recipients: named ? [named] : [] };
}

/** A delivery by its return path, or a subscriber by the link to leave. */
export interface Named {
  what: "delivery" | "subscriber";
  id: number;
}

/**
 * Whose mail a complaint at a fixed address is about, by what the report and the header of the mail that came back hold of
 * ours and signed: its return path, else its link to leave. Null: nothing, or several that differ. Complaints alone are
 * read so. Whoever knows either has seen that reader's mail, and can end our mails to that reader anyway, by a bounce to
 * the return path or by the link: a complaint forged with it does no more. Bounces come to the return path itself, so
 * with them the address they were sent to is the proof, and what they quote is none.
 */
export function findComplained(secret: string, mail: ReceivedMail): Named | null {
  const returned = readReturned(mail);
  const paths = [readReportFields(mail)?.get("original-mail-from"), returned.get("return-path")].filter(Boolean);
  const deliveries = listNamed(secret, paths.join("\n"));
  if (deliveries.size > 0) return named("delivery", onlyOne(deliveries));
  const links = (returned.get("list-unsubscribe") ?? "").matchAll(/\/leave\/([a-z2-7]{36})(?=>)/gi);
  const subscribers = links.map(([, token]) => readToken(secret, "leave", token as string)).filter((id) => id !== null);
  return named("subscriber", onlyOne(new Set(subscribers)));
}

const named = (what: Named["what"], id: number | null): Named | null => (id === null ? null : { what, id });

/** The header of the mail that came back; empty where none did. */
const readReturned = (mail: ReceivedMail): Fields =>
  parseFieldGroups((findPart(mail, MAIL_OR_HEADERS) ?? "").slice(0, HEADER_MOST))[0] ?? new Map();
