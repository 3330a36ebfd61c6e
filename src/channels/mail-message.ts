/** A rendered mail as nodemailer takes it: every header that does not depend on the way it travels. */
import { createHash } from "node:crypto";
import type Mail from "nodemailer/lib/mailer/index.js";
import type { MailContent, Parcel } from "../domain/delivery/channel.ts";

export interface MailIdentity {
  /** `Paperboy <papers@lab.example.org>`. */
  from: string;
  replyTo: string | null;
  /** Name of the installation, for List-Id. */
  name: string;
}

export const domainOf = (from: string): string => /@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? "localhost.localdomain";

/** One Message-ID per message, from its key and the second it was made, so that a retry is recognisably the same mail. */
export const messageIdOf = (parcel: Pick<Parcel<unknown>, "key" | "createdAt">, from: string): string =>
  `<${parcel.key}.${Math.floor(parcel.createdAt.epochMilliseconds / 1000).toString(36)}@${domainOf(from)}>`;

/** The same parcel gives the same bytes: date and boundaries derive from the message too. */
export function composeMail(parcel: Parcel<MailContent>, identity: MailIdentity): Mail.Options {
  const { subject, html, text } = parcel.content;
  return {
    from: identity.from,
    to: { name: "", address: parcel.address },
    ...(identity.replyTo ? { replyTo: identity.replyTo } : {}),
    subject,
    text,
    html,
    textEncoding: "quoted-printable",
    messageId: messageIdOf(parcel, identity.from),
    date: new Date(parcel.createdAt.epochMilliseconds),
    headers: { "Auto-Submitted": "auto-generated" },
    list: { id: { url: `digest.${domainOf(identity.from)}`, comment: identity.name } },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: createHash("sha256").update(parcel.key).digest("hex").slice(0, 24),
  } as Mail.Options;
}
