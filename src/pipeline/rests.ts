/** Which ways out rest, for how long and why; the pace of those that do not; and the breaker that stops a relay. */
import type { Claim } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import {
  claimTelling,
  clearRelay,
  countEnded,
  countRefused,
  listRelays,
  reserveSending,
  stopRelay,
} from "../db/relays.ts";
import { BREAKER_WINDOW_SECONDS, LEAST_REFUSED, tripsBreaker } from "../domain/delivery/breaker.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import type { DeliverOrder } from "./deliver-order.ts";

export interface Rests {
  /** True when the hour's mails are sent: the rest is pending until the next. */
  hourIsFull(): boolean;
  /** Why a way rests, in words; null: it does not. */
  reasonOf(via: string): string | null;
  reasons(): string[];
  /** True when every way rests. */
  all(): boolean;
  /** True while a way that rested is tried on one connection. */
  careful(): boolean;
  /** When what was held for a way is due again. */
  dueAt(via: string): string;
  /** Takes in what an outcome says of its way. */
  hear(via: string, outcome: Outcome): Promise<Outcome>;
  /** A recipient was refused by policy: stops the way when there are too many. */
  hearRefusal(via: string): Promise<void>;
  /** Takes part of the rates for claims; gives those that may not go now. */
  reserve(claims: Claim[]): Promise<Claim[]>;
  /** Waits for the next mail's turn. */
  pace(via: string): Promise<void>;
}

/** How long the breaker stops a relay; then one connection tries whether it is meant well again. */
const BREAKER_REST_SECONDS = 3_600;

interface Rest {
  reason: string;
  until: string | null;
}

/** `ways`: the channels' names. What other processes learnt of a relay is read first. */
export async function createRests(db: Db, ways: { via: string }[], order: DeliverOrder): Promise<Rests> {
  const names = [...new Set(ways.map((way) => way.via))];
  const rests = new Map<string, Rest>();
  const careful = new Set<string>();
  for (const relay of await listRelays(db)) {
    if (relay.stopped_until === null || !names.includes(relay.via)) continue;
    const until = relay.stopped_until.toTemporalInstant();
    const over = Temporal.Instant.compare(until, order.clock.now()) <= 0;
    if (over && relay.one_connection) careful.add(relay.via);
    else if (over) await clearRelay(db, relay.via, order.clock.now().toString());
    else rests.set(relay.via, { reason: relay.reason ?? "it rests", until: until.toString() });
  }

  async function rest(via: string, seconds: number, reason: string, oneConnection: boolean): Promise<void> {
    const until = order.clock
      .now()
      .add({ seconds: Math.ceil(seconds) })
      .toString();
    rests.set(via, { reason, until });
    await stopRelay(db, via, { until, reason, oneConnection });
  }

  async function hear(via: string, outcome: Outcome): Promise<Outcome> {
    if (outcome.state === "accepted" && careful.delete(via)) await clearRelay(db, via, order.clock.now().toString());
    if (outcome.state === "stop") rests.set(via, { reason: outcome.reason, until: null });
    if (outcome.state === "deferred" && outcome.relay)
      await rest(via, outcome.relay.seconds, outcome.reason, outcome.relay.oneConnection);
    return outcome;
  }

  async function hearRefusal(via: string): Promise<void> {
    const now = order.clock.now();
    const since = now.subtract({ seconds: BREAKER_WINDOW_SECONDS }).toString();
    const refused = await countRefused(db, via, since);
    if (refused < LEAST_REFUSED) return;
    const reason = tripsBreaker({ refused, attempted: await countEnded(db, via, since) });
    if (reason === null || rests.has(via)) return;
    await rest(via, BREAKER_REST_SECONDS, reason, true);
    if (await claimTelling(db, via, now.toString())) order.onRelayStopped?.(via, reason);
  }

  let nextAt = 0;
  let hourIsFull = false;
  async function reserve(claims: Claim[]): Promise<Claim[]> {
    if (order.rates.perSecond === null && order.rates.perHour === null) return [];
    const mails = claims.filter(
      (claim) => claim.channel === "email" && order.channels.mailFor(claim.address).via === "smtp",
    );
    if (mails.length === 0) return [];
    const { granted, startInMs } = await reserveSending(db, "smtp", mails.length, order.rates);
    if (granted < mails.length) hourIsFull = true;
    nextAt = Math.max(nextAt, performance.now() + startInMs);
    return mails.slice(granted);
  }

  async function pace(via: string): Promise<void> {
    if (via !== "smtp" || order.rates.perSecond === null) return;
    const at = nextAt;
    nextAt = Math.max(nextAt, performance.now()) + 1_000 / order.rates.perSecond;
    const ms = at - performance.now();
    if (ms > 1) await order.wait(ms);
  }

  return {
    reasonOf: (via) => rests.get(via)?.reason ?? null,
    hourIsFull: () => hourIsFull,
    reasons: () => [...new Set([...rests.values()].map((each) => each.reason))],
    careful: () => careful.size > 0,
    all: () => names.every((via) => rests.has(via)),
    dueAt: (via) => rests.get(via)?.until ?? order.clock.now().toString(),
    hear,
    hearRefusal,
    reserve,
    pace,
  };
}
