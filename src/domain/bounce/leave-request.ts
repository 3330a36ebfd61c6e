/** A reader's wish to leave, by the mail that programs write for List-Unsubscribe's mailto: its subject is all of it. */
import { readToken } from "../consent/token.ts";
import { getHeader, type ReceivedMail } from "./received.ts";

const SUBJECT = /^\s*leave\s+([a-z2-7]{36})\s*$/i;

/** The subscriber that the signed token names; null for any other mail, also for answers that quote such a subject. */
export function findLeaver(secret: string, mail: ReceivedMail): number | null {
  const token = SUBJECT.exec(getHeader(mail, "subject") ?? "")?.[1];
  return token === undefined ? null : readToken(secret, "leave", token);
}
