/** What all messages of an installation share: who it is, and where its readers change or end what comes. */
import { randomBytes } from "node:crypto";
import type { Config } from "../config.ts";
import { createLinks, createReturnPath, type Links, type ReturnPath } from "../domain/consent/links.ts";
import { OperatorError } from "../errors.ts";
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

/** @throws OperatorError where something is to be signed and there is no secret for it. */
export function openInstallation(config: Config): Installation {
  const { publicUrl, mail } = config;
  const secret = publicUrl === null && mail.returnPath === null ? "" : openSharedSecret(config);
  return {
    name: config.name,
    operator: config.operator,
    postalAddress: config.postalAddress,
    links: publicUrl === null ? null : createLinks(publicUrl, secret),
    returnPath: mail.returnPath === null ? null : createReturnPath(mail.returnPath, secret),
  };
}

/**
 * As messages are shown to somebody else than their reader: with links of the same look that no door takes, since theirs
 * open their settings, their data and their leaving without asking who it is.
 */
export const disguiseLinks = (installation: Installation, { publicUrl }: Config): Installation => ({
  ...installation,
  links: publicUrl === null ? null : createLinks(publicUrl, randomBytes(32).toString("hex")),
});

/** Processes that share a server may not share a data folder, and each must read what another has signed (semantics 29). */
export function openSharedSecret({ secret, database, dataFolder }: Config): string {
  if (secret === null && database.kind === "postgres")
    throw new OperatorError(
      "With Postgres, PAPERBOY_URL, MAIL_RETURN_PATH and forgotten readers need PAPERBOY_SECRET, the same for all processes: openssl rand -hex 32",
    );
  return openSecret(secret, dataFolder);
}
