/** What the ledger records of an attempt: its outcome with when it is due again, or that nothing was tried. */
import type { Claim, Settlement } from "../db/deliveries.ts";
import { backoffSeconds, type Outcome } from "../domain/delivery/state.ts";

const NOTHING = { receipt: null, reason: null, class: null, dueAt: null, suppress: null, tried: true } as const;

export function settlementOf(claim: Claim, outcome: Outcome, via: string, now: Temporal.Instant): Settlement {
  const base = { ...NOTHING, claim, via };
  switch (outcome.state) {
    case "accepted":
      return { ...base, state: "accepted", receipt: outcome.receipt, reason: outcome.reason ?? null };
    case "deferred": {
      const seconds = outcome.retryAfterSeconds ?? outcome.relay?.seconds ?? backoffSeconds(claim.tries + 1);
      return {
        ...base,
        state: "deferred",
        reason: outcome.reason,
        class: outcome.full ? "full" : outcome.relay ? "relay" : null,
        dueAt: now.add({ seconds: Math.ceil(seconds) }).toString(),
        tried: outcome.relay === undefined && !outcome.ours, // the relay's trouble and ours are not the recipient's
      };
    }
    case "rejected":
      return {
        ...base,
        state: "rejected",
        reason: outcome.reason,
        class: outcome.policy ? "policy" : outcome.full ? "full" : null,
        suppress: outcome.suppress ?? null,
      };
    case "stop":
      return untried(claim, via, outcome.reason, now.toString());
    case "unknown":
      return { ...base, state: "unknown", reason: outcome.reason };
  }
}

/** A claim that is given back: due again at `dueAt`, and its number of tries stays. */
export function untried(claim: Claim, via: string, reason: string, dueAt: string): Settlement {
  return { ...NOTHING, claim, via, state: "deferred", reason, dueAt, tried: false };
}

/** Claimed in time, but the machine slept, or the process stood still: a digest of yesterday is not sent today. */
export const isTooOld = (claim: Claim, now: Temporal.Instant): boolean =>
  new Date(claim.expires_at).getTime() <= now.epochMilliseconds;
