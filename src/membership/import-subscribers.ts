/** Subscribers of a file, a batch a transaction: who is known stays as they are, so that importing again changes nothing. */
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { ERASED, hasErased, listErased } from "../db/personal-data.ts";
import { insertAsked, insertSuppressions, type KnownAddress, lookUpAddresses } from "../db/subscriber-exchange.ts";
import type { Incoming, SubscriberRecord } from "../domain/exchange/record.ts";
import type { Address } from "../domain/subscription/address.ts";
import { parseAddress } from "../domain/subscription/address.ts";
import { listLibraryKeys } from "../domain/topic/library-keys.ts";
import { findDisposableDomain, warnOfDomain } from "./disposable-mail.ts";
import { listUnknownLibraries } from "./libraries.ts";
import { checkRecord, type SubscribeRules, subscribeRecords } from "./records.ts";
import { CONFIRM_HOURS } from "./sign-up.ts";
import { type CheckedOrder, getOrderContext } from "./subscribe.ts";

/** `new`: subscribed. `asked`: gets a mail that asks to confirm. The others are not subscribed by this. */
export const OUTCOMES = ["new", "asked", "known", "unsubscribed", "suppressed", "duplicate", "invalid"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Imported {
  line: number;
  address: string;
  outcome: Outcome;
  reason: string;
  /** Of a domain whose addresses end by themselves. */
  disposable: boolean;
}

export interface ImportRules {
  /** The operator says that all of them agreed; else a mail asks each. */
  confirmed: boolean;
  /** Takes over who must not be written to. */
  suppressions: boolean;
  dryRun: boolean;
  hashOf(address: Address): string;
  match: SubscribeRules["match"];
  reckon: SubscribeRules["reckon"];
}

/** Keys that were met, over all batches: the one thing that grows with the file. */
export interface Met {
  seen: Set<string>;
  /** Who left or was cut off in any of the files. */
  barred: ReadonlySet<string>;
}

export const keyOf = ({ channel, key }: Pick<Address, "channel" | "key">): string => `${channel} ${key}`;

type Context = Awaited<ReturnType<typeof getOrderContext>>;

interface Candidate {
  incoming: Incoming;
  record: SubscriberRecord;
  address: Address;
  orders: CheckedOrder[];
}

export async function importBatch(
  db: Db,
  batch: Incoming[],
  rules: ImportRules,
  met: Met,
  now: Temporal.Instant,
): Promise<Imported[]> {
  const context = await getOrderContext(db);
  const told = new Map<Incoming, Imported>();
  const tell = (incoming: Incoming, outcome: Outcome, reason: string, disposable = false) =>
    told.set(incoming, { line: incoming.line, address: incoming.address, outcome, reason, disposable });
  const candidates: Candidate[] = [];
  const barred: { channel: Address["channel"]; key: string; reason: string }[] = [];
  for (const incoming of batch) {
    const read = readIncoming(incoming, context, met);
    if ("outcome" in read) tell(incoming, read.outcome, read.reason);
    else candidates.push(read);
    const reason =
      incoming.record?.suppressed ??
      (["blocked", "cleaned"].includes(incoming.standing) ? `${incoming.standing} elsewhere` : null);
    const parsed = parseAddress(incoming.address);
    if (rules.suppressions && reason !== null && parsed.ok) barred.push({ ...parsed.address, reason });
  }
  const unknown = await listUnknownLibraries(
    db,
    candidates.flatMap(({ orders }) => orders),
  );
  const step = async (tx: Db) => {
    const known = await lookUpAddresses(
      tx,
      candidates.map(({ address }) => address),
    );
    // The secret is opened only when there is something to look up.
    const hashOf = (await hasErased(tx)) ? rules.hashOf : keyOf;
    const erased = await listErased(
      tx,
      candidates.map(({ address }) => hashOf(address)),
    );
    const taken: Candidate[] = [];
    for (const [i, candidate] of candidates.entries()) {
      const reason = erased.get(hashOf(candidate.address));
      const refused =
        refuse(candidate, known[i] as KnownAddress, rules, reason) ??
        (candidate.orders.some(({ topics }) =>
          topics.some(({ ast }) => listLibraryKeys(ast).some((key) => unknown.has(key))),
        )
          ? (["invalid", "a topic's list of papers (like:…) is not here: make it by follow papers"] as const)
          : null);
      if (refused) tell(candidate.incoming, ...refused);
      else taken.push(candidate);
    }
    if (!rules.dryRun) {
      await save(tx, taken, rules, now);
      if (barred.length > 0) await insertSuppressions(tx, barred, now.toString());
    }
    for (const { incoming, address, record } of taken) {
      const domain = await findDisposableDomain(address);
      const sure = isSure(record, rules);
      const why = sure ? "subscribed" : "a mail asks to confirm";
      tell(
        incoming,
        sure ? "new" : "asked",
        domain === null ? why : `${why}; ${warnOfDomain(domain)}`,
        domain !== null,
      );
    }
  };
  if (rules.dryRun) await step(db);
  else await db.transaction().execute(step);
  return batch.map((incoming) => told.get(incoming) as Imported);
}

const isSure = (record: SubscriberRecord, { confirmed }: ImportRules): boolean =>
  confirmed && record.confirmed !== false;

/** What can be told without the database. */
function readIncoming(
  incoming: Incoming,
  context: Context,
  met: Met,
): Candidate | { outcome: Outcome; reason: string } {
  const { record, standing } = incoming;
  const parsed = parseAddress(incoming.address);
  if (incoming.problem !== null) return { outcome: "invalid", reason: incoming.problem };
  if (!parsed.ok) return { outcome: "invalid", reason: parsed.message };
  const { address } = parsed;
  const key = keyOf(address);
  if (standing !== "subscribed") return { outcome: "unsubscribed", reason: `${standing} where the file comes from` };
  if (met.barred.has(key)) return { outcome: "unsubscribed", reason: "another line or file says that they left" };
  if (met.seen.has(key)) return { outcome: "duplicate", reason: "this address stood before; that line holds" };
  met.seen.add(key);
  if (record === null) throw new Error(`line ${incoming.line} has neither a record nor a problem`);
  if (record.topics.length === 0) return { outcome: "unsubscribed", reason: "no topic runs where the file comes from" };
  const checked = checkRecord(record, context);
  if (!checked.ok) return { outcome: "invalid", reason: checked.message };
  const { orders } = checked;
  return { incoming, record, address, orders };
}

/** Null: it may be subscribed, or asked. */
function refuse(
  { address, record }: Candidate,
  known: KnownAddress,
  rules: ImportRules,
  erased: string | undefined,
): readonly [Outcome, string] | null {
  if (known.subscribed) return ["known", "is or was subscribed here, and stays as it is"];
  if (known.suppressed !== null) return ["suppressed", `not written to: ${known.suppressed}`];
  if (erased !== undefined)
    return ["suppressed", erased === ERASED ? "asked to be forgotten: only they can come back, by signing up" : erased];
  if (record.suppressed && !rules.suppressions)
    return ["suppressed", `not written to where the file comes from: ${record.suppressed}`];
  if (isSure(record, rules)) return null;
  if (address.channel !== "email")
    return ["invalid", "a conversation cannot be asked by mail: import it with --confirmed"];
  if (record.suppressed) return ["suppressed", `not written to: ${record.suppressed}`];
  return known.asked ? ["known", "was asked to confirm already"] : null;
}

async function save(tx: Db, taken: Candidate[], rules: ImportRules, now: Temporal.Instant): Promise<void> {
  const sure = taken.filter(({ record }) => isSure(record, rules));
  const asked = taken.filter(({ record }) => !isSure(record, rules));
  if (sure.length > 0) await subscribeRecords(tx, sure, now, rules);
  if (asked.length === 0) return;
  await lockUntilCommit(tx, "signing up");
  const write = asked.map(({ address: { address, key }, record, orders }) => ({
    ...{
      address,
      address_key: key,
      domain: key.slice(key.lastIndexOf("@") + 1),
      topics: record.topics.map(({ topic }) => topic),
    },
    ...{ zone: orders[0]?.zone ?? "UTC", hour: orders[0]?.hour ?? "08:00", cadence: orders[0]?.cadence ?? "daily" },
    record,
  }));
  await insertAsked(tx, write, now.toString(), now.add({ hours: CONFIRM_HOURS }).toString());
}
