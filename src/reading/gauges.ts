/** What an operator's monitoring asks: open deliveries, the age of what is due, sources, relays, processes. */
import { measureDue } from "../db/due.ts";
import { countOpen, listSourceStates, ping } from "../db/gauges.ts";
import type { Db } from "../db/open.ts";
import { listRelays, type RelayState } from "../db/relays.ts";
import { listWorkers } from "../db/workers.ts";
import { LONGEST_WAIT } from "../domain/calendar/wait.ts";

export interface Gauges {
  open: { channel: string; state: string; count: number }[];
  /** Readers whose due time has passed without a digest, and how long the first has waited. */
  due: number;
  oldestDueSeconds: number;
  oldestDueAt: Date | null;
  sources: { source: string; readAt: Date | null; state: string | null; completeOn: string | null; listings: number }[];
  relays: RelayState[];
  workers: number;
}

export async function readGauges(db: Db, now: Temporal.Instant): Promise<Gauges> {
  const { due, since, oldestSeconds } = await measureDue(db, now.toString(), now.subtract(LONGEST_WAIT).toString());
  const sources = await listSourceStates(db);
  return {
    open: await countOpen(db),
    due,
    oldestDueSeconds: oldestSeconds,
    oldestDueAt: since,
    sources: sources.map(({ source, read_at, state, complete_on, listings }) => ({
      source,
      readAt: read_at,
      state,
      completeOn: complete_on,
      listings,
    })),
    relays: await listRelays(db),
    workers: (await listWorkers(db)).filter((worker) => worker.alive).length,
  };
}

/** Throws when the database does not answer within a while. */
export async function checkDatabase(db: Db, withinMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
  try {
    await Promise.race([ping(db), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
