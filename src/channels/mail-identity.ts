/** Who a mail is from, and the names that derive from it. */
import { domainToASCII } from "node:url";
import type { ReturnPath } from "../domain/consent/links.ts";
import type { Parcel } from "../domain/delivery/channel.ts";

export interface MailIdentity {
  /** `Paperboy <papers@lab.example.org>`. */
  from: string;
  replyTo: string | null;
  /** Name of the installation, for List-Id. */
  name: string;
  /** Its first page on the web; null: it has none that readers can reach. */
  home: string | null;
  /** The envelope sender of each delivery; null: that of `from`. */
  returnPath: ReturnPath | null;
  /** Where `paperboy bounces` reads: it takes mails that ask to leave; null: nobody but people read. */
  machine: string | null;
}

/** `papers@lab.example.org` of `Paperboy <papers@lab.example.org>`. */
export const addressOf = (from: string): string => /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();

/** With its domain in ASCII and small letters wherever it can; what stands before the @ is kept. */
export function withPlainDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at).toLowerCase();
  // Not for every domain: what it takes for a number it writes as an IP address.
  const ascii = /[^\p{ASCII}]/u.test(domain) ? domainToASCII(domain) : domain;
  return address.slice(0, at) + (ascii || domain);
}

/** The domain of the sender as ASCII, as identifiers need it. */
export const domainOf = (from: string): string =>
  domainToASCII(/@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? "") || "localhost.localdomain";

/** One Message-ID per message, from its key and the second it was made, so that a retry is recognisably the same mail. */
export const messageIdOf = (parcel: Pick<Parcel<unknown>, "key" | "createdAt">, domain: string): string =>
  `<${parcel.key}.${Math.floor(parcel.createdAt.epochMilliseconds / 1000).toString(36)}@${domain}>`;
