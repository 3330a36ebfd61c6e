/** A run: recovers what an earlier one left, matches, compiles the digests of a date, and delivers until nothing is due. */
import { closeDeliveries, countDeliveries, recoverDeliveries } from "../db/deliveries.ts";
import type { DigestWrite } from "../db/digest-writes.ts";
import type { Db } from "../db/open.ts";
import { type Books, finishRun, getBooks, saveRun } from "../db/runs.ts";
import { type CompileReport, compilePage } from "./compile.ts";
import { type DeliverOrder, type DeliverReport, deliverDue } from "./deliver.ts";
import { matchWaiting } from "./match.ts";
import { viewOfWrite } from "./view.ts";

export interface RunOrder extends DeliverOrder {
  on: string;
  /** True where no other process can be at work on this database. */
  alone: boolean;
  /** Told of each page of compiled digests. */
  onCompiled?: (digests: DigestWrite[]) => void;
}

export interface RunReport {
  digests: number;
  items: number;
  quiet: number;
  deliveries: DeliverReport["counts"];
  recovered: { again: number; unknown: number };
  closed: { expired: number; cancelled: number };
  stopped: string[];
  books: Books;
  /** Planned digests and deliveries that are not accounted for: always empty, or a defect. */
  imbalance: string[];
}

/** Every step commits on its own and finds what an interrupted run left: running again goes on where it stopped. */
export async function runDigests(db: Db, order: RunOrder): Promise<RunReport> {
  const now = () => order.clock.now().toString();
  const recovered = await recoverDeliveries(db, order.owner, order.alone, now());
  await db.transaction().execute((tx) => matchWaiting(tx, order.clock.now()));
  const run = await saveRun(db, "digest", order.on, now());
  const compiled = await compileAll(order, run.id, (work) => db.transaction().execute(work));
  const closed = await closeDeliveries(db, now());
  const delivered = await deliverDue(db, order);
  const orphaned = await closeDeliveries(db, now());
  await finishRun(db, run.id, now());
  const books = await getBooks(db, run.id, await countDeliveries(db, run.id));
  return {
    digests: compiled.digests,
    items: compiled.items,
    quiet: compiled.quiet,
    deliveries: delivered.counts,
    recovered,
    closed: { expired: closed.expired + orphaned.expired, cancelled: closed.cancelled + orphaned.cancelled },
    stopped: delivered.stopped,
    books,
    imbalance: findImbalance(books),
  };
}

/** Compiles page by page; `inTransaction` runs each page's work. */
async function compileAll(
  order: RunOrder,
  runId: number,
  inTransaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T>,
): Promise<CompileReport> {
  const total: CompileReport = { digests: 0, items: 0, quiet: 0 };
  let after: number | null = 0;
  while (after !== null) {
    const from: number = after;
    const page = await inTransaction((tx) => compilePage(tx, compileOrder(order, runId), from));
    order.onCompiled?.(page.compiled);
    total.digests += page.digests;
    total.items += page.items;
    total.quiet += page.quiet;
    after = page.last;
  }
  return total;
}

const compileOrder = (order: RunOrder, runId: number) => ({
  runId,
  on: order.on,
  now: order.clock.now(),
  countParts: (digest: DigestWrite) =>
    digest.recipient.channel === "email"
      ? 1
      : order.channels.renderSlack(viewOfWrite(digest, order.installation)).length,
});

class DryRun extends Error {
  readonly report: CompileReport;
  constructor(report: CompileReport) {
    super("dry run");
    this.report = report;
  }
}

/** What a run would compile, in a transaction that is taken back. */
export async function dryRun(db: Db, order: RunOrder): Promise<CompileReport> {
  try {
    return await db.transaction().execute(async (tx) => {
      await matchWaiting(tx, order.clock.now());
      const run = await saveRun(tx, "digest", order.on, order.clock.now().toString());
      throw new DryRun(await compileAll(order, run.id, (work) => work(tx)));
    });
  } catch (thrown) {
    if (thrown instanceof DryRun) return thrown.report;
    throw thrown;
  }
}

/** Planned = digests + quiet notes + silent quiet days, and every message that goes out has its deliveries. */
function findImbalance(books: Books): string[] {
  const problems: string[] = [];
  const parts = books.digests + books.notes + books.silent;
  if (parts !== books.planned) problems.push(`${books.planned} planned, but ${parts} digests, notes and silent days`);
  const deliveries = Object.values(books.deliveries).reduce((sum, count) => sum + count, 0);
  if (deliveries < books.digests + books.notes)
    problems.push(`${books.digests + books.notes} messages, but ${deliveries} deliveries`);
  return problems;
}
