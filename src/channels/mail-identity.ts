/** Who a mail is from, and the names that derive from it. */
import { domainToASCII } from "node:url";
import type { Parcel } from "../domain/delivery/channel.ts";

export interface MailIdentity {
  /** `Paperboy <papers@lab.example.org>`. */
  from: string;
  replyTo: string | null;
  /** Name of the installation, for List-Id. */
  name: string;
}

/** The domain of the sender as ASCII, as identifiers need it. */
export const domainOf = (from: string): string =>
  domainToASCII(/@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? "") || "localhost.localdomain";

/** One Message-ID per message, from its key and the second it was made, so that a retry is recognisably the same mail. */
export const messageIdOf = (parcel: Pick<Parcel<unknown>, "key" | "createdAt">, domain: string): string =>
  `<${parcel.key}.${Math.floor(parcel.createdAt.epochMilliseconds / 1000).toString(36)}@${domain}>`;
