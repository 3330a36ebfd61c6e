/** Signing up on the web: asked for by anybody, confirmed by whoever reads the mailbox (double opt-in). */
import { findSubscriberId } from "../db/feedback.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { ERASED, forgetErased, listErased } from "../db/personal-data.ts";
import {
  confirmSignupRow,
  countSignups,
  holdSignup,
  insertSignup,
  isSuppressed,
  makeDueNow,
  nameTopics,
  type Signup,
} from "../db/signups.ts";
import { explainRefusal } from "../domain/consent/invitation.ts";
import type { Address } from "../domain/subscription/address.ts";
import { findDisposableDomain, warnOfDomain } from "./disposable-mail.ts";
import { findRefusal, takeUse } from "./invitations.ts";
import { type CheckedRecord, checkRecord, type SubscribeRules, subscribeRecords } from "./records.ts";
import { type CheckedOrder, checkOrder, getOrderContext, subscribeWithin } from "./subscribe.ts";

/** Who may sign up: everybody, addresses of some domains, whoever has an invitation, or nobody but by the operator. */
export type SignupPolicy =
  | { kind: "open" }
  | { kind: "domains"; domains: string[] }
  | { kind: "invite" }
  | { kind: "closed" };

export interface SignupOrder {
  address: string;
  /** Empty: the day's trending papers. */
  topics: string[];
  zone: string;
  at: string;
  cadence: string;
  /** A keyed hash of who asks. */
  client: string;
  /** Read from the token that came with it: `none` came, null stands for nothing. */
  invitation: number | null | "none";
  /** Who to ask for an invitation; null: no name was left. */
  operator: string | null;
  /** What the address would be known by, had it been forgotten. */
  hashOf(address: Address): string;
}

/**
 * The same for an address that is known, unknown, or not to be written to. `warning`: of a domain whose addresses end
 * after a while.
 */
export type Asked =
  | { ok: true; warning: string | null }
  | { ok: false; reason: "closed" | "wrong" | "too many"; message: string };

export const CONFIRM_HOURS = 48;
/** Mails that ask one address to confirm, a day: somebody else may be asking. */
const ADDRESS_MOST = 3;
/** Sign-ups of one client an hour, and to one domain an hour. */
const CLIENT_MOST = 20;
const DOMAIN_MOST = 200;
const TOPICS_MOST = 20;

export async function askToSignUp(
  db: Db,
  order: SignupOrder,
  policy: SignupPolicy,
  now: Temporal.Instant,
): Promise<Asked> {
  if (policy.kind === "closed")
    return { ok: false, reason: "closed", message: "Signing up is closed here: ask the operator to subscribe you." };
  const uninvited = policy.kind === "invite" ? await refuseUninvited(db, order, now) : null;
  if (uninvited !== null) return { ok: false, reason: "closed", message: uninvited };
  const topics = order.topics.length === 0 ? ["*"] : order.topics;
  if (topics.length > TOPICS_MOST)
    return { ok: false, reason: "wrong", message: `${TOPICS_MOST} topics at once are the most.` };
  const { sources, catalogue } = await getOrderContext(db);
  const checked = checkOrder({ ...order, topics }, sources, catalogue);
  if (!checked.ok) return { ok: false, reason: "wrong", message: checked.message };
  const { address } = checked.order;
  if (address.channel !== "email")
    return { ok: false, reason: "wrong", message: "Here mailboxes sign up; in Slack it is done with /papers." };
  const domain = address.key.slice(address.key.lastIndexOf("@") + 1);
  if (policy.kind === "domains" && !policy.domains.includes(domain))
    return { ok: false, reason: "closed", message: `Only addresses of ${policy.domains.join(", ")} can sign up here.` };
  const invitation = policy.kind === "invite" && order.invitation !== "none" ? order.invitation : null;
  const disposable = await findDisposableDomain(address);
  const refused = await save(db, { address, domain, topics, order, checked: checked.order, invitation }, now);
  return refused ?? { ok: true, warning: disposable === null ? null : warnOfDomain(disposable) };
}

/** What is said to who has no invitation that is good now; null: to who has one. */
export async function refuseUninvited(
  db: Db,
  { invitation, operator }: Pick<SignupOrder, "invitation" | "operator">,
  now: Temporal.Instant,
): Promise<string | null> {
  const refusal = invitation === "none" ? invitation : await findRefusal(db, invitation, now);
  return refusal && explainRefusal(refusal, operator);
}

interface Wanted {
  address: Address;
  domain: string;
  topics: string[];
  order: SignupOrder;
  checked: CheckedOrder;
  invitation: number | null;
}

