/** A run: recovers what an earlier one left, matches, compiles the digests of a date, and delivers until nothing is due. */
import { countDeliveries, countHeld } from "../db/deliveries.ts";
import { closeDeliveries } from "../db/delivery-closing.ts";
import type { DigestWrite } from "../db/digest-writes.ts";
import type { Db } from "../db/open.ts";
import { type Books, findImbalance, finishRun, getBooks, listUnfinishedRuns, saveRun } from "../db/runs.ts";
import { type DeliveryState, DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";
import { analyseWaiting } from "./analyse.ts";
import type { CompileReport } from "./compile.ts";
import { compileAllOn, type InTransaction } from "./compile-all.ts";
import { deliverDue } from "./deliver.ts";
import type { DeliverOrder, DeliverReport } from "./deliver-order.ts";
import { keepLease } from "./lease.ts";
import { matchWaiting } from "./match.ts";
import { reckonDueTimes } from "./reckon.ts";
import { type TakenUp, type TakeUpOrder, takeUp } from "./take-up.ts";
import { rollBack } from "./trial.ts";

export interface RunOrder extends DeliverOrder {
  on: string;
  /** The owners at work, so that all others are dead; null: their leases tell. */
  living(): string[] | null;
  /** Told of each page of compiled digests. */
  onCompiled?: (digests: DigestWrite[]) => void;
  /** Told while deliveries that another process holds are waited for. */
  onHeld?: (held: number) => void;
}

export interface RunReport {
  digests: number;
  items: number;
  quiet: number;
  deliveries: DeliverReport["counts"];
  recovered: TakenUp;
  closed: { expired: number; cancelled: number };
  stopped: string[];
  books: Books;
  /** Planned digests and deliveries that are not accounted for: always empty, or a defect. */
  imbalance: string[];
}

/** A run left unfinished longer ago than a digest lives would compile what may not be sent any more. */
const UNFINISHED_HOURS = DIGEST_EXPIRY_HOURS;
const HELD_PAUSE_MS = 1_000;

/** Every step commits on its own and finds what an interrupted run left: running again goes on where it stopped. */
export async function runDigests(db: Db, order: RunOrder): Promise<RunReport> {
  const lease = await keepLease(db, order.owner, "run");
  try {
    return await runLeased(db, order);
  } finally {
    await lease.end();
  }
}

async function runLeased(db: Db, order: RunOrder): Promise<RunReport> {
  const now = () => order.clock.now().toString();
  const recovered = await takeUp(db, takeUpOrder(order), now());
  const inTransaction: InTransaction = (work) => db.transaction().execute(work);
  const closed = await inTransaction((tx) => closeDeliveries(tx, now())); // first, so that this run's digests get the papers it releases
  await analyseWaiting(db);
  await inTransaction((tx) => matchWaiting(tx, order.clock.now()));
  await inTransaction((tx) => reckonDueTimes(tx, order.clock.now()));
  const run = await saveRun(db, "digest", order.on, now(), true);
  const since = order.clock.now().subtract({ hours: UNFINISHED_HOURS }).toString();
  const unfinished = (await listUnfinishedRuns(db, "digest", since)).filter(({ id }) => id !== run.id);
  for (const { key } of unfinished) await compileAllOn(order, key, inTransaction);
  const compiled = await compileAllOn(order, order.on, inTransaction);
  const delivered = await deliverAll(db, order, recovered);
  const left = await inTransaction((tx) => closeDeliveries(tx, now()));
  for (const { id } of [...unfinished, run]) await finishRun(db, id, now());
  const books = await getBooks(db, run.id, await countDeliveries(db, run.id));
  return {
    ...compiled,
    deliveries: delivered.counts,
    recovered,
    closed: { expired: closed.expired + left.expired, cancelled: closed.cancelled + left.cancelled },
    stopped: delivered.stopped,
    books,
    imbalance: findImbalance(books),
  };
}

/** Delivers until nothing is due and no process holds anything; what a dead one held is taken up when its lease ends. */
export async function deliverAll(db: Db, order: RunOrder, recovered: RunReport["recovered"]): Promise<DeliverReport> {
  const total: DeliverReport = { counts: {}, stopped: [] };
  for (;;) {
    const { counts, stopped } = await deliverDue(db, order);
    for (const [state, count] of Object.entries(counts) as [DeliveryState, number][])
      total.counts[state] = (total.counts[state] ?? 0) + count;
    total.stopped.push(...stopped);
    const held = await countHeld(db);
    if (held === 0 || stopped.length > 0) return total;
    order.onHeld?.(held);
    await order.wait(HELD_PAUSE_MS);
    const more = await takeUp(db, takeUpOrder(order), order.clock.now().toString());
    recovered.found += more.found;
    recovered.again += more.again;
    recovered.unknown += more.unknown;
  }
}

export const takeUpOrder = ({ living, channels }: RunOrder): TakeUpOrder => ({
  living,
  findPosted: channels.slack.find,
});

/** What a run would compile, in a transaction that is taken back. */
export function dryRun(db: Db, order: RunOrder): Promise<CompileReport> {
  return rollBack(db, async (tx) => {
    await closeDeliveries(tx, order.clock.now().toString());
    await matchWaiting(tx, order.clock.now());
    return compileAllOn(order, order.on, (work) => work(tx));
  });
}
