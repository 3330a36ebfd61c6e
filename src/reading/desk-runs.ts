/** Runs for the operator's desk: their books, who is in which state and why, and what ended otherwise than accepted. */
import {
  type DeadLetter,
  listDeadLetters,
  listRecipients,
  listRunsBefore,
  type Recipient,
  type RecipientState,
} from "../db/desk-runs.ts";
import { getStanding } from "../db/health.ts";
import type { Db } from "../db/open.ts";
import type { Grouped } from "../db/run-books.ts";
import { findRun, type Run } from "../db/runs.ts";
import { type RunStatus, readReasons, readRunStatus } from "./status.ts";

export type { DeadLetter, Grouped, Recipient, RecipientState, RunStatus };

export const ENDED = ["unknown", "rejected", "expired", "cancelled"] as const;
export type Ended = (typeof ENDED)[number];

const RUNS = 7;
const PAGE = 100;
/**
 * Adding up the books of 100,000 readers takes most of a second. Those of finished runs change only with late bounces: they
 * are read anew after a minute, old ones after an hour, and on the run's own page at once.
 */
const KEPT_MS = { fresh: 60_000, old: 3_600_000 };
const OLD_MS = 3 * 24 * 3_600_000;
const KEPT_MOST = 500;

export interface RunPage extends RunStatus {
  reasons: { deliveries: Grouped[]; causes: Grouped[] };
}

export interface RunHead {
  id: number;
  on: string;
}

export interface RunBook {
  list(before: { key: string; id: number } | null): Promise<{ runs: RunStatus[]; more: boolean }>;
  /** The last ones, the latest first. */
  listLast(most: number): Promise<RunStatus[]>;
  find(name: string): Promise<RunPage | null>;
  /** Without adding up its books. */
  findHead(id: number): Promise<RunHead | null>;
  listRecipients(runId: number, state: RecipientState, after: number): Promise<{ rows: Recipient[]; more: boolean }>;
  listDead(
    state: Ended,
    before: number | null,
  ): Promise<{ rows: DeadLetter[]; more: boolean; counts: Record<string, number> }>;
}

export function createRunBook(db: Db, now: () => Temporal.Instant): RunBook {
  const kept = new Map<string, { status: RunStatus; untilMs: number }>();
  let counted: { counts: Record<string, number>; untilMs: number } = { counts: {}, untilMs: 0 };

  /** As they were a minute ago at most: all of them are counted. */
  async function countEnded(): Promise<Record<string, number>> {
    const at = now();
    if (counted.untilMs <= at.epochMilliseconds)
      counted = { counts: (await getStanding(db, at)).deliveries, untilMs: at.epochMilliseconds + KEPT_MS.fresh };
    return counted.counts;
  }

  async function statusOf(run: Run): Promise<RunStatus> {
    if (run.finished_at === null) return readRunStatus(db, run);
    const key = `${run.id} ${run.finished_at.toISOString()}`;
    const known = kept.get(key);
    if (known && known.untilMs > now().epochMilliseconds) return known.status;
    const status = await readRunStatus(db, run);
    if (kept.size >= KEPT_MOST) kept.clear();
    const nowMs = now().epochMilliseconds;
    const isOld = nowMs - run.finished_at.getTime() > OLD_MS;
    kept.set(key, { status, untilMs: nowMs + (isOld ? KEPT_MS.old : KEPT_MS.fresh) });
    return status;
  }

  return {
    async list(before) {
      const found = await listRunsBefore(db, before, RUNS + 1);
      const runs: RunStatus[] = [];
      for (const run of found.slice(0, RUNS)) runs.push(await statusOf(run));
      return { runs, more: found.length > RUNS };
    },
    async listLast(most) {
      const runs: RunStatus[] = [];
      for (const run of await listRunsBefore(db, null, most)) runs.push(await statusOf(run));
      return runs;
    },
    async find(name) {
      const run = await findRun(db, name);
      return run && { ...(await readRunStatus(db, run)), reasons: await readReasons(db, run.id) };
    },
    async findHead(id) {
      const run = await findRun(db, String(id));
      return run && { id: run.id, on: run.key };
    },
    async listRecipients(runId, state, after) {
      return cutPage(await listRecipients(db, runId, state, after, PAGE + 1));
    },
    async listDead(state, before) {
      const page = cutPage(await listDeadLetters(db, state, before, PAGE + 1));
      return { ...page, counts: await countEnded() };
    },
  };
}

const cutPage = <Row>(rows: Row[]): { rows: Row[]; more: boolean } => ({
  rows: rows.slice(0, PAGE),
  more: rows.length > PAGE,
});
