/** What a mail that came to a return path is: a bounce and how severe, a complaint, an automatic answer, or none of these. */
import { readDeliveryStatus } from "./delivery-status.ts";
import { parseFieldGroups, withoutType } from "./fields.ts";
import { readWords } from "./free-text.ts";
import type { Severity } from "./severity.ts";

export interface ReceivedMail {
  /** In document order, names in small letters. */
  headers: { key: string; value: string }[];
  /** What a reader sees, as plain text. */
  text: string;
  /** The parts that are not shown, in order: reports, the mail that came back. */
  parts: { type: string; content: string }[];
}

export type BounceKind = Severity | "delayed" | "delivered" | "complaint" | "auto-reply" | "none";

/** It gives the severity; whom it is about, only the token in the address that it was sent to says. */
export interface Bounce {
  kind: BounceKind;
  /** RFC 3463: `5.1.1`. */
  status: string | null;
  /** What a server said, as it stands in the report. */
  diagnostic: string | null;
  /** As the report names them. */
  recipients: string[];
}

const NOTHING = { status: null, diagnostic: null, recipients: [] };
/** RFC 5965, 7.3, and RFC 6449's opt-out. `not-spam` is the opposite, and `auth-failure` and `virus` are no reader's word. */
const COMPLAINTS = ["abuse", "fraud", "opt-out", "opt-out-list"];
const DAEMON = /mailer-daemon|postmaster@|mail ?delivery (sub)?system|mail administrator|system administrator/i;
const ANSWERED_BY_ITSELF = /^(auto(matic)?[ -]?(reply|response)|out of (the )?office|abwesen|away from)/i;

export function readBounce(mail: ReceivedMail): Bounce {
  // A list's own notices, and posts of lists that quote a bounce: no mail system writes List-Id into its reports.
  if (getHeader(mail, "list-id") !== null || getHeader(mail, "list-post") !== null) return { kind: "none", ...NOTHING };
  return (
    readComplaint(mail) ??
    readReport(mail) ??
    readPlain(mail) ?? { kind: isAutomatic(mail) ? "auto-reply" : "none", ...NOTHING }
  );
}

export const getHeader = (mail: ReceivedMail, key: string): string | null =>
  mail.headers.find((header) => header.key === key)?.value ?? null;

const findPart = (mail: ReceivedMail, type: RegExp): string | null =>
  mail.parts.find((part) => type.test(part.type))?.content ?? null;

function readComplaint(mail: ReceivedMail): Bounce | null {
  const report = findPart(mail, /^message\/feedback-report$/);
  if (report === null) return null;
  const fields = new Map(parseFieldGroups(report).flatMap((group) => [...group]));
  const type = (fields.get("feedback-type") ?? "").toLowerCase().trim();
  const named = fields.get("original-rcpt-to");
  return {
    kind: COMPLAINTS.includes(type) ? "complaint" : "none",
    status: null,
    diagnostic: type || null,
    recipients: named ? [withoutType(named).replace(/^<|>$/g, "")] : [],
  };
}

/** A report that somebody forwards stands in a mail of a person, not in one that a mail system made. */
function readReport(mail: ReceivedMail): Bounce | null {
  const report = findPart(mail, /^message\/(global-)?delivery-status$/);
  const made = /^multipart\/report/i.test(getHeader(mail, "content-type") ?? "") || isFromSystem(mail);
  const read = report !== null && made ? readDeliveryStatus(report) : null;
  if (!read) return null;
  const { kind, status, diagnostic } = read.decisive;
  return { kind, status, diagnostic, recipients: read.recipients };
}

function readPlain(mail: ReceivedMail): Bounce | null {
  const failed = getHeader(mail, "x-failed-recipients");
  if (failed === null && !isFromSystem(mail)) return null;
  const read = readWords(getHeader(mail, "subject") ?? "", mail.text);
  return read && { ...read, recipients: failed?.split(",").map((each) => each.trim()) ?? [] };
}

const isFromSystem = (mail: ReceivedMail): boolean => DAEMON.test(getHeader(mail, "from") ?? "");

/** RFC 3834, with what was usual before it; and receipts of reading (RFC 8098). */
function isAutomatic(mail: ReceivedMail): boolean {
  const submitted = getHeader(mail, "auto-submitted");
  if (submitted !== null && !/^no\b/i.test(submitted.trim())) return true;
  if (["x-autoreply", "x-autorespond", "x-auto-response-suppress"].some((key) => getHeader(mail, key) !== null))
    return true;
  return (
    /^auto_reply/i.test(getHeader(mail, "precedence") ?? "") ||
    findPart(mail, /^message\/disposition-notification$/) !== null ||
    ANSWERED_BY_ITSELF.test(getHeader(mail, "subject") ?? "")
  );
}
