/** What follows from a bounce, a complaint, or a mail that asks to leave: who is not written to any more, and what becomes of the delivery. */
import {
  type BouncedDelivery,
  type BounceRow,
  findLastMail,
  findMailDelivery,
  noteOnAccepted,
  saveBounce,
  settleUnknown,
} from "../db/bounces.ts";
import { releaseDigests } from "../db/delivery-closing.ts";
import { suppressFullMailboxes } from "../db/full-mailboxes.ts";
import type { Db } from "../db/open.ts";
import { isErased } from "../db/personal-data.ts";
import { findReaderRow } from "../db/readers.ts";
import { suppressAddress } from "../db/suppressions.ts";
import { findComplained } from "../domain/bounce/complaint.ts";
import { findLeaver } from "../domain/bounce/leave-request.ts";
import { type Bounce, readBounce } from "../domain/bounce/read-bounce.ts";
import type { ReceivedMail } from "../domain/bounce/received.ts";
import { findDeliveryOf } from "../domain/bounce/recipient-token.ts";
import { leave } from "./leave.ts";

export type BounceEvent = BounceRow;

/** `known`: counted before. `nobody`: no mail was ever handed over under this number. */
export interface Recorded {
  outcome: "recorded" | "known" | "nobody";
  /** Whether the address is suppressed now for this. */
  suppressed: boolean;
  /** What an unknown delivery was found to be. */
  settled: "accepted" | "rejected" | null;
}

const REASON_MOST = 300;
const FAILURES = ["hard", "full", "soft", "policy"];
/** They prove that the mail arrived. */
const ARRIVALS = ["delivered", "complaint"];

/**
 * Once for each event, all of it or nothing. An unknown delivery is settled; an accepted one stays accepted, with what
 * came back noted beside it. Hard bounces and complaints suppress now, a full mailbox by the rule of three days.
 */
export async function recordBounce(db: Db, event: BounceEvent, now: Temporal.Instant): Promise<Recorded> {
  const at = now.toString();
  return db.transaction().execute(async (tx) => {
    const delivery = await findMailDelivery(tx, event.deliveryId);
    if (!delivery) return { outcome: "nobody", suppressed: false, settled: null };
    // What servers say quotes addresses, and a reader who was forgotten stays so.
    const erased = isErased(delivery.address_key);
    const told = { ...event, reason: event.reason === null || erased ? null : cutReason(event.reason) };
    if (!(await saveBounce(tx, told, at))) return { outcome: "known", suppressed: false, settled: null };
    const settled = await settle(tx, delivery, told, at);
    return { outcome: "recorded", suppressed: !erased && (await suppress(tx, delivery, told, at)), settled };
  });
}

async function settle(tx: Db, delivery: BouncedDelivery, event: BounceEvent, at: string): Promise<Recorded["settled"]> {
  const says = cutReason([event.kind, event.reason ?? event.status].filter(Boolean).join(": "));
  if (ARRIVALS.includes(event.kind)) {
    const arrived = await settleUnknown(tx, delivery.id, "accepted", `came back as ${says}`, at);
    if (event.kind === "complaint") await noteOnAccepted(tx, delivery.id, `came back as ${says}`);
    return arrived ? "accepted" : null;
  }
  if (!FAILURES.includes(event.kind)) return null;
  if (!(await settleUnknown(tx, delivery.id, "rejected", `bounced: ${says}`, at))) {
    await noteOnAccepted(tx, delivery.id, `bounced later: ${says}`);
    return null;
  }
  if (delivery.part === 0 && delivery.digest_id !== null) await releaseDigests(tx, [delivery.digest_id], at);
  return "rejected";
}

async function suppress(tx: Db, delivery: BouncedDelivery, event: BounceEvent, at: string): Promise<boolean> {
  const { address_key: key, digest_id: digest } = delivery;
  switch (event.kind) {
    case "hard":
      return suppressAddress(
        tx,
        key,
        cutReason(`hard bounce: ${event.reason ?? event.status ?? "no reason given"}`),
        at,
      );
    case "complaint":
      return suppressAddress(tx, key, "complaint", at);
    case "full":
      return digest !== null && (await suppressFullMailboxes(tx, [digest], at)) > 0;
    default:
      return false;
  }
}

/** On one line, without what a database or a terminal would trip over. */
const cutReason = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, REASON_MOST)
    .toWellFormed();

export interface ReceivedBounce extends Bounce {
  /** `ignored`: no token of ours says whom it is about. `none`: neither bounce nor complaint. `left`: a reader left by mail. */
  outcome: Recorded["outcome"] | "ignored" | "none" | "left";
  suppressed: boolean;
}

/** `name` tells this mail from any other; `recipient` is the envelope's, where it is known. */
export async function recordReceived(
  db: Db,
  secret: string,
  { mail, name, recipient }: { mail: ReceivedMail; name: string; recipient: string | null },
  now: Temporal.Instant,
): Promise<ReceivedBounce> {
  const leaver = findLeaver(secret, mail);
  if (leaver !== null) return leaveByMail(db, leaver, now);
  const bounce = readBounce(mail);
  const { kind, status, diagnostic } = bounce;
  if (kind === "none") return { ...bounce, outcome: "none", suppressed: false };
  const sentTo = findDeliveryOf(secret, mail, recipient);
  const complained = sentTo === null && kind === "complaint" ? findComplained(secret, mail) : null;
  const about = sentTo === null ? complained : { what: "delivery" as const, id: sentTo };
  if (about === null) return { ...bounce, outcome: "ignored", suppressed: false };
  const deliveryId = about.what === "delivery" ? about.id : await findLastMail(db, about.id);
  if (deliveryId === null) return { ...bounce, outcome: "nobody", suppressed: false };
  // A reader's or a delivery's own names only: whoever knows one token can take no other's event away.
  const eventId = `${about.what === "delivery" ? "" : "subscriber-"}${about.id}/${kind}/${name}`;
  const recorded = await recordBounce(
    db,
    { provider: "mail", eventId, deliveryId, kind, status, reason: diagnostic },
    now,
  );
  return { ...bounce, outcome: recorded.outcome, suppressed: recorded.suppressed };
}

const NO_BOUNCE = { kind: "none" as const, status: null, diagnostic: null, recipients: [], suppressed: false };

/** As one click does it: nothing more comes, no farewell either. Read again, it ends nothing. */
async function leaveByMail(db: Db, subscriberId: number, now: Temporal.Instant): Promise<ReceivedBounce> {
  const reader = await findReaderRow(db, subscriberId);
  if (!reader) return { ...NO_BOUNCE, outcome: "nobody" };
  const { channel, address, address_key: key } = reader;
  await leave(db, { channel, address, key }, now);
  return { ...NO_BOUNCE, outcome: "left" };
}
