/** Recovers: takes up what dead processes left, closes what will not go, finds dates that passed unseen, finishes runs. */
import { countDeliveries } from "../db/deliveries.ts";
import { closeDeliveries } from "../db/delivery-closing.ts";
import type { Db } from "../db/open.ts";
import { findImbalance, finishRuns, getBooks } from "../db/runs.ts";
import { removeDeadWorkers } from "../db/workers.ts";
import { recordMissed } from "./missed.ts";
import { followZoneRules, reckonDueTimes } from "./reckon.ts";
import { type TakenUp, type TakeUpOrder, takeUp } from "./take-up.ts";

export interface RecoverOrder extends TakeUpOrder {
  clock: { now(): Temporal.Instant };
  /** Version of the rules of time zones that this process knows. */
  zoneRules: string;
  /** Told when the books of a run that ends do not balance: a defect. */
  onImbalance: (run: string, problems: string[]) => void;
}

export interface RecoverReport extends TakenUp {
  /** Due times that were not known. */
  reckoned: number;
  expired: number;
  cancelled: number;
  /** Dates that passed without a digest while nothing ran, one a reader. */
  missed: number;
  /** Runs of which nothing is open any more. */
  finished: number;
}

/** Each part commits on its own; doing it again, or in two processes at once, changes nothing more. */
export async function recover(db: Db, order: RecoverOrder): Promise<RecoverReport> {
  const now = order.clock.now();
  const at = now.toString();
  const inTransaction = <T>(work: (tx: Db) => Promise<T>) => db.transaction().execute(work);
  await inTransaction((tx) => followZoneRules(tx, now, order.zoneRules));
  const reckoned = await inTransaction((tx) => reckonDueTimes(tx, now));
  const recovered = await takeUp(db, order, at);
  const closed = await inTransaction((tx) => closeDeliveries(tx, at));
  const missed = await inTransaction((tx) => recordMissed(tx, now));
  const finished = await finishRuns(db, at);
  await removeDeadWorkers(db);
  for (const run of finished) {
    const problems = findImbalance(await getBooks(db, run.id, await countDeliveries(db, run.id)));
    if (problems.length > 0) order.onImbalance(run.key, problems);
  }
  return { reckoned, ...recovered, ...closed, missed, finished: finished.length };
}
