/** What a mail that came to a return path is: a bounce and how severe, a complaint, an automatic answer, or none of these. */
import { readComplaint } from "./complaint.ts";
import { readDeliveryStatus } from "./delivery-status.ts";
import { readWords } from "./free-text.ts";
import { findPart, getHeader, type ReceivedMail } from "./received.ts";
import type { Severity } from "./severity.ts";

export type BounceKind = Severity | "delayed" | "delivered" | "complaint" | "auto-reply" | "none";

/** It gives the severity; whom it is about, only a token of ours says. */
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
const DAEMON = /mailer-daemon|postmaster@|mail ?delivery (sub)?system|mail administrator|system administrator/i;
const ANSWERED_BY_ITSELF = /^(auto(matic)?[ -]?(reply|response)|out of (the )?office|abwesen|away from)/i;

export function readBounce(mail: ReceivedMail): Bounce {
  // A list's own notices, and posts of lists that quote a bounce: no mail system writes List-Id into its reports.
  if (getHeader(mail, "list-id") !== null || getHeader(mail, "list-post") !== null) return { kind: "none", ...NOTHING };
  const complaint = readComplaint(mail);
  if (complaint) {
    const { complains, type, recipients } = complaint;
    return { kind: complains ? "complaint" : "none", status: null, diagnostic: type, recipients };
  }
  return readReport(mail) ?? readPlain(mail) ?? { kind: isAutomatic(mail) ? "auto-reply" : "none", ...NOTHING };
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
