/** What all messages of an installation share: who it is, and where its readers change or end what comes. */
import type { Config } from "../config.ts";
import { createLinks, createReturnPath, type Links, type ReturnPath } from "../domain/consent/links.ts";
import { openSecret } from "../secret.ts";

export interface Installation {
  name: string;
  operator: string | null;
  /** For the foot of mails; null: none is shown. */
  postalAddress: string | null;
  /** Null: it has no pages that a reader could reach. */
  links: Links | null;
  /** Null: bounces go to the sender. */
  returnPath: ReturnPath | null;
}

/** The secret is opened, and made where there is none, only for an installation that signs something. @throws OperatorError as `openSecret`. */
export function openInstallation(config: Config): Installation {
  const { publicUrl, mail } = config;
  const signs = publicUrl !== null || mail.returnPath !== null;
  const secret = signs ? openSecret(config.secret, config.dataFolder) : "";
  return {
    name: config.name,
    operator: config.operator,
    postalAddress: config.postalAddress,
    links: publicUrl === null ? null : createLinks(publicUrl, secret),
    returnPath: mail.returnPath === null ? null : createReturnPath(mail.returnPath, secret),
  };
}
