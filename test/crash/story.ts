/** One story: a database, a relay, processes that are started and broken, and the books that are looked at in the end. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Cluster } from "../support/postgres-cluster.ts";
import { type Child, startChild } from "../support/processes.ts";
import { BASE, PROGRAM } from "./base.ts";
import { openSink, type Sink } from "./sink.ts";

/** Mails on their way at once, of each process: what a kill may leave unknown. */
export const CONNECTIONS = 5;

export interface Story {
  sink: Sink;
  children: Child[];
  query: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** `program`: of another release. `listens`: a worker too. */
  start(
    command: "serve" | "worker",
    env?: Record<string, string>,
    how?: { program?: string; listens?: boolean },
  ): Child;
  /** The leases of processes that are dead end now: it is 40 seconds later for the others. */
  endLeases(): Promise<void>;
  shut(gate: string): Promise<void>;
  open(): Promise<void>;
  /** Resolves when a process waits at a gate. */
  whenAtGate(): Promise<void>;
  /** Looks again and again; the deadline is for a machine that has other things to do, unless a promise sets it. */
  until(what: string, found: () => Promise<boolean>, seconds?: number): Promise<void>;
  /** Resolves when the relay takes a mail again; within 60 s, real ones. */
  untilBack(): Promise<void>;
  /** Resolves when so many processes have a lease. */
  untilUp(processes: number): Promise<void>;
  /** Resolves when nothing is left to do and every run is finished. */
  untilRest(seconds?: number): Promise<void>;
  stop(child: Child): Promise<void>;
  remove(): Promise<void>;
}

export async function openStory(
  cluster: Cluster,
  { env = {}, base = BASE, pace = 0 }: { env?: Record<string, string>; base?: string; pace?: number } = {},
): Promise<Story> {
  const name = `story_${randomUUID().replaceAll("-", "")}`;
  await cluster.copy(name, base);
  const folder = await mkdtemp(join(tmpdir(), "paperboy-story-"));
  const sink = await openSink({ pace });
  const children: Child[] = [];
  const query = <Row extends object>(text: string, values?: unknown[]) => cluster.query<Row>(name, text, values);
  const until: Story["until"] = async (what, found, seconds = REST_WITHIN) => {
    const deadline = performance.now() + seconds * 1_000;
    while (!(await found())) {
      if (performance.now() > deadline)
        throw new Error(`not within ${seconds} s: ${what}\n${await describe(query, children)}`);
      await new Promise((again) => setTimeout(again, 50));
    }
  };
  const start: Story["start"] = (command, more = {}, { program = PROGRAM, listens = command === "serve" } = {}) => {
    const listen = listens ? ["--listen", "127.0.0.1:0"] : [];
    const child = startChild(program, [command, ...listen], {
      TZ: "UTC",
      PAPERBOY_DATA: folder,
      DATABASE_URL: cluster.urlOf(name),
      SMTP_URL: sink.url,
      ...env,
      ...more,
    });
    children.push(child);
    return child;
  };
  return {
    sink,
    children,
    query,
    until,
    start,
    endLeases: async () =>
      void (await query("update worker set lease_until = clock_timestamp() - interval '1 second'")),
    shut: async (gate) => void (await query("insert into gate values ($1)", [gate])),
    open: async () => void (await query("delete from gate")),
    whenAtGate: () => until("a process at the gate", async () => (await query(ASLEEP)).length > 0),
    async untilBack() {
      const before = sink.taken.length;
      await until("back at work", async () => sink.taken.length > before, BACK_WITHIN);
    },
    untilUp: (processes) =>
      until(`${processes} at work`, async () => {
        const alive = await query("select from worker where lease_until > clock_timestamp()");
        return alive.length >= processes;
      }),
    untilRest: (seconds = REST_WITHIN) => until("the books at rest", () => isAtRest(query), seconds),
    async stop(child) {
      child.process.kill("SIGTERM");
      expect(await child.ended, child.errors()).toBe(0);
    },
    async remove() {
      for (const { process } of children)
        if (process.exitCode === null && process.signalCode === null) process.kill("SIGKILL");
      await Promise.all(children.map((child) => child.ended));
      await sink.close();
      await rm(folder, { recursive: true, force: true });
      await cluster.query("postgres", `drop database ${name} with (force)`);
    },
  };
}

const BACK_WITHIN = 60;
/** To the last mail and the last run: as long as a slow machine takes. */
const REST_WITHIN = 180;

export const ASLEEP = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;

const OPEN = "('pending', 'claimed', 'dotted', 'deferred')";

async function isAtRest(query: Story["query"]): Promise<boolean> {
  const [row] = await query<{ rest: boolean }>(`
    select not exists (select from delivery where state in ${OPEN}) and exists (select from run)
      and not exists (select from run where finished_at is null)
      and not exists (select from subscriber where next_due_at is null or next_due_at <= now()) as rest`);
  return row?.rest === true;
}

/** What stands in the books, and what the processes said, for a test that failed. */
async function describe(query: Story["query"], children: Child[]): Promise<string> {
  const states = await query(
    "select state, owner, count(*)::integer, min(due_at), min(reason) from delivery group by 1, 2 order by 1",
  );
  const others = await query(
    "select (select json_agg(w) from worker w) as workers, (select json_agg(r) from run r) as runs",
  );
  const said = children.map((child) => `${child.process.pid}: ${child.errors().slice(-2_000)}`);
  return [JSON.stringify(states), JSON.stringify(others), ...said].join("\n");
}

/**
 * The promises: nobody is told twice, everybody is told or called unknown, each process that was killed left at most so
 * many unknown as it had connections, and every reader is planned once in a run that is finished.
 */
export async function checkBooks(
  story: Pick<Story, "sink" | "query" | "children">,
  readers: number,
  connections = CONNECTIONS,
): Promise<{ unknown: number }> {
  const { sink, query } = story;
  const planned = await query<{ address: string; state: string; owner: string; finished: boolean }>(`
    select m.address, d.state, d.owner, r.finished_at is not null as finished from digest g join run r on r.id = g.run_id
    left join message m on m.digest_id = g.id left join delivery d on d.message_id = m.id`);
  expect(new Set(planned.map((each) => each.address)).size).toBe(readers);
  expect(planned).toHaveLength(readers);
  expect(planned.every((each) => each.finished)).toBe(true);
  const taken = sink.taken.map((mail) => mail.to);
  expect(new Set(taken).size, "nobody is told twice").toBe(taken.length);
  expect(new Set(sink.taken.map((mail) => mail.messageId)).size).toBe(taken.length);
  const states = Map.groupBy(planned, (each) => each.state);
  const [accepted, unknown] = [states.get("accepted") ?? [], states.get("unknown") ?? []];
  expect(accepted.length + unknown.length, `sums equal planned; found ${[...states.keys()]}`).toBe(readers);
  const recorded = new Set(taken);
  expect(accepted.filter((each) => !recorded.has(each.address))).toEqual([]);
  for (const [owner, left] of Map.groupBy(unknown, (each) => each.owner))
    expect(left.length, `unknown of ${owner}`).toBeLessThanOrEqual(connections);
  const said = story.children.map((child) => child.errors()).join("\n");
  expect(said).not.toContain("run.imbalance");
  return { unknown: unknown.length };
}
