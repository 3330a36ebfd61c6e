/** The signature of the generic hook: HMAC-SHA256 of the instant and the body, so that neither can be changed or used late. */
import { createHmac, timingSafeEqual } from "node:crypto";

export const TOLERANCE_SECONDS = 300;

/** `v1=` and 64 hexadecimal digits, of `TIMESTAMP.BODY`; the timestamp in seconds since 1970. */
export function signHook(secret: string, timestamp: string, body: Buffer): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex")}`;
}

/** Null: the secret's holder signed it within five minutes of now. Else what is wrong. */
export function findSignatureProblem(
  secret: string,
  { timestamp, signature, body }: { timestamp: string | null; signature: string | null; body: Buffer },
  nowSeconds: number,
): string | null {
  if (timestamp === null || signature === null) return "it is not signed";
  const expected = Buffer.from(signHook(secret, timestamp, body));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return "the signature does not fit";
  if (!/^\d{1,12}$/.test(timestamp)) return "the timestamp is no number of seconds";
  return Math.abs(nowSeconds - Number(timestamp)) <= TOLERANCE_SECONDS
    ? null
    : "it was signed more than five minutes ago, or ahead";
}
