/** Keys of the API: a signed number behind letters by which people and secret scanners know one. */
import { makeToken, readToken } from "./token.ts";

const PREFIX = "pbk_";

export const writeApiKey = (secret: string, id: number): string => `${PREFIX}${makeToken(secret, "api", id)}`;

/** The key's number, or null for what this secret did not make. */
export const readApiKey = (secret: string, text: string): number | null =>
  text.startsWith(PREFIX) ? readToken(secret, "api", text.slice(PREFIX.length)) : null;
