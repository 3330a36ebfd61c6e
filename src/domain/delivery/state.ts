/** The states of a delivery, which follow which, and what an attempt can end in. */

/** Semantics 20. `dotted`: about to hand over for good; a dead owner's dotted delivery becomes `unknown`, never a repeat. */
export type DeliveryState =
  | "pending"
  | "claimed"
  | "dotted"
  | "accepted"
  | "deferred"
  | "rejected"
  | "expired"
  | "unknown"
  | "cancelled";

export const DELIVERY_STATES: readonly DeliveryState[] = [
  "pending",
  "claimed",
  "dotted",
  "accepted",
  "deferred",
  "rejected",
  "expired",
  "unknown",
  "cancelled",
];

/** What a reply says of the whole relay: nothing for so many seconds, then on fewer connections, or on one. */
export interface RelayPause {
  seconds: number;
  oneConnection: boolean;
}

/**
 * What one attempt ended in. `relay`: the relay is to be slowed, not the recipient. `full`: the mailbox is full.
 * `policy`: refused for what we are or send; it counts for the breaker and suppresses nobody. `ours`: the trouble is
 * our own, so it counts as no try. An accepted one has a
 * reason where it went otherwise than it should.
 * `stop`: the channel itself cannot be used now; it says nothing about the recipient.
 */
export type Outcome =
  | { state: "accepted"; receipt: string; reason?: string }
  | { state: "deferred"; reason: string; retryAfterSeconds?: number; relay?: RelayPause; full?: true; ours?: true }
  | { state: "rejected"; reason: string; suppress?: string; policy?: true; full?: true }
  | { state: "unknown"; reason: string }
  | { state: "stop"; reason: string };

/** The papers of a delivery that ended so come again in the next digest (semantics 5). */
export function releasesPapers(state: DeliveryState): boolean {
  return state === "rejected" || state === "expired" || state === "cancelled";
}

const BACKOFF_MINUTES = [1, 5, 15, 60];

/** Seconds until the next try after `attempt` tries (mail.md, Replies: 1, 5, 15, then every 60 minutes). */
export function backoffSeconds(attempt: number): number {
  return 60 * (BACKOFF_MINUTES[Math.min(attempt, BACKOFF_MINUTES.length) - 1] ?? 1);
}

/** Hours until a digest is too old to send (mail.md). */
export const DIGEST_EXPIRY_HOURS = 20;
