/** Delivers: claims due deliveries, renders what they froze, hands them to their channel, and records how each ended. */
import {
  type Claim,
  claimDeliveries,
  deferDeliveries,
  markDotted,
  type Settlement,
  saveSuppression,
  settleDelivery,
} from "../db/deliveries.ts";
import { getDigests, type StoredDigest } from "../db/digests.ts";
import type { Db } from "../db/open.ts";
import type { Channel, MailContent, SlackContent } from "../domain/delivery/channel.ts";
import { backoffSeconds, type DeliveryState, type Outcome } from "../domain/delivery/state.ts";
import type { DigestView } from "../domain/digest/view.ts";
import { messageOf } from "../errors.ts";
import { type Installation, viewOf } from "./view.ts";

/** The channels in use, and how each renders. `mailFor` picks the outbox for addresses SMTP may not go to yet. */
export interface Channels {
  mailFor(address: string): Channel<MailContent>;
  slack: Channel<SlackContent>;
  renderMail(view: DigestView): MailContent;
  renderSlack(view: DigestView): SlackContent[];
}

export interface DeliverOrder {
  owner: string;
  clock: { now(): Temporal.Instant };
  channels: Channels;
  installation: Installation;
  /** Told of each delivery as it ends. */
  onSettled?: (settled: SettledDelivery) => void;
}

export interface SettledDelivery {
  channel: "email" | "slack";
  address: string;
  part: number;
  state: DeliveryState;
  via: string;
  receipt: string | null;
  reason: string | null;
}

export interface DeliverReport {
  counts: Partial<Record<DeliveryState, number>>;
  /** Why a channel was given up for this run, in words. */
  stopped: string[];
}

/** Few enough that a crash leaves little claimed, many enough that claiming costs little. */
const BATCH = 50;

/** Hands over until nothing is due. A channel that cannot be used defers what is left of it and says why. */
export async function deliverDue(db: Db, order: DeliverOrder): Promise<DeliverReport> {
  const report: DeliverReport = { counts: {}, stopped: [] };
  for (const channel of ["email", "slack"] as const) {
    let stopped: string | null = null;
    while (!stopped) {
      const claims = await claimDeliveries(db, channel, order.owner, order.clock.now().toString(), BATCH);
      if (claims.length === 0) break;
      stopped = await deliverBatch(db, claims, order, report);
    }
    if (!stopped) continue;
    const left = await deferDeliveries(db, channel, stopped, order.clock.now().toString());
    report.counts.deferred = (report.counts.deferred ?? 0) + left;
    report.stopped.push(`${channel}: ${stopped}`);
  }
  return report;
}

/** Returns the reason when the channel had to be given up. */
async function deliverBatch(
  db: Db,
  claims: Claim[],
  order: DeliverOrder,
  report: DeliverReport,
): Promise<string | null> {
  const digests = new Map(
    (await getDigests(db, [...new Set(claims.map((claim) => claim.digest_id))])).map((digest) => [digest.id, digest]),
  );
  /** Reasons by way: a relay that is down does not hold up the outbox. */
  const stopped = new Map<string, string>();
  const waiting = claims.values();
  const concurrency =
    claims[0]?.channel === "email"
      ? order.channels.mailFor(claims[0].address).concurrency
      : order.channels.slack.concurrency;
  async function work(): Promise<void> {
    for (const claim of waiting) {
      const digest = digests.get(claim.digest_id);
      if (!digest) throw new Error(`digest ${claim.digest_id} of delivery ${claim.id} is missing`);
      const { via } = claim.channel === "email" ? order.channels.mailFor(claim.address) : order.channels.slack;
      const reason = stopped.get(via);
      const outcome: Attempted = reason ? { state: "stop", reason } : await attempt(db, claim, digest, order);
      if (outcome.state === "stop" && !reason) stopped.set(via, outcome.reason);
      await settle(db, claim, outcome, via, order, report);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return [...stopped.values()][0] ?? null;
}

/** `withheld`: the mark was refused, since the reader left or another took the claim over. */
type Attempted = Outcome & { withheld?: boolean };

async function attempt(db: Db, claim: Claim, digest: StoredDigest, order: DeliverOrder): Promise<Attempted> {
  let withheld = false;
  const mark = async () => {
    const marked = await markDotted(db, claim, order.owner, order.clock.now().toString());
    withheld = !marked;
    return marked;
  };
  const outcome = await handOver(claim, digest, order, mark);
  return { ...outcome, withheld };
}

async function handOver(
  claim: Claim,
  digest: StoredDigest,
  order: DeliverOrder,
  mark: () => Promise<boolean>,
): Promise<Outcome> {
  const { channels } = order;
  const base = {
    key: `digest-${claim.digest_id}.${digest.local_on.replaceAll("-", "")}`,
    address: claim.address,
    on: digest.local_on,
    part: claim.part,
    parent: claim.parent,
    createdAt: new Date(claim.created_at).toTemporalInstant(),
  };
  const render = <T>(make: (view: DigestView) => T) => tryTo(() => make(viewOf(digest, order.installation)));
  if (claim.channel === "email") {
    const mail = render(channels.renderMail);
    return mail.ok ? channels.mailFor(claim.address).send({ ...base, content: mail.made }, mark) : mail.outcome;
  }
  const parts = render(channels.renderSlack);
  if (!parts.ok) return parts.outcome;
  const content = parts.made[claim.part];
  if (!content) return { state: "rejected", reason: `this release renders no part ${claim.part}` };
  return channels.slack.send({ ...base, content }, mark);
}

/** One digest that cannot be rendered costs its reader that digest, not everybody behind it the run. */
function tryTo<T>(make: () => T): { ok: true; made: T } | { ok: false; outcome: Outcome } {
  try {
    return { ok: true, made: make() };
  } catch (error) {
    return { ok: false, outcome: { state: "rejected", reason: `it could not be rendered: ${messageOf(error)}` } };
  }
}

async function settle(
  db: Db,
  claim: Claim,
  outcome: Attempted,
  via: string,
  order: DeliverOrder,
  report: DeliverReport,
): Promise<void> {
  const now = order.clock.now();
  const settlement = settlementOf(outcome, via, claim, now);
  if (outcome.state === "rejected" && outcome.suppress)
    await saveSuppression(db, claim.channel, claim.address_key, outcome.suppress, now.toString());
  if (!(await settleDelivery(db, claim, order.owner, settlement, now.toString()))) return; // the claim was taken over: its new owner counts it
  if (outcome.withheld) return; // what closes it counts it
  report.counts[settlement.state] = (report.counts[settlement.state] ?? 0) + 1;
  order.onSettled?.({
    channel: claim.channel,
    address: claim.address,
    part: claim.part,
    state: settlement.state,
    via,
    receipt: settlement.receipt ?? null,
    reason: settlement.reason ?? null,
  });
}

function settlementOf(outcome: Outcome, via: string, claim: Claim, now: Temporal.Instant): Settlement {
  switch (outcome.state) {
    case "accepted":
      return { state: "accepted", via, receipt: outcome.receipt };
    case "deferred": {
      const seconds = outcome.retryAfterSeconds ?? backoffSeconds(claim.attempt);
      return { state: "deferred", via, reason: outcome.reason, dueAt: now.add({ seconds }).toString() };
    }
    case "stop":
      return { state: "deferred", via, reason: outcome.reason, dueAt: now.toString() }; // due again at the next run
    default:
      return { state: outcome.state, via, reason: outcome.reason };
  }
}
