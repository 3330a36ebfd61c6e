/** A clock that only moves when somebody sleeps on it: pace and pauses are seen without waiting. */
import type { Timing } from "../../src/sources/http/timing.ts";

export interface ManualTiming extends Timing {
  /** What was slept, in milliseconds. */
  slept: number[];
}

export function createManualTiming(random = 0.5): ManualTiming {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    random: () => random,
  };
}
