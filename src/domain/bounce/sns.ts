/** Messages of Amazon SNS: what is signed of them, and whether AWS signed it (its guide, "Verifying the signatures"). */
import { createVerify, X509Certificate } from "node:crypto";

export type SnsType = "Notification" | "SubscriptionConfirmation" | "UnsubscribeConfirmation";

export interface SnsMessage {
  Type: SnsType;
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: string;
  Signature: string;
  SigningCertURL: string;
  Subject?: string | null | undefined;
  /** Where a subscription is confirmed; with `Token`, of the two confirmations only. */
  SubscribeURL?: string | undefined;
  Token?: string | undefined;
}

/** China's regions have a domain of their own, as AWS' own validators of these messages know. */
const HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[\w-]+\.pem$/;
const ALGORITHMS: Record<string, string> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };

/** An https address of SNS itself: nothing else is ever fetched for a message. */
export function isSnsUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "https:" && HOST.test(url.hostname) && !url.port && !url.username && !url.password;
}

export const isCertificateUrl = (text: string): boolean =>
  isSnsUrl(text) && CERTIFICATE.test(URL.parse(text)?.pathname ?? "") && URL.parse(text)?.search === "";

/** Names and values by turns, a line each, in the order of the alphabet. */
export function textToSign(message: SnsMessage): string {
  const names =
    message.Type === "Notification"
      ? (["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const)
      : (["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const);
  return names
    .filter((name) => message[name] !== undefined && message[name] !== null)
    .map((name) => `${name}\n${message[name]}\n`)
    .join("");
}

/** Null: the certificate's key signed it, and the certificate is valid at `now`. Else what is wrong. */
export function findSnsProblem(message: SnsMessage, pem: string, now: Date): string | null {
  const algorithm = ALGORITHMS[message.SignatureVersion];
  if (!algorithm) return `signature version ${message.SignatureVersion} is not known`;
  try {
    const certificate = new X509Certificate(pem);
    if (now < certificate.validFromDate || now > certificate.validToDate) return "the certificate is not valid now";
    const verify = createVerify(algorithm).update(textToSign(message), "utf8");
    return verify.verify(certificate.publicKey, message.Signature, "base64") ? null : "the signature does not fit";
  } catch {
    return "the certificate cannot be read";
  }
}
