/** Keys of the API: made and revoked by their reader, or by the operator for one. */
import { countApiKeys, dropOldApiKeys, revokeApiKey as endApiKey, holdReader, insertApiKey } from "../db/api-keys.ts";
import type { Db } from "../db/open.ts";

/** Keys of a reader that stand at once. */
export const KEYS_MOST = 5;
const REVOKED_KEPT = 20;

export type KeyMade = { ok: true; id: number } | { ok: false; message: string };

export async function makeApiKey(db: Db, subscriberId: number, now: Temporal.Instant): Promise<KeyMade> {
  return db.transaction().execute(async (tx): Promise<KeyMade> => {
    if (!(await holdReader(tx, subscriberId))) return { ok: false, message: "there is no such reader" };
    if ((await countApiKeys(tx, subscriberId)) >= KEYS_MOST)
      return { ok: false, message: `there are ${KEYS_MOST} keys already: revoke one that is no longer used` };
    await dropOldApiKeys(tx, subscriberId, REVOKED_KEPT);
    return { ok: true, id: await insertApiKey(tx, subscriberId, now.toString()) };
  });
}

/** False for a key that is not this reader's, or was revoked before. */
export const revokeApiKey = (db: Db, subscriberId: number, id: number, now: Temporal.Instant): Promise<boolean> =>
  endApiKey(db, subscriberId, id, now.toString());
