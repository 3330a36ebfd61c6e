/** One attempt: renders what a delivery froze, hands it over, and marks it at the last moment. */
import type { Claim } from "../db/deliveries.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import type { DigestView } from "../domain/digest/view.ts";
import { messageOf } from "../errors.ts";
import { renderSlackPlain } from "../render/slack-plain.ts";
import type { FrozenDigest } from "./card-store.ts";
import type { DeliverOrder } from "./deliver-order.ts";
import type { Shown } from "./delivery-feed.ts";
import type { Ledger } from "./ledger.ts";
import { type AskedLetter, wordLetter } from "./letters.ts";
import { viewOf } from "./view.ts";

export interface Attempted {
  outcome: Outcome;
  /** The mark was refused, since the reader left or another took the claim over. */
  withheld: boolean;
}

export async function attempt(
  claim: Claim,
  shown: Shown,
  order: DeliverOrder,
  markIt: Ledger["mark"],
): Promise<Attempted> {
  let withheld = false;
  let marked = false;
  let unwritten: Outcome | null = null;
  const mark = async () => {
    try {
      marked = await markIt(claim);
    } catch (error) {
      unwritten = unwrittenFor(error);
      throw error;
    }
    withheld = !marked;
    return marked;
  };
  try {
    const outcome = await handOver(claim, shown, order, mark);
    return { outcome: unwritten ?? outcome, withheld };
  } catch (error) {
    if (unwritten) return { outcome: unwritten, withheld };
    const reason = messageOf(error).slice(0, 300);
    return { outcome: { state: marked ? "unknown" : "deferred", reason }, withheld };
  }
}

/** Nothing was handed over, and neither the recipient nor the relay is to wait longer for that. */
const MARK_AGAIN_SECONDS = 5;

const unwrittenFor = (error: unknown): Outcome => ({
  state: "deferred",
  reason: `the ledger could not be written: ${messageOf(error).slice(0, 200)}`,
  retryAfterSeconds: MARK_AGAIN_SECONDS,
  ours: true,
});

async function handOver(
  claim: Claim,
  shown: Shown,
  order: DeliverOrder,
  mark: () => Promise<boolean>,
): Promise<Outcome> {
  if (shown === null) return { state: "rejected", reason: "what it was to say is gone" };
  switch (shown.kind) {
    case "digest":
      return handOverDigest(claim, shown.digest, order, mark);
    case "letter":
      return handOverLetter(claim, shown.letter, order, mark);
    case "webhook":
      return order.channels.webhook.send({ ...parcelOf(claim), content: shown.content, kind: "webhook" }, mark);
  }
}

/** By which its receipts, ids and file names are made, and by which a post is known again. */
export const digestKey = (id: number, on: string): string => `digest-${id}.${on.replaceAll("-", "")}`;

async function handOverDigest(
  claim: Claim,
  digest: FrozenDigest,
  { channels, installation }: DeliverOrder,
  mark: () => Promise<boolean>,
): Promise<Outcome> {
  const base = {
    key: digestKey(claim.digest_id as number, digest.local_on),
    address: claim.address,
    on: digest.local_on,
    part: claim.part,
    parent: claim.parent,
    createdAt: new Date(claim.created_at).toTemporalInstant(),
    kind: "digest" as const,
    deliveryId: claim.id,
  };
  const render = <T>(make: (view: DigestView) => T) => tryTo(() => make(viewOf(digest, installation)));
  if (claim.channel === "email") {
    const mail = render((view) => ({ content: channels.renderMail(view), leaveUrl: view.links?.leave ?? null }));
    return mail.ok ? channels.mailFor(claim.address).send({ ...base, ...mail.made }, mark) : mail.outcome;
  }
  const parts = render(channels.renderSlack);
  if (!parts.ok) return parts.outcome;
  const content = parts.made[claim.part];
  if (!content) return { state: "rejected", reason: `this release renders no part ${claim.part}` };
  return channels.slack.send({ ...base, content, plain: () => renderSlackPlain(content), leaveUrl: null }, mark);
}

/** Without pages of its own an installation has no links to send, and letters are nothing else. */
function handOverLetter(
  claim: Claim,
  asked: AskedLetter,
  { channels, installation }: DeliverOrder,
  mark: () => Promise<boolean>,
): Promise<Outcome> | Outcome {
  const { links } = installation;
  if (links === null)
    return { state: "rejected", reason: "PAPERBOY_URL is not set any more: there is no link to send" };
  const mail = tryTo(() => channels.renderLetter(wordLetter(asked, installation, links)));
  if (!mail.ok) return mail.outcome;
  return channels.mailFor(claim.address).send({ ...parcelOf(claim), content: mail.made, kind: asked.kind }, mark);
}

/** Of a message that is no digest: it bears the day it was made on, and nobody leaves by it. */
function parcelOf({ id, created_at, address, part, parent, key }: Claim) {
  const createdAt = new Date(created_at).toTemporalInstant();
  const on = createdAt.toZonedDateTimeISO("UTC").toPlainDate().toString();
  return { key, address, on, part, parent, createdAt, deliveryId: id, leaveUrl: null };
}

/** One digest that cannot be rendered costs its reader that digest, not everybody behind it the run. */
function tryTo<T>(make: () => T): { ok: true; made: T } | { ok: false; outcome: Outcome } {
  try {
    return { ok: true, made: make() };
  } catch (error) {
    return { ok: false, outcome: { state: "rejected", reason: `it could not be rendered: ${messageOf(error)}` } };
  }
}
