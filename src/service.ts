/** The service: worker, queue, clock and web put together, and taken down in order. */
import { setTimeout } from "node:timers/promises";
import type { App } from "./app.ts";
import { messageOf, OperatorError } from "./errors.ts";
import { openJobs } from "./jobs.ts";
import { forgetHistory } from "./keeping/retention.ts";
import { forgetWorkspaces } from "./membership/forget-workspaces.ts";
import type { IntakeTools } from "./pipeline/intake-due.ts";
import { keepLease } from "./pipeline/lease.ts";
import { createSteps, STEPS, type StepName, type Steps } from "./pipeline/steps.ts";
import { checkDatabase, readGauges } from "./reading/gauges.ts";
import { createWarmGround } from "./reading/warm-ground.ts";
import { startScheduler } from "./scheduler.ts";
import { openSecret } from "./secret.ts";
import { openSlack } from "./slack-door.ts";
import { createLeaving, type Leaving } from "./web/leaving.ts";
import { createMetrics, type Metrics } from "./web/metrics.ts";
import { createWeb, listen, PATIENCE, type WebServer } from "./web/server.ts";
import { createDoors } from "./web-doors.ts";
import { createWorker } from "./worker.ts";

export interface Service {
  /** Where health and metrics answer; null: nowhere. */
  url: string | null;
  /** Ends when the sources that are due have been looked at for the first time. */
  firstIntake: Promise<void>;
  /** Finishes what is under way, gives back what is claimed, and lets go of the lease. */
  stop(): Promise<void>;
}

export interface ServiceOrder {
  /** False for a process that only works. */
  scheduler: boolean;
  listen: { host: string; port: number } | null;
  /** Told of each day of a source that is read. */
  onDay?: IntakeTools["onDay"];
}

/** What a process that only works does not begin with. */
const LEADS: StepName[] = ["intake", "refit", "forget"];
const READY_WITHIN_MS = 2_000;
/** A reader due for so long without a digest means that nothing works, whatever else looks well. */
const STUCK_MINUTES = 30;

export async function startService(app: App, order: ServiceOrder): Promise<Service> {
  const { database, log } = app;
  const { db, owner } = database;
  const ending = new AbortController();
  const leaving = createLeaving(() => performance.now());
  const metrics = createMetrics();
  const lease = await keepLease(db, owner, order.scheduler ? "serve" : "worker", (reason) =>
    log.warn({ event: "lease.failed", reason }),
  );
  const steps = await makeSteps(app, metrics, ending.signal, order.onDay);
  const worker = createWorker(steps, log, (next) => {
    for (const step of next) void jobs.send(step, "now");
  });
  const jobs = openJobs(database.queue, (step) => worker.wake(step), log);
  const scheduler = order.scheduler ? startScheduler((step, slot) => void tick(step, slot)) : null;
  /** The hint goes to the queue, for whichever process is free; where the queue is down this one does it. */
  const tick = async (step: StepName, slot: string) => {
    if (!(await jobs.send(step, slot))) await worker.wake(step);
  };
  const ground = createWarmGround(db, app.clock);
  const wake = (step: StepName) => void worker.wake(step);
  const slack = await openSlack(app, { listens: order.listen !== null, leads: order.scheduler }, ground, wake);
  let web: WebServer | null = null;
  try {
    if (order.listen)
      web = await listen(
        createWeb(makeHealth(app, metrics, jobs, { signal: ending.signal, leaving }), createDoors(app, ground, wake)),
        order.listen,
        { ...PATIENCE, gate: slack?.gate ?? null },
      );
  } catch (error) {
    await stop();
    throw new OperatorError(
      `Nothing can listen on ${order.listen?.host}:${order.listen?.port}: ${messageOf(error)}. Set PAPERBOY_LISTEN to a free address.`,
      { cause: error },
    );
  }
  const begun = STEPS.filter((step) => order.scheduler || !LEADS.includes(step)).map(
    (step) => [step, worker.wake(step)] as const,
  );
  const firstIntake = new Map(begun).get("intake") ?? Promise.resolve();

  async function stop(): Promise<void> {
    ending.abort(); // from now on it is not ready
    const grace = web === null ? null : setTimeout(leaving.graceMs());
    web?.retire();
    scheduler?.stop();
    await worker.stop();
    await jobs.stop();
    await lease.end();
    await grace;
    await web?.close();
    await slack?.close();
    await ground.close();
  }
  return { url: web?.url ?? null, firstIntake, stop };
}

async function makeSteps(
  app: App,
  metrics: Metrics,
  signal: AbortSignal,
  onDay: ServiceOrder["onDay"],
): Promise<Steps> {
  const { database, log } = app;
  return createSteps(database.db, {
    ...(await app.orderDelivery()),
    ...app.orderRecovery(),
    signal,
    closeStopped: false,
    openSource: app.openSource,
    ...(onDay ? { onDay } : {}),
    forget: () => forgetOld(app, signal),
    log,
    onSettled: (settled) => {
      metrics.observe(settled);
      app.logSettled(settled);
    },
  });
}

/** What Slack's workspaces left, and history by what the settings keep. */
async function forgetOld(
  { config, database: { db }, clock }: App,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const readers = await forgetWorkspaces(db, openSecret(config.secret, config.dataFolder), clock.now());
  return { readers, ...(await forgetHistory(db, config.keep, clock.now(), signal)) };
}

function makeHealth(
  app: App,
  metrics: Metrics,
  jobs: ReturnType<typeof openJobs>,
  { signal, leaving }: { signal: AbortSignal; leaving: Leaving },
) {
  const { db } = app.database;
  return {
    findDead: () => null, // it answers: that is all there is to know without asking others
    async findUnready() {
      leaving.asked();
      if (signal.aborted) return "it is stopping";
      try {
        await checkDatabase(db, READY_WITHIN_MS);
        const { oldestDueSeconds } = await readGauges(db, app.clock.now());
        const minutes = Math.floor(oldestDueSeconds / 60);
        return minutes >= STUCK_MINUTES ? `a reader has been due for ${minutes} minutes` : null;
      } catch (error) {
        return `the database does not answer: ${messageOf(error)}`;
      }
    },
    async renderMetrics() {
      const gauges = await readGauges(db, app.clock.now());
      const waiting = await jobs.countWaiting().catch(() => new Map<StepName, number>());
      return { text: await metrics.render(gauges, waiting), contentType: metrics.contentType };
    },
  };
}
