/** The worker: runs the steps when they are woken and by itself every few seconds, each at most once at a time. */

import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";
import { STEPS, type StepName, type Steps } from "./pipeline/steps.ts";

export interface Worker {
  /** Runs a step, once more if it is running; resolves when that is done. Never rejects. */
  wake(step: StepName): Promise<void>;
  /** When each step last ended well, for health. */
  lastDone(): Map<StepName, Temporal.Instant>;
  /** Starts no step any more; resolves when those under way have ended. */
  stop(): Promise<void>;
}

/**
 * The queue's jobs only wake it sooner: with all jobs lost, or the queue dead, the sweep finds the same work within
 * these seconds. So the books do not depend on the queue.
 */
const SWEEP_SECONDS = 15;
/** Intake asks other people's servers: it is woken by the clock, not by the sweep. */
const SWEPT: StepName[] = ["recover", "analyse", "match", "compile", "email", "slack"];

/** `onWoken`: told which steps may have work now, so that other processes hear of it too. */
export function createWorker(
  steps: Steps,
  log: Log,
  onNext: (next: StepName[]) => void = () => {},
  sweepSeconds = SWEEP_SECONDS,
): Worker {
  const running = new Map<StepName, { again: boolean; done: Promise<void> }>();
  const ended = new Map<StepName, Temporal.Instant>();
  let stopping = false;

  async function runOnce(step: StepName): Promise<void> {
    try {
      const { did, next } = await steps[step]();
      ended.set(step, Temporal.Now.instant());
      if (did) log.info({ event: `${step}.done`, ...did });
      if (next.length > 0) onNext(next);
      for (const each of next) wake(each);
    } catch (error) {
      log.error({
        event: `${step}.failed`,
        reason: messageOf(error),
        stack: error instanceof Error ? error.stack : null,
      });
    }
  }

  async function runWoken(step: StepName, state: { again: boolean }): Promise<void> {
    do {
      state.again = false;
      await runOnce(step);
    } while (state.again && !stopping);
    running.delete(step);
  }

  function wake(step: StepName): Promise<void> {
    const known = running.get(step);
    if (known) {
      known.again = true;
      return known.done;
    }
    if (stopping) return Promise.resolve();
    const state = { again: false, done: Promise.resolve() };
    running.set(step, state);
    state.done = runWoken(step, state);
    return state.done;
  }

  const sweep = setInterval(() => {
    for (const step of SWEPT) if (!running.has(step)) wake(step);
  }, sweepSeconds * 1_000);

  return {
    wake,
    lastDone: () => ended,
    async stop() {
      stopping = true;
      clearInterval(sweep);
      await Promise.all(STEPS.map((step) => running.get(step)?.done));
    },
  };
}
