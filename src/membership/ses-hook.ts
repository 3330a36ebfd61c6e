/** Events of Amazon SES through SNS: only of the configured topic and signed by AWS, each counted once. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { readSesEvent } from "../domain/bounce/ses.ts";
import { findSnsProblem, isCertificateUrl, isSnsUrl, type SnsMessage } from "../domain/bounce/sns.ts";
import { recordBounce } from "./bounces.ts";
import { type HookAnswer, parseJson } from "./mail-hook.ts";

export interface SesOrder {
  /** Signs the tokens. */
  secret: string;
  topic: string;
  /** Gives what stands at an https address of SNS; throws where it cannot be had. */
  fetchText(url: string): Promise<string>;
}

const SNS = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
});

const RECIPIENT = z.object({ status: z.string().max(100).optional(), diagnosticCode: z.string().optional() });
const EVENT = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ source: z.string().optional() }),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      feedbackId: z.string().max(200).optional(),
      bouncedRecipients: z.array(RECIPIENT),
    })
    .optional(),
  complaint: z
    .object({ feedbackId: z.string().max(200).optional(), complaintFeedbackType: z.string().nullish() })
    .optional(),
});

const CERTIFICATES_KEPT = 8;

/** AWS changes its certificate about once a year: one fetched is kept while this lives. */
export function openSesHook(db: Db, order: SesOrder): (body: string, now: Temporal.Instant) => Promise<HookAnswer> {
  const certificates = new Map<string, string>();
  const getCertificate = async (url: string): Promise<string> => {
    const kept = certificates.get(url);
    if (kept !== undefined) return kept;
    const pem = await order.fetchText(url);
    if (certificates.size >= CERTIFICATES_KEPT) certificates.clear();
    certificates.set(url, pem);
    return pem;
  };
  return async (body, now) => {
    const parsed = SNS.safeParse(parseJson(body));
    if (!parsed.success) return { status: 400, says: "it is no message of SNS" };
    const message = parsed.data;
    if (message.TopicArn !== order.topic) return { status: 403, says: "it is of another topic" };
    if (!isCertificateUrl(message.SigningCertURL)) return { status: 403, says: "its certificate is not AWS' own" };
    const pem = await getCertificate(message.SigningCertURL).catch(() => null);
    if (pem === null) return { status: 502, says: "its certificate cannot be fetched" };
    const problem = findSnsProblem(message, pem, new Date(now.epochMilliseconds));
    if (problem) return { status: 403, says: problem };
    return take(db, order, message, now);
  };
}

/** Of a message that AWS signed. */
async function take(db: Db, order: SesOrder, message: SnsMessage, now: Temporal.Instant): Promise<HookAnswer> {
  if (message.Type === "UnsubscribeConfirmation") return { status: 200, says: "the topic's subscription has ended" };
  if (message.Type === "SubscriptionConfirmation") return confirm(order, message.SubscribeURL ?? "");
  const parsed = EVENT.safeParse(parseJson(message.Message));
  if (!parsed.success) return { status: 200, says: "ignored: no event of SES" };
  const { kind, feedbackId, deliveryId, status, reason } = readSesEvent(order.secret, parsed.data);
  if (kind === "none") return { status: 200, says: "ignored: neither bounce nor complaint" };
  if (deliveryId === null) return { status: 200, says: "ignored: no token of ours" };
  const eventId = feedbackId ?? message.MessageId;
  const { outcome } = await recordBounce(db, { provider: "ses", eventId, deliveryId, kind, status, reason }, now);
  return { status: 200, says: `${kind}: ${outcome}` };
}

async function confirm(order: SesOrder, url: string): Promise<HookAnswer> {
  if (!isSnsUrl(url)) return { status: 403, says: "it would be confirmed elsewhere than at AWS" };
  try {
    await order.fetchText(url);
    return { status: 200, says: "the topic's subscription is confirmed" };
  } catch {
    return { status: 502, says: "the subscription cannot be confirmed now" };
  }
}
