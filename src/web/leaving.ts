/** Leaving without an error page: who asks whether the server is ready hears no for a while before it stops to answer. */

export interface Leaving {
  /** Somebody asked whether it is ready. */
  asked(): void;
  /** How long it still answers, in milliseconds, after it has begun to leave. */
  graceMs(): number;
}

/** Balancers send nobody any more after one to three noes (HAProxy, Kubernetes: three). */
const NOES = 3;
const MOST_MS = 5_000;
/** Who has not asked for so long does not ask regularly. */
const REGULAR_MS = 60_000;

/** Where nobody asks, or somebody once, nothing is to be waited for. `now` in milliseconds. */
export function createLeaving(now: () => number): Leaving {
  let [last, before] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    asked() {
      [before, last] = [last, now()];
    },
    graceMs() {
      if (before === Number.NEGATIVE_INFINITY || now() - last > REGULAR_MS) return 0;
      return Math.min(NOES * (last - before) + 500, MOST_MS);
    },
  };
}
