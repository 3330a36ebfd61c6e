/** What all messages of an installation share: who it is, and where its readers change or end what comes. */
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

/** Processes that share a server may not share a data folder, and each must read what another has signed (semantics 29). */
export function openSharedSecret({ secret, database, dataFolder }: Config): string {
  if (secret === null && database.kind === "postgres")
    throw new OperatorError(
      "With Postgres, PAPERBOY_URL, MAIL_RETURN_PATH and forgotten readers need PAPERBOY_SECRET, the same for all processes: openssl rand -hex 32",
    );
  return openSecret(secret, dataFolder);
}
