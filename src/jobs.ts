/** The queue of wake-up jobs, in the same database: hints between processes, never the truth. */
import { type ConstructorOptions, PgBoss } from "pg-boss";
import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";
import { STEPS, type StepName } from "./pipeline/steps.ts";

export interface Jobs {
  /** Wakes a step in some process; `slot` (a minute, say) makes ten calls one job. False: the queue is down, the hint is lost. */
  send(step: StepName, slot: string): Promise<boolean>;
  /** Jobs that wait, by step. */
  countWaiting(): Promise<Map<StepName, number>>;
  stop(): Promise<void>;
}

const DEAD = "paperboy-dead";
const queueOf = (step: StepName): string => `paperboy-${step}`;

/** Comes up in the background and is tried again while the database is away: nothing waits for it. */
export function openJobs(options: ConstructorOptions, run: (step: StepName) => Promise<void>, log: Log): Jobs {
  let boss: PgBoss | null = null;
  let stopping = false;
  const tell = (event: string) => (error: unknown) => log.warn({ event, reason: messageOf(error) });

  async function start(): Promise<void> {
    const starting = new PgBoss({
      ...options,
      schedule: false,
      useListenNotify: true,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
    });
    starting.on("error", tell("queue.error"));
    try {
      await starting.start();
      await makeQueues(starting);
      if (stopping) return void (await starting.stop({ graceful: false }).catch(() => {}));
      for (const step of STEPS) await starting.work(queueOf(step), { pollingIntervalSeconds: 10 }, () => run(step));
      boss = starting;
      log.info({ event: "queue.up" });
    } catch (error) {
      tell("queue.down")(error);
      await starting.stop({ graceful: false }).catch(() => {});
      if (!stopping) setTimeout(start, RETRY_MS).unref();
    }
  }
  let started = start();

  /** Its tables are gone, which it does not mend by itself: only a start makes them. */
  function reopen(broken: PgBoss): void {
    boss = null;
    started = broken
      .stop({ graceful: false })
      .catch(tell("queue.stop"))
      .then(() => start());
  }

  return {
    async send(step, slot) {
      const asked = boss;
      if (!asked) return false;
      try {
        await asked.send(queueOf(step), {}, { singletonKey: slot, singletonSeconds: 1 });
        return true;
      } catch (error) {
        tell("queue.lost")(error);
        if (isGone(error) && boss === asked && !stopping) reopen(asked);
        return false;
      }
    },
    async countWaiting() {
      const queues = await (boss?.getQueues(STEPS.map(queueOf)) ?? []);
      return new Map(
        queues.map((queue) => [
          queue.name.replace("paperboy-", "") as StepName,
          queue.queuedCount + queue.deferredCount,
        ]),
      );
    },
    async stop() {
      stopping = true;
      await started;
      await boss?.stop({ graceful: true, timeout: STOP_MS }).catch(tell("queue.stop"));
    },
  };
}

/** SQLSTATE: no such table, no such schema. */
const isGone = (error: unknown): boolean => ["42P01", "3F000"].includes((error as { code?: string }).code ?? "");

const RETRY_MS = 15_000;
const STOP_MS = 5_000;

/** Retried with back-off, and kept apart when that does not help; a job that nobody heard of for a minute is given out again. */
async function makeQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(DEAD);
  for (const step of STEPS)
    await boss.createQueue(queueOf(step), {
      policy: "short",
      retryLimit: 3,
      retryDelay: 2,
      retryBackoff: true,
      deadLetter: DEAD,
      heartbeatSeconds: 30,
      expireInSeconds: 3_600,
      deleteAfterSeconds: 3_600,
      retentionSeconds: 86_400,
      notify: true,
    });
}
