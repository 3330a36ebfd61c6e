/** Status: the books of the last runs and what is open, at work and at rest; and one run with its reasons and its readers. */
import { countDeliveries } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import type { RunEntry, StateCount } from "../db/run-books.ts";
import {
  countStates,
  type Grouped,
  groupCauses,
  groupReasons,
  listMissedEntries,
  listRunEntries,
} from "../db/run-books.ts";
import { type Books, findImbalance, getBooks, listRuns, type Run } from "../db/runs.ts";
import { listWorkers } from "../db/workers.ts";
import { type Gauges, readGauges } from "./gauges.ts";

/** A run's messages by what became of them: with the silent days they make up what was planned. */
export interface MessageCounts {
  accepted: number;
  deferred: number;
  rejected: number;
  unknown: number;
  /** Expired or cancelled. */
  closed: number;
  /** Pending, or held by a process. */
  open: number;
}

export interface RunStatus {
  id: number;
  on: string;
  startedAt: Date;
  finishedAt: Date | null;
  books: Books;
  messages: MessageCounts;
  /** Of the accepted messages, those that only the outbox took. */
  outbox: number;
  /** Further parts of threads, by state. */
  replies: Record<string, number>;
  /** Sums that do not add up: always empty, or a defect. */
  imbalance: string[];
}

export interface Status {
  runs: RunStatus[];
  due: { readers: number; since: Date | null };
  workers: { name: string; owner: string; startedAt: Date; alive: boolean }[];
  relays: { via: string; until: Date; reason: string | null }[];
  sources: Gauges["sources"];
}

export async function readStatus(db: Db, now: Temporal.Instant, limit: number): Promise<Status> {
  const gauges = await readGauges(db, now);
  const runs: RunStatus[] = [];
  for (const run of await listRuns(db, limit)) runs.push(await readRunStatus(db, run));
  return {
    runs,
    due: { readers: gauges.due, since: gauges.oldestDueAt },
    workers: (await listWorkers(db)).map(({ started_at, ...rest }) => ({ ...rest, startedAt: started_at })),
    relays: gauges.relays.flatMap(({ via, stopped_until: until, reason }) =>
      until && Temporal.Instant.compare(until.toTemporalInstant(), now) > 0 ? [{ via, until, reason }] : [],
    ),
    sources: gauges.sources,
  };
}

export async function readRunStatus(db: Db, run: Run): Promise<RunStatus> {
  const states = await countStates(db, run.id);
  const books = await getBooks(db, run.id, await countDeliveries(db, run.id));
  const firsts = states.filter((each) => each.first);
  const messages = countMessages(firsts);
  const accounted = Object.values(messages).reduce((sum, count) => sum + count, books.silent);
  const imbalance = findImbalance(books);
  if (accounted !== books.planned)
    imbalance.push(`${books.planned} planned, but ${accounted} messages and silent days are accounted for`);
  return {
    id: run.id,
    on: run.key,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    books,
    messages,
    outbox: sum(firsts, (each) => each.outbox && each.state === "accepted"),
    replies: Object.fromEntries(
      [...new Set(states.filter((each) => !each.first).map((each) => each.state))].map((state) => [
        state,
        sum(states, (each) => !each.first && each.state === state),
      ]),
    ),
    imbalance,
  };
}

const sum = (states: StateCount[], is: (each: StateCount) => boolean): number =>
  states.reduce((total, each) => total + (is(each) ? each.count : 0), 0);

function countMessages(firsts: StateCount[]): MessageCounts {
  const of = (...names: StateCount["state"][]) => sum(firsts, (each) => names.includes(each.state));
  return {
    accepted: of("accepted"),
    deferred: of("deferred"),
    rejected: of("rejected"),
    unknown: of("unknown"),
    closed: of("expired", "cancelled"),
    open: of("pending", "claimed", "dotted"),
  };
}

const MOST_REASONS = 20;

/** Why deliveries of a run were not accepted, why days were quiet and dates missed; equal ones together. */
export async function readReasons(db: Db, runId: number): Promise<{ deliveries: Grouped[]; causes: Grouped[] }> {
  return {
    deliveries: await groupReasons(db, runId, MOST_REASONS),
    causes: await groupCauses(db, runId, MOST_REASONS),
  };
}

const PAGE = 5_000;

/** Who got what and why, a page at a time: a run of any size fits. */
export async function* readEntries(db: Db, runId: number): AsyncGenerator<RunEntry[]> {
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof listRunEntries>> = await listRunEntries(db, runId, after, PAGE);
    yield page.entries;
    after = page.last;
  }
  yield await listMissedEntries(db, runId);
}
