/** Resends, when the operator says so: what is unknown, or what a date's readers missed. Sends only what its digest still owns. */
import { countDeliveries } from "../db/deliveries.ts";
import { closeDeliveries, recoverDeliveries } from "../db/delivery-closing.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import {
  countUnknown,
  listReleased,
  type ReleasedDigest,
  reopenDigests,
  reopenUnknown,
  takeBack,
} from "../db/resending.ts";
import { type Books, findImbalance, finishRun, getBooks, saveRun } from "../db/runs.ts";
import { DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";
import type { CompileReport } from "./compile.ts";
import { compileAllOn, countParts, type InTransaction } from "./compile-all.ts";
import type { DeliverReport } from "./deliver-order.ts";
import { keepLease } from "./lease.ts";
import { matchWaiting } from "./match.ts";
import { deliverAll, type RunOrder, takeUpOrder } from "./run.ts";
import { type TakenUp, takeUp } from "./take-up.ts";
import { rollBack } from "./trial.ts";

export interface ResendOrder extends RunOrder {
  only: "missed" | "unknown";
  /** Told before anything is handed over: how many may come twice. */
  onMayComeTwice?: (count: number) => void;
}

/** What was opened again. */
export interface Reopened {
  /** Unknown deliveries: each of these may come twice. */
  unknown: number;
  /** Digests made now that bear the date. */
  made: CompileReport;
  /** Digests that own papers again, and how many. */
  again: number;
  papers: number;
  /** Digests that own nothing any more: later ones have shown it all, or they were quiet notes. */
  nothingLeft: number;
  /** Of readers who left, paused or must not be written to: these stay as they are. */
  withheld: number;
}

export interface ResendReport extends Reopened {
  recovered: TakenUp;
  deliveries: DeliverReport["counts"];
  stopped: string[];
  books: Books;
  imbalance: string[];
}

const PAGE = 1_000;

/** Every page commits on its own: stopped in between, the same command goes on where it was. */
export async function resend(db: Db, order: ResendOrder): Promise<ResendReport> {
  const lease = await keepLease(db, order.owner, "resend");
  try {
    const now = () => order.clock.now().toString();
    const inTransaction: InTransaction = (work) => db.transaction().execute(work);
    const recovered = await takeUp(db, takeUpOrder(order), now());
    await inTransaction((tx) => closeDeliveries(tx, now()));
    const run = await saveRun(db, "digest", order.on, now());
    const reopened = await reopen(db, run.id, order, inTransaction);
    const delivered = await deliverAll(db, order, recovered);
    await inTransaction((tx) => closeDeliveries(tx, now()));
    await finishRun(db, run.id, now());
    const books = await getBooks(db, run.id, await countDeliveries(db, run.id));
    const { counts: deliveries, stopped } = delivered;
    return { ...reopened, recovered, deliveries, stopped, books, imbalance: findImbalance(books) };
  } finally {
    await lease.end();
  }
}

/** Opens again what `resend` would, and leaves the handing over to who wakes up next. */
export async function reopenRun(db: Db, order: ResendOrder): Promise<Reopened> {
  const run = await saveRun(db, "digest", order.on, order.clock.now().toString());
  return reopen(db, run.id, order, (work) => db.transaction().execute(work));
}

/** What it would open again, in a transaction that is taken back. */
export function tryResend(db: Db, order: ResendOrder): Promise<Reopened> {
  return rollBack(db, async (tx) => {
    const now = order.clock.now().toString();
    await recoverDeliveries(tx, order.living(), now);
    await closeDeliveries(tx, now);
    const run = await saveRun(tx, "digest", order.on, now);
    return reopen(tx, run.id, order, (work) => work(tx));
  });
}

function reopen(db: Db, runId: number, order: ResendOrder, inTransaction: InTransaction): Promise<Reopened> {
  const how = openedAt(order.clock.now());
  return order.only === "unknown"
    ? reopenAllUnknown(db, runId, order, how, inTransaction)
    : reopenMissed(runId, order, how, inTransaction);
}

export const openedAt = (now: Temporal.Instant): How => ({
  at: now.toString(),
  today: now.toString().slice(0, 10),
  expiresAt: now.add({ hours: DIGEST_EXPIRY_HOURS }).toString(),
});

interface How {
  at: string;
  today: string;
  expiresAt: string;
}

const NOTHING: Reopened = {
  unknown: 0,
  made: { digests: 0, items: 0, quiet: 0 },
  again: 0,
  papers: 0,
  nothingLeft: 0,
  withheld: 0,
};

async function reopenAllUnknown(
  db: Db,
  runId: number,
  order: ResendOrder,
  how: How,
  inTransaction: InTransaction,
): Promise<Reopened> {
  const found = await countUnknown(db, runId, how.today);
  order.onMayComeTwice?.(found.served);
  let unknown = 0;
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after;
    const page = await inTransaction((tx) => reopenUnknown(tx, runId, { after: from, limit: PAGE }, how));
    unknown += page.count;
    after = page.last;
  }
  return { ...NOTHING, unknown, withheld: found.others };
}

/** First what was made and did not arrive, then what was never made: so the older digests get their papers. */
async function reopenMissed(
  runId: number,
  order: ResendOrder,
  how: How,
  inTransaction: InTransaction,
): Promise<Reopened> {
  const total = { ...NOTHING };
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after;
    const page = await inTransaction((tx) => reopenPage(tx, runId, order, how, from));
    for (const field of ["again", "papers", "nothingLeft", "withheld"] as const) total[field] += page[field];
    after = page.last;
  }
  await inTransaction((tx) => matchWaiting(tx, order.clock.now()));
  return { ...total, made: await compileAllOn(order, order.on, inTransaction, "missed") };
}

async function reopenPage(
  tx: Db,
  runId: number,
  order: ResendOrder,
  how: How,
  after: number,
): Promise<Pick<Reopened, "again" | "papers" | "nothingLeft" | "withheld"> & { last: number | null }> {
  await lockUntilCommit(tx, "compiling"); // a digest that is compiled now must see what is taken back
  const page = await listReleased(tx, runId, how.today, after, PAGE);
  const served = page.filter((each) => each.served);
  const owning = await takeBack(
    tx,
    served.map(({ id }) => id),
  );
  await reopenDigests(tx, await countPartsOf(tx, owning, served, order), how);
  return {
    again: owning.length,
    papers: owning.reduce((sum, each) => sum + each.papers, 0),
    nothingLeft: served.length - owning.length,
    withheld: page.length - served.length,
    last: page.length < PAGE ? null : (page.at(-1)?.id ?? null),
  };
}

/** A thread that shows less has fewer parts. */
export async function countPartsOf(
  tx: Db,
  owning: { id: number }[],
  page: ReleasedDigest[],
  order: Pick<ResendOrder, "cards" | "channels" | "installation">,
): Promise<{ id: number; parts: number }[]> {
  const channels = new Map(page.map(({ id, channel }) => [id, channel]));
  const threads = owning.filter(({ id }) => channels.get(id) === "slack").map(({ id }) => id);
  const digests = await order.cards.getDigests(tx, threads);
  return owning.map(({ id }) => {
    const thread = digests.get(id);
    return { id, parts: thread ? countParts(thread, order) : 1 };
  });
}
