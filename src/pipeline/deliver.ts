/** Delivers: claims due deliveries, renders what they froze, hands them to their channel, and records how each ended. */
import { type Claim, deferDeliveries, recoverOwn, returnClaims } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import type { Channel, DeliveryChannel } from "../domain/delivery/channel.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { attempt } from "./attempt.ts";
import type { DeliverOrder, DeliverReport } from "./deliver-order.ts";
import { allEnd, createFeed, type Lane } from "./delivery-feed.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createRests, type Rests } from "./rests.ts";
import { isTooOld, settlementOf, untried } from "./settlement.ts";
import { insertWebhooks } from "./webhooks.ts";

/** One claim costs one short transaction; a dead process leaves so many to be taken up again at most. */
const BATCH = 500;
/** Of a slow rate no more is claimed than goes in half a minute, so that other processes get their part. */
const PACED_SECONDS = 30;
/** Nor of groups with a pace of their own. */
const GROUPED_BATCH = 200;

export async function deliverDue(db: Db, order: DeliverOrder): Promise<DeliverReport> {
  const report: DeliverReport = { counts: {}, stopped: [] };
  await insertWebhooks(db, order.clock.now());
  for (const channel of ["email", "slack", "webhook"] as const) await deliverChannel(db, channel, order, report);
  return report;
}

/** Hands over until nothing is due on a channel, or all its ways are stopped. One pass at a time for each channel of a process. */
export async function deliverChannel(
  db: Db,
  channel: DeliveryChannel,
  order: DeliverOrder,
  report: DeliverReport,
): Promise<void> {
  const ways = channel === "email" ? order.channels.mailWays : [order.channels[channel]];
  const rests = await createRests(db, ways, order);
  const now = () => order.clock.now().toString();
  const ledger = createLedger(db, order.owner, now, () => order.wait(1_000));
  const held: Claim[] = [];
  await recoverOwn(db, channel, order.owner, now());
  for (;;) {
    if (rests.all() || order.signal?.aborted) break;
    const careful = rests.careful(); // a relay that rested is tried with one mail at a time until it takes one
    const lanes = careful ? 1 : Math.max(...ways.map((way) => way.concurrency));
    const feed = createFeed(db, {
      channel,
      owner: order.owner,
      now,
      lanes,
      groups: ways[0]?.groups,
      cards: order.cards,
      batch: careful ? 1 : batchOf(order, ways),
      reserve: (claims) => rests.reserve(claims),
    });
    const stop = () => feed.end();
    order.signal?.addEventListener("abort", stop);
    const work = async () => {
      const last: Last = { settled: Promise.resolve(), failed: false };
      for (let lane = await feed.next(); lane; lane = await feed.next()) {
        try {
          held.push(...(await runLane(lane, last, { db, order, ledger, rests, report })));
        } finally {
          feed.leave(lane);
        }
        if (careful) await last.settled;
        if (rests.all() || (careful && !rests.careful())) feed.end();
      }
      await last.settled;
    };
    try {
      await allEnd(Array.from({ length: lanes }, work));
    } catch (error) {
      feed.end();
      const claims = [...held.splice(0), ...(await feed.drain())];
      await returnClaims(db, order.owner, claims, now()).catch(() => {}); // else the next pass finds them
      throw error;
    } finally {
      order.signal?.removeEventListener("abort", stop);
    }
    const left = await feed.drain();
    if (careful && !rests.careful())
      await returnClaims(db, order.owner, left, now()); // the next round begins with them
    else held.push(...left);
    if (feed.claimed() === 0 || rests.hourIsFull()) break;
  }
  await giveBack(db, held, { channel, order, ledger, rests, report });
}

function batchOf({ rates: { perSecond } }: DeliverOrder, ways: Channel<never>[]): number {
  if (ways.some((way) => way.groups !== undefined)) return GROUPED_BATCH;
  return perSecond === null ? BATCH : Math.ceil(Math.min(BATCH, perSecond * PACED_SECONDS));
}

