/** What the API asks of the program, and what a reader's preferences ask of it for keys. */
import type { App } from "./app.ts";
import { createClientNamer } from "./client-name.ts";
import { readApiKey, writeApiKey } from "./domain/consent/api-key.ts";
import { makeApiKey, revokeApiKey } from "./membership/api-keys.ts";
import { findReaderByKey, type Reader } from "./reading/reader.ts";
import { findDigestOf, listDigestsOf } from "./reading/reader-digests.ts";
import type { ApiDoor } from "./web/api/door.ts";
import type { Changed, KeyWish } from "./web/pages/preferences.ts";

export function createApiDoor({ database: { db }, config }: App, secret: string): ApiDoor {
  return {
    limits: config.apiLimits,
    nameClient: createClientNamer(secret, config.trustedProxies),
    readKey: (text) => readApiKey(secret, text),
    findKeyReader: (keyId) => findReaderByKey(db, keyId),
    listDigests: (subscriberId, page) => listDigestsOf(db, subscriberId, page),
    findDigest: (subscriberId, on) => findDigestOf(db, subscriberId, on),
  };
}

export async function changeKeys(
  { database: { db }, clock }: App,
  secret: string,
  { id }: Reader,
  wish: KeyWish,
): Promise<Changed> {
  if (wish.do === "revoke-key")
    return (await revokeApiKey(db, id, wish.id, clock.now()))
      ? { ok: true, message: `Key ${wish.id} is revoked.` }
      : { ok: false, message: "That key had been revoked already." };
  const made = await makeApiKey(db, id, clock.now());
  return made.ok
    ? { ok: true, message: `Key ${made.id} is made.`, key: writeApiKey(secret, made.id) }
    : { ok: false, message: `Nothing was changed: ${made.message}.` };
}
