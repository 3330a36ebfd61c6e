/** Whom a mail that came back is about, by the signed token in the address that it was sent to. */
import { readToken } from "../consent/token.ts";
import { getHeader, type ReceivedMail } from "./received.ts";

/** Where mail systems write the address of the envelope; `To` is what the sender wrote, and asked last. */
const ENVELOPE = ["x-original-to", "delivered-to", "envelope-to", "x-envelope-to"];
const TOKEN = /\+([a-z2-7]{36})@/gi;

/** The delivery that a `bounces+TOKEN@…` names; null where there is no token of ours, or where several name different ones. */
export const findDelivery = (secret: string, address: string): number | null => onlyOne(listNamed(secret, address));

/** `recipient`: the envelope's, where whoever hands the mail over names it; then the mail itself is not asked. */
export function findDeliveryOf(secret: string, mail: ReceivedMail, recipient: string | null): number | null {
  if (recipient !== null) return findDelivery(secret, recipient);
  const envelope = mail.headers.filter(({ key }) => ENVELOPE.includes(key)).map(({ value }) => value);
  const named = listNamed(secret, envelope.join("\n"));
  return onlyOne(named.size > 0 ? named : listNamed(secret, getHeader(mail, "to") ?? ""));
}

/** All deliveries whose return path stands in a text. */
export function listNamed(secret: string, addresses: string): Set<number> {
  const read = addresses.matchAll(TOKEN).map(([, token]) => readToken(secret, "bounce", token as string));
  return new Set(read.filter((each) => each !== null));
}

export const onlyOne = (named: Set<number>): number | null => (named.size === 1 ? ([...named][0] ?? null) : null);