/** Null: it is written, or need not be. */
async function save(db: Db, wanted: Wanted, now: Temporal.Instant): Promise<(Asked & { ok: false }) | null> {
  const { address, domain, topics, order, checked, invitation } = wanted;
  const at = now.toString();
  const ago = (hours: number) => now.subtract({ hours }).toString();
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "signing up"); // or a thousand at once would all be counted as none
    const who = { address_key: address.key, client: order.client, domain };
    const asked = await countSignups(tx, who, { address: ago(24), client: ago(1), domain: ago(1) });
    if (asked.client >= CLIENT_MOST || asked.domain >= DOMAIN_MOST)
      return {
        ok: false as const,
        reason: "too many" as const,
        message: "That was asked too often. Try again in an hour.",
      };
    const hash = order.hashOf(address);
    const forgotten = (await listErased(tx, [hash])).get(hash);
    const barred = (forgotten !== undefined && forgotten !== ERASED) || (await isSuppressed(tx, address.key));
    const mailed = asked.address < ADDRESS_MOST && !barred;
    const write = {
      ...who,
      address: address.address,
      topics,
      zone: checked.zone ?? "UTC",
      hour: checked.hour ?? "08:00",
      cadence: checked.cadence,
      invitation_id: invitation,
    };
    if (asked.address < ADDRESS_MOST)
      await insertSignup(tx, write, { at, expiresAt: now.add({ hours: CONFIRM_HOURS }).toString(), mailed });
    return null;
  });
}

export type Confirmed =
  | { ok: true; subscriberId: number; topics: string[]; zone: string; hour: string }
  | { ok: false; reason: "expired" | "unknown" | "wrong" | "uninvited"; message: string };

interface Rules extends SubscribeRules {
  hashOf: SignupOrder["hashOf"];
  /** Who to ask for another invitation. */
  operator: string | null;
}

/**
 * Subscribes what was asked for, uses the invitation up, and has the first digest made at once: all of it or nothing, one
 * after the other for one sign-up and for one invitation. Said again, it stays as it is.
 */
export async function confirmSignup(db: Db, id: number, now: Temporal.Instant, rules: Rules): Promise<Confirmed> {
  const context = await getOrderContext(db);
  return db.transaction().execute(async (tx): Promise<Confirmed> => {
    const held = await holdSignup(tx, id);
    if (!held) return { ok: false, reason: "unknown", message: "This link is not valid." };
    const { address, topics, zone, hour, cadence } = held;
    const done = { ok: true as const, topics: nameTopics(held), zone, hour };
    if (held.confirmed_at !== null && held.subscriber_id !== null) return { ...done, subscriberId: held.subscriber_id };
    if (held.expires_at.getTime() <= now.epochMilliseconds)
      return { ok: false, reason: "expired", message: `This link was good for ${CONFIRM_HOURS} hours. Sign up again.` };
    const { invitation_id, address_key } = held;
    const record = held.record ?? { address, zone, at: hour, topics: topics.map((topic) => ({ topic, cadence })) };
    const checked = checkRecord(record, context);
    if (!checked.ok) return { ok: false, reason: "wrong", message: checked.message };
    const refusal = invitation_id === null ? null : await takeUse(tx, invitation_id, address_key);
    if (refusal) return { ok: false, reason: "uninvited", message: explainRefusal(refusal, rules.operator) };
    const [first] = checked.orders;
    if (!first) throw new Error(`sign-up ${id} has no topic`);
    const admitted = { address: first.address, record, orders: checked.orders };
    return { ...done, subscriberId: await admit(tx, held, admitted, now, rules) };
  });
}

/** The id of the subscriber that a sign-up, held in `tx`, has become. Who was one before keeps what they had set. */
async function admit(
  tx: Db,
  { id, zone, record }: Signup,
  admitted: CheckedRecord,
  now: Temporal.Instant,
  rules: Rules,
) {
  const { address, orders } = admitted;
  if ((await findSubscriberId(tx, address)) === null) await subscribeRecords(tx, [admitted], now, rules);
  else {
    // Hour and zone were chosen on the web just now; in a file they are from before.
    const wanted = record === null ? orders : orders.map((order) => ({ ...order, zone: null, hour: null }));
    await subscribeWithin(tx, wanted, now, rules.match, rules.reckon);
  }
  const subscriberId = await findSubscriberId(tx, address);
  if (subscriberId === null) throw new Error(`sign-up ${id} was confirmed and made no subscriber`);
  const on = now.toZonedDateTimeISO(zone).toPlainDate().toString();
  await forgetErased(tx, rules.hashOf(address));
  await confirmSignupRow(tx, id, subscriberId, now.toString());
  await makeDueNow(tx, subscriberId, on, now.toString());
  return subscriberId;
}
