/** Compiles the digests that bear a date, whatever the hour: what `run --on` does. */
import { listUndigested } from "../db/due.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { listRunningSubscriptions } from "../db/subscribers.ts";
import { nextDue } from "../domain/calendar/due.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";
import { advance, type CompiledPage, type CompileOrder, compileReaders, groupBySubscriber } from "./compile.ts";
import type { DueReader } from "./compile-digest.ts";
import type { CompilePass } from "./compile-pass.ts";

const PAGE = 1_000;

/** One page of subscribers after an id; `last`: where the next begins, null when this was the last. `tx` is a transaction. */
export async function compilePageOn(
  tx: Db,
  on: string,
  order: CompileOrder,
  pass: CompilePass,
  after: number,
): Promise<CompiledPage & { last: number | null }> {
  await lockUntilCommit(tx, "compiling");
  const page = await listUndigested(tx, on, after, PAGE);
  const last = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  const ids = page.map((each) => each.id);
  const running = (await listRunningSubscriptions(tx, ids)).filter((each) => isDueOn(each.cadence, on));
  const due = groupBySubscriber(running);
  const readers = page.flatMap((subscriber): DueReader[] => {
    const own = due.get(subscriber.id);
    return own ? [{ subscriber, due: own, on, missed: [], note: null }] : [];
  });
  const compiled = await compileReaders(tx, readers, pass, order);
  // A reader whose next due time is this date's has had it.
  const had = page.filter(({ next_on, next_due_at }) => next_on === on && next_due_at !== null);
  const next = had.map(({ id, zone, hour, next_due_at }) => {
    const { on: nextOn, dueAt } = nextDue({ zone, hour }, (next_due_at as Date).toTemporalInstant());
    return { id, next_on: nextOn, next_due_at: dueAt.toString() };
  });
  const moved = new Set(next.map((row) => row.id));
  const others = readers.flatMap(({ subscriber: { id } }) =>
    moved.has(id) ? [] : [{ id, next_on: null, next_due_at: null }],
  );
  await advance(
    tx,
    [...next, ...others],
    readers.map((reader) => reader.subscriber.id),
    pass,
  );
  return { ...compiled, last };
}