interface LaneContext {
  db: Db;
  order: DeliverOrder;
  ledger: Ledger;
  rests: Rests;
  report: DeliverReport;
}

/** The mail before, of a lane. */
interface Last {
  settled: Promise<void>;
  failed: boolean;
}

/**
 * One after the other; gives back the claims whose way rests. A mail is on its way while the one before, accepted, is
 * being settled, and is marked with that or later: so a crash leaves at most one marked delivery a lane.
 */
async function runLane(lane: Lane, last: Last, context: LaneContext): Promise<Claim[]> {
  const { order, rests, ledger } = context;
  const mark = async (claim: Claim) => {
    if (last.failed) await last.settled; // throws: what went before is not written, so nothing more may go
    return ledger.mark(claim);
  };
  const held: Claim[] = [];
  for (const { claim, shown } of lane) {
    const way = wayOf(claim, order);
    const mayGo = () => rests.reasonOf(way.via) === null && !isTooOld(claim, order.clock.now());
    if (mayGo()) {
      await rests.pace(way.via);
      await way.turn?.(claim.address);
    }
    if (!mayGo()) {
      held.push(claim); // what is too old is closed by the next recovery
      continue;
    }
    const from = performance.now();
    const tried = await attempt(claim, shown, order, mark);
    const seconds = (performance.now() - from) / 1_000;
    const outcome = await rests.hear(way.via, tried.outcome);
    await last.settled;
    if (outcome.state === "stop") held.push(claim);
    else last.settled = settle(claim, { ...tried, outcome }, way.via, seconds, context);
    last.settled.catch(() => {
      last.failed = true; // thrown where it is waited for
    });
    if (outcome.state !== "accepted") await last.settled; // what is refused may stop the way: the next mail waits to hear
  }
  return held;
}

async function settle(
  claim: Claim,
  { outcome, withheld }: { outcome: Outcome; withheld: boolean },
  via: string,
  seconds: number,
  { order, ledger, rests, report }: LaneContext,
): Promise<void> {
  const settlement = settlementOf(claim, outcome, via, order.clock.now());
  if (!(await ledger.settle(settlement))) return; // the claim was taken over: its new owner counts it
  if (withheld) return; // what closes it counts it
  const { state, receipt, reason } = settlement;
  report.counts[state] = (report.counts[state] ?? 0) + 1;
  order.onSettled?.({
    channel: claim.channel,
    address: claim.address,
    part: claim.part,
    state,
    via,
    receipt,
    reason,
    seconds,
  });
  if (outcome.state === "rejected" && outcome.policy) await rests.hearRefusal(via);
}

const wayOf = ({ channel, address }: Claim, { channels }: DeliverOrder): Channel<never> =>
  channel === "email" ? channels.mailFor(address) : channels[channel];

/** What was claimed and not tried: deferred where its way is stopped, else pending again. */
async function giveBack(
  db: Db,
  held: Claim[],
  { channel, order, ledger, rests, report }: Omit<LaneContext, "db"> & { channel: DeliveryChannel },
): Promise<void> {
  const now = order.clock.now().toString();
  const viaOf = (claim: Claim) => wayOf(claim, order).via;
  const stopped = held.filter((claim) => rests.reasonOf(viaOf(claim)) !== null);
  const free = held.filter((claim) => rests.reasonOf(viaOf(claim)) === null);
  const deferred = await Promise.all(
    stopped.map((claim) => {
      const via = viaOf(claim);
      return ledger.settle(untried(claim, via, rests.reasonOf(via) as string, rests.dueAt(via)));
    }),
  );
  let count = deferred.filter(Boolean).length;
  if (free.length > 0) await returnClaims(db, order.owner, free, now);
  if (rests.all() && order.closeStopped) count += await deferDeliveries(db, channel, rests.reasons()[0] as string, now);
  if (count > 0) report.counts.deferred = (report.counts.deferred ?? 0) + count;
  const reasons = [...rests.reasons(), ...(rests.hourIsFull() ? ["the hour's mails are sent"] : [])];
  report.stopped.push(...reasons.map((reason) => `${channel}: ${reason}`));
}
