/** Compiles digests a page of readers at a time, in a few statements a page: by date for `run`, by due time for the service. */
import { allocateDigestIds, type DigestWrite, insertDigests, insertMissed } from "../db/digest-writes.ts";
import { listShown } from "../db/digests.ts";
import { type DueWrite, listStretches, saveDueTimes } from "../db/due.ts";
import type { Db } from "../db/open.ts";
import { saveRun } from "../db/runs.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";
import { noteOf, wasPaused } from "./catch-up.ts";
import { composeDigest, type DueReader, makeQuiet } from "./compile-digest.ts";
import type { CompilePass } from "./compile-pass.ts";
import { NOT_RUNNING } from "./missed.ts";

export interface CompileOrder {
  now: Temporal.Instant;
  /** How many parts a digest has on its channel: a mail one, a Slack thread several. */
  countParts(digest: DigestWrite): number;
}

export interface CompileReport {
  digests: number;
  items: number;
  /** Quiet days, with a note or silent. */
  quiet: number;
}

export interface CompiledPage extends CompileReport {
  compiled: DigestWrite[];
}

/** Makes the digests of some readers whole: `tx` is a transaction, a page is compiled entirely or not at all. */
export async function compileReaders(
  tx: Db,
  readers: DueReader[],
  pass: CompilePass,
  order: CompileOrder,
): Promise<CompiledPage> {
  if (readers.length === 0) return { digests: 0, items: 0, quiet: 0, compiled: [] };
  const now = order.now.toString();
  await pass.load(
    tx,
    readers.flatMap((reader) => reader.due),
  );
  const shown = await listShownOf(tx, readers, pass);
  const compiled = await composeAll(tx, readers, shown, pass);
  await pass.writeCards(tx);
  const ids = await allocateDigestIds(tx, compiled.length);
  const runs = await saveRuns(tx, readers, now);
  for (const [i, digest] of compiled.entries()) {
    digest.id = ids[i] as number;
    digest.run_id = runs.get(digest.local_on) as number;
    if (digest.parts > 0) digest.parts = order.countParts(digest);
  }
  await insertDigests(tx, compiled, now, order.now.add({ hours: DIGEST_EXPIRY_HOURS }).toString());
  await insertMissed(
    tx,
    compiled.flatMap(({ id, subscriber_id, missed }) =>
      missed.map((on) => ({
        subscriber_id,
        local_on: on,
        run_id: runs.get(on) as number,
        cause: NOT_RUNNING,
        digest_id: id,
      })),
    ),
  );
  return { ...count(compiled), compiled };
}

const NOTHING: ReadonlySet<number> = new Set();

/** Of few readers more must be asked: of those back from a pause, and of those with nothing to read. */
async function composeAll(
  tx: Db,
  readers: DueReader[],
  shown: Map<number, Set<number>>,
  pass: CompilePass,
): Promise<DigestWrite[]> {
  const stretchesOf = (some: DueReader[]) =>
    listStretches(
      tx,
      some.map(({ subscriber, on }) => ({ subscriber_id: subscriber.id, before: on })),
    );
  const back = await stretchesOf(readers.filter(({ subscriber, on }) => wasPaused(subscriber, on)));
  const composed = readers.map((reader) => {
    const { subscriber, due, on, missed } = reader;
    const catchUp = reader.catchUp ?? noteOf(subscriber, due, on, missed, back.get(subscriber.id)?.last_on ?? null);
    return { reader, ...composeDigest(reader, shown.get(subscriber.id) ?? NOTHING, catchUp, pass) };
  });
  const empty = composed.filter(({ digest }) => digest.kind === "quiet");
  const stretches = await stretchesOf(empty.map(({ reader }) => reader));
  for (const { reader, digest, leftOut } of empty)
    makeQuiet(digest, reader, { leftOut, stretch: stretches.get(reader.subscriber.id) }, pass);
  return composed.map(({ digest }) => digest);
}

function count(compiled: DigestWrite[]): CompileReport {
  const quiet = compiled.filter((digest) => digest.kind === "quiet").length;
  const items = compiled.reduce(
    (sum, { sections }) => sum + sections.reduce((cards, section) => cards + section.cards.length, 0),
    0,
  );
  return { digests: compiled.length - quiet, items, quiet };
}

/** A run for each date that a digest bears or makes up for. */
async function saveRuns(tx: Db, readers: DueReader[], now: string): Promise<Map<string, number>> {
  const runs = new Map<string, number>();
  const dates = new Set(readers.flatMap((reader) => [reader.on, ...reader.missed]));
  // In order, as everybody makes them: two pages that make the same runs must not wait for each other.
  for (const on of [...dates].sort()) runs.set(on, (await saveRun(tx, "digest", on, now)).id);
  return runs;
}

/** Papers each reader has had. A paper that could not be seen when the last digest was compiled need not be asked about. */
async function listShownOf(tx: Db, readers: DueReader[], pass: CompilePass): Promise<Map<number, Set<number>>> {
  const pairs = readers.flatMap(({ subscriber, due }) => {
    const seen = subscriber.seen_paper_id;
    if (seen === null) return [];
    const old = new Set<number>();
    for (const subscription of due)
      for (const match of pass.rankNew(subscription).matches) if (match.oldest_id <= seen) old.add(match.paper_id);
    return [...old].map((paper_id) => ({ subscriber_id: subscriber.id, paper_id }));
  });
  const shown = new Map<number, Set<number>>();
  for (const { subscriber_id, paper_id } of await listShown(tx, pairs)) {
    const papers = shown.get(subscriber_id);
    if (papers) papers.add(paper_id);
    else shown.set(subscriber_id, new Set([paper_id]));
  }
  return shown;
}

/** Moves readers on to their next due time. */
export async function advance(
  tx: Db,
  rows: Omit<DueWrite, "seen_paper_id">[],
  digested: number[],
  pass: CompilePass,
): Promise<void> {
  const had = new Set(digested);
  await saveDueTimes(
    tx,
    rows.map((row) => ({ ...row, seen_paper_id: had.has(row.id) ? pass.lastPaperId : null })),
  );
}

/** Subscriptions by their subscriber. */
export const groupBySubscriber = (running: RunningSubscription[]): Map<number, RunningSubscription[]> =>
  Map.groupBy(running, (each) => each.subscriber_id);
