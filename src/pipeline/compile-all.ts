/** Compiles page by page, each page a transaction of its own: all of a date, or all that is due. */
import type { DigestWrite } from "../db/digest-writes.ts";
import type { Db } from "../db/open.ts";
import { collectGarbage } from "../memory.ts";
import type { CompileOrder, CompileReport } from "./compile.ts";
import { compilePageDue } from "./compile-due.ts";
import { compilePageOn, type Whom } from "./compile-on.ts";
import { openCompilePass } from "./compile-pass.ts";
import type { Channels } from "./deliver-order.ts";
import type { Installation } from "./installation.ts";
import { type Viewed, viewOf } from "./view.ts";

export interface CompileAllOrder {
  clock: { now(): Temporal.Instant };
  channels: Channels;
  installation: Installation;
  /** Told of each page of compiled digests. */
  onCompiled?: (digests: DigestWrite[]) => void;
}

/** Runs a page's work: in a transaction of its own, or all in one that is taken back. */
export type InTransaction = <T>(work: (tx: Db) => Promise<T>) => Promise<T>;

export async function compileAllOn(
  order: CompileAllOrder,
  on: string,
  inTransaction: InTransaction,
  whom: Whom = "all",
): Promise<CompileReport> {
  const total: CompileReport = { digests: 0, items: 0, quiet: 0 };
  const how = compileOrder(order);
  const pass = await inTransaction((tx) => openCompilePass(tx, how.now));
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after;
    const page = await inTransaction((tx) => compilePageOn(tx, on, { ...how, whom }, pass, from));
    add(total, page);
    order.onCompiled?.(page.compiled);
    after = page.last;
  }
  return total;
}

/** Pages compiled at a time: while the database writes one, the other is composed. */
const LANES = 2;
/** Of each lane: the garbage of so many pages is collected at once, so that memory does not grow with the readers. */
const COLLECTED_PAGES = 5;

/** `late`: sources that readers may wait for. */
export async function compileAllDue(
  order: CompileAllOrder & { late: string[] },
  inTransaction: InTransaction,
): Promise<CompileReport> {
  const total: CompileReport = { digests: 0, items: 0, quiet: 0 };
  const how = { ...compileOrder(order), late: order.late };
  let failed = false;

  /** Compiles until nothing is left or `pages` are done, with a pass of its own: cards that it made are not seen by others yet. */
  async function compileLane(pages: number): Promise<{ more: boolean }> {
    const pass = await inTransaction((tx) => openCompilePass(tx, how.now));
    for (let done = 0; done < pages && !failed; done++) {
      const page = await inTransaction((tx) => compilePageDue(tx, how, pass));
      add(total, page);
      order.onCompiled?.(page.compiled);
      if (done % COLLECTED_PAGES === 1) collectGarbage();
      if (!page.more) return { more: false };
    }
    return { more: true };
  }

  const { more } = await compileLane(1);
  if (!more) return total;
  const lanes = Array.from({ length: LANES }, () =>
    compileLane(Number.POSITIVE_INFINITY).catch((error) => {
      failed = true;
      throw error;
    }),
  );
  for (const ended of await Promise.allSettled(lanes)) if (ended.status === "rejected") throw ended.reason;
  return total;
}

function add(total: CompileReport, page: CompileReport): void {
  total.digests += page.digests;
  total.items += page.items;
  total.quiet += page.quiet;
}

const compileOrder = (order: CompileAllOrder): CompileOrder => ({
  now: order.clock.now(),
  countParts: (digest) => (digest.recipient.channel === "email" ? 1 : countParts(digest, order)),
});

/** A thread that cannot be rendered is planned as one part, whose delivery then says why; the page's other readers get theirs. */
export function countParts(
  digest: Viewed,
  { channels, installation }: Pick<CompileAllOrder, "channels" | "installation">,
): number {
  try {
    return channels.renderSlack(viewOf(digest, installation)).length;
  } catch {
    return 1;
  }
}
