/** Keeps this process' lease: one heartbeat for all that it has claimed. */
import type { Db } from "../db/open.ts";
import { beat, HEARTBEAT_SECONDS, removeWorker } from "../db/workers.ts";
import { messageOf } from "../errors.ts";

export interface Lease {
  /** Ends the heartbeat and lets go. */
  end(): Promise<void>;
}

/** A heartbeat that the database does not take is told and tried again; when none comes through, others take the work up. */
export async function keepLease(
  db: Db,
  owner: string,
  name: string,
  onFailed: (reason: string) => void = () => {},
): Promise<Lease> {
  await beat(db, owner, name);
  let beating = false;
  const timer = setInterval(async () => {
    if (beating) return;
    beating = true;
    await beat(db, owner, name).catch((error) => onFailed(messageOf(error)));
    beating = false;
  }, HEARTBEAT_SECONDS * 1_000);
  timer.unref();
  return {
    async end() {
      clearInterval(timer);
      await removeWorker(db, owner).catch(() => {}); // it ends by itself
    },
  };
}
