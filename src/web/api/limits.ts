/** How much of the API one may ask a minute, told on every answer: draft-ietf-httpapi-ratelimit-headers. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

export const WINDOW_SECONDS = 60;
export type Cost = "lists" | "searches";

export interface Taken {
  ok: boolean;
  /** Seconds until the next minute begins, at least 1. */
  reset: number;
  headers: { "RateLimit-Policy": string; RateLimit: string };
}

/** `who`: of few enough, a bucket is kept for each for a minute. In this process's memory, by the machine's clock. */
export function createLimits(perMinute: Record<Cost, number>): (cost: Cost, who: string) => Promise<Taken> {
  const open = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS, keyPrefix: "" });
  const limiters = { lists: open(perMinute.lists), searches: open(perMinute.searches) };
  return async (cost, who) => {
    const { ok, left } = await take(limiters[cost], who);
    const reset = Math.max(1, Math.ceil(left.msBeforeNext / 1_000));
    return {
      ok,
      reset,
      headers: {
        "RateLimit-Policy": `"${cost}";q=${perMinute[cost]};w=${WINDOW_SECONDS}`,
        RateLimit: `"${cost}";r=${left.remainingPoints};t=${reset}`,
      },
    };
  };
}

async function take(limiter: RateLimiterMemory, who: string): Promise<{ ok: boolean; left: RateLimiterRes }> {
  try {
    return { ok: true, left: await limiter.consume(who) };
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return { ok: false, left: refused };
    throw refused;
  }
}
