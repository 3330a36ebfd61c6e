/** Time as the HTTP client needs it: tests put a clock of their own in its place, so that nothing sleeps. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Timing {
  /** Milliseconds on a clock that only rises. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

export const REAL_TIMING: Timing = {
  now: () => performance.now(),
  sleep: (ms) => sleep(ms, undefined),
  random: Math.random,
};
