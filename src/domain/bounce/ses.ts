/** Events of Amazon SES, as it publishes them through SNS: what they say of a mail, and which delivery it was. */
import type { BounceKind } from "./read-bounce.ts";
import { findDelivery } from "./recipient-token.ts";
import { findStatus, mildestOf, type Severity, severityOf } from "./severity.ts";

/** The parts that are read, of both of its formats: notifications of an identity, and published events. */
export interface SesEvent {
  notificationType?: string | undefined;
  eventType?: string | undefined;
  mail: { source?: string | undefined };
  bounce?: SesBounce | undefined;
  complaint?: { feedbackId?: string | undefined; complaintFeedbackType?: string | null | undefined } | undefined;
}

interface SesBounce {
  bounceType: string;
  bounceSubType?: string | undefined;
  feedbackId?: string | undefined;
  bouncedRecipients: { status?: string | undefined; diagnosticCode?: string | undefined }[];
}

export interface ReadSesEvent {
  kind: BounceKind;
  /** SES' own name of the bounce or complaint, the same in both formats; null where it has none. */
  feedbackId: string | null;
  deliveryId: number | null;
  status: string | null;
  reason: string | null;
}

/** SES says itself that nobody is there, or refuses to write there again. */
const NOBODY = ["NoEmail", "Suppressed", "OnAccountSuppressionList"];
const PASSING: Record<string, Severity> = {
  MailboxFull: "full",
  MessageTooLarge: "policy",
  ContentRejected: "policy",
  AttachmentRejected: "policy",
};
const OTHERS: Record<string, BounceKind> = { Delivery: "delivered", DeliveryDelay: "delayed" };

/** The token stands in `mail.source`: the envelope's sender, where a bounce goes. */
export function readSesEvent(secret: string, event: SesEvent): ReadSesEvent {
  const type = event.eventType ?? event.notificationType ?? "";
  const read = {
    feedbackId: null,
    deliveryId: findDelivery(secret, event.mail.source ?? ""),
    status: null,
    reason: null,
  };
  if (type === "Bounce" && event.bounce) return { ...read, ...readBounce(event.bounce) };
  if (type === "Complaint" && event.complaint) {
    const said = event.complaint.complaintFeedbackType ?? null;
    const kind = said === "not-spam" ? "none" : "complaint";
    return { ...read, kind, feedbackId: event.complaint.feedbackId ?? null, reason: said };
  }
  return { ...read, kind: OTHERS[type] ?? "none" };
}

function readBounce(bounce: SesBounce): Omit<ReadSesEvent, "deliveryId"> {
  const [first] = bounce.bouncedRecipients;
  return {
    kind: severityOfBounce(bounce),
    feedbackId: bounce.feedbackId ?? null,
    status: findStatus(first?.status ?? ""),
    reason: first?.diagnosticCode ?? `${bounce.bounceType} ${bounce.bounceSubType ?? ""}`.trim(),
  };
}

function severityOfBounce({ bounceType, bounceSubType = "", bouncedRecipients }: SesBounce): Severity {
  if (bounceType !== "Permanent") return PASSING[bounceSubType] ?? "soft";
  if (NOBODY.includes(bounceSubType)) return "hard";
  return mildestOf(
    bouncedRecipients.map((each) => severityOf(findStatus(each.status ?? ""), each.diagnosticCode ?? null)),
  );
}
