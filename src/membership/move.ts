/** Moving to another address: asked for on the preferences, done when the new mailbox says yes, told to the former one. */
import { findSubscriberId } from "../db/feedback.ts";
import { holdLetter, markLetterUsed, moveSubscriber } from "../db/letters.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { forgetErased } from "../db/personal-data.ts";
import { findReaderRow } from "../db/readers.ts";
import { isSuppressed } from "../db/signups.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { writeLetter } from "./letters.ts";
import type { SignupPolicy } from "./sign-up.ts";

export type MoveAsked = { ok: true; address: string } | { ok: false; message: string };

export interface MoveOrder {
  subscriberId: number;
  /** As typed. */
  address: string;
  client: string;
}

/** The same whether the new address has a digest of its own, or none: only its mailbox is told. */
export async function askToMove(
  db: Db,
  { subscriberId, address: typed, client }: MoveOrder,
  policy: SignupPolicy,
  now: Temporal.Instant,
): Promise<MoveAsked> {
  const parsed = parseAddress(typed);
  if (!parsed.ok) return parsed;
  const { address, key } = parsed.address;
  const refused = findRefusal(parsed.address, policy);
  if (refused !== null) return { ok: false, message: refused };
  const reader = await findReaderRow(db, subscriberId);
  if (reader?.channel !== "email") return { ok: false, message: "Only mail has an address to change." };
  if (reader.address === address) return { ok: false, message: "That is where it goes now." };
  const letter = { kind: "move" as const, subscriber_id: subscriberId, address, address_key: key, subscriptions: [] };
  await db.transaction().execute((tx) => writeLetter(tx, { ...letter, client }, now));
  return { ok: true, address };
}

/** Who may not sign up with an address may not move to it either. */
function findRefusal({ channel, key }: Address, policy: SignupPolicy): string | null {
  if (channel !== "email") return "A mailbox moves to a mailbox; in Slack it is done with /papers.";
  if (policy.kind === "closed") return "Here the operator changes addresses: ask them.";
  if (policy.kind === "domains" && !policy.domains.includes(key.slice(key.lastIndexOf("@") + 1)))
    return `Only addresses of ${policy.domains.join(", ")} can be used here.`;
  return null;
}

export type Moved =
  | { ok: true; subscriberId: number; address: string }
  | { ok: false; reason: "unknown" | "expired" | "taken"; message: string };

/**
 * `letterId`: of a letter to the new address, or of the one that told the former address and leads back. Serialised with
 * compiling, so that no digest is made for the address that was left. Said again, it stays as it is.
 */
export async function move(
  db: Db,
  letterId: number,
  now: Temporal.Instant,
  hashOf: (address: Address) => string,
): Promise<Moved> {
  return db.transaction().execute(async (tx): Promise<Moved> => {
    await lockUntilCommit(tx, "compiling");
    const letter = await holdLetter(tx, letterId);
    const reader = letter && (await findReaderRow(tx, letter.subscriber_id));
    if (!letter || !reader || (letter.kind !== "move" && letter.kind !== "moved"))
      return { ok: false, reason: "unknown", message: "This link is not valid." };
    const { address, address_key, subscriber_id } = letter;
    if (reader.address === address) return { ok: true, subscriberId: subscriber_id, address };
    if (letter.used_at !== null || letter.expires_at.getTime() <= now.epochMilliseconds)
      return { ok: false, reason: "expired", message: "This link is too old. Ask for a new one on your preferences." };
    const to: Address = { channel: "email", address, key: address_key };
    if (!(await take(tx, subscriber_id, to, hashOf))) return { ok: false, reason: "taken", message: TAKEN };
    await markLetterUsed(tx, letterId, now.toString());
    if (letter.kind === "move" && reader.address_key !== address_key)
      await writeLetter(
        tx,
        {
          kind: "moved",
          subscriber_id,
          address: reader.address,
          address_key: reader.address_key,
          subscriptions: [],
          client: null,
        },
        now,
      );
    return { ok: true, subscriberId: subscriber_id, address };
  });
}

/** By the operator, who answers for it that the new mailbox is the reader's: no letter goes. */
export async function moveByOperator(
  db: Db,
  { from, to }: { from: Address; to: Address },
  hashOf: (address: Address) => string,
): Promise<{ ok: true } | { ok: false; message: string }> {
  if (from.channel !== to.channel) return { ok: false, message: "A mailbox moves to a mailbox." };
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "compiling");
    const id = await findSubscriberId(tx, from);
    if (id === null) return { ok: false, message: `${from.address} is not subscribed` };
    return (await take(tx, id, to, hashOf)) ? { ok: true } : { ok: false, message: HELD };
  });
}

/** False: somebody else has, or had, a digest there, or nothing goes to it. */
async function take(tx: Db, subscriberId: number, to: Address, hashOf: (address: Address) => string): Promise<boolean> {
  const holder = await findSubscriberId(tx, to);
  if ((holder !== null && holder !== subscriberId) || (await isSuppressed(tx, to.key))) return false;
  await forgetErased(tx, hashOf(to));
  await moveSubscriber(tx, subscriberId, { address: to.address, address_key: to.key });
  return true;
}

const HELD =
  "the new address is suppressed, or has, or had, a digest of its own: see `paperboy subscribers` and `paperboy suppressions list`";
const TAKEN =
  "This address has, or had, a digest of its own, so this one stays where it was. Sign up with it instead, or ask the operator.";
