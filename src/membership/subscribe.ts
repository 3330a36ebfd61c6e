/** Subscribing: addresses and topics are checked whole before anything is written, then saved in a few statements. */

import { listCatalogue } from "../db/catalogue.ts";
import { findStartDay, getLastSeq } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { listActiveSources } from "../db/sources.ts";
import { type SubscriptionWrite, saveSubscribers, saveSubscriptions } from "../db/subscribers.ts";
import { internTopics } from "../db/topics.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { parseCadence } from "../domain/subscription/cadence.ts";
import { parseHour, parseZone } from "../domain/subscription/hour.ts";
import { renderTopicError } from "../domain/topic/errors.ts";
import { LANGUAGE_VERSION, type Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { printCanonical } from "../domain/topic/print.ts";
import { scopeToSources } from "../domain/topic/scope.ts";

/** An order as typed or as read from a line of a file. */
export interface Order {
  address: string;
  /** Queries, or catalogue slugs written `#mixture-of-experts`. */
  topics: string[];
  zone?: string | undefined;
  at?: string | undefined;
  cadence?: string | undefined;
}

export interface CheckedOrder {
  address: Address;
  zone: string | null;
  hour: string | null;
  cadence: string;
  topics: {
    name: string;
    /** The entry of the catalogue that is followed. */
    slug: string | null;
    ast: Node;
    canonical: string;
    reading: string;
    warnings: string[];
  }[];
}

export type Checked = { ok: true; order: CheckedOrder } | { ok: false; message: string };

export interface Subscribed {
  /** Subscribers that were new. */
  subscribers: number;
  /** Subscriptions that are new or taken up again; the others stood already. */
  subscriptions: number;
  orders: CheckedOrder[];
}

/**
 * Pure: says what is wrong with an order in one message, or what it means. `catalogue` maps slugs to name and query.
 * `limits`: whether a query may be as long as anybody's; false for one that was taken before, to which sources were added.
 */
export function checkOrder(
  order: Order,
  sources: string[],
  catalogue: Map<string, { name: string; query: string }>,
  { limits }: { limits: boolean } = { limits: true },
): Checked {
  const address = parseAddress(order.address);
  if (!address.ok) return address;
  const zone = order.zone === undefined ? null : parseZone(order.zone);
  if (zone && !zone.ok) return zone;
  const hour = order.at === undefined ? null : parseHour(order.at);
  if (hour && !hour.ok) return hour;
  const cadence = parseCadence(order.cadence ?? "daily");
  if (!cadence.ok) return cadence;
  if (order.topics.length === 0)
    return { ok: false, message: "no topic is given: name one or more, or * for everything" };
  const topics: CheckedOrder["topics"] = [];
  for (const text of order.topics) {
    const entry = text.startsWith("#") ? catalogue.get(text.slice(1)) : undefined;
    if (text.startsWith("#") && !entry)
      return { ok: false, message: `the catalogue has no topic "${text}": see topic list` };
    const parsed = parseTopic(entry?.query ?? text, { limits });
    if (!parsed.ok) return { ok: false, message: renderTopicError(text, parsed.error) };
    const { ast, reading, warnings } = parsed.topic;
    topics.push({
      name: entry?.name ?? (text.trim() === "*" ? "Trending" : text.trim()),
      slug: entry ? text.slice(1) : null,
      ast,
      canonical: printCanonical(scopeToSources(ast, sources)),
      reading,
      warnings: warnings.map((warning) => warning.message),
    });
  }
  const settings = { zone: zone?.zone ?? null, hour: hour?.hour ?? null, cadence: cadence.cadence };
  return { ok: true, order: { address: address.address, ...settings, topics } };
}

/** What orders are checked against. */
export async function getOrderContext(
  db: Db,
): Promise<{ sources: string[]; catalogue: Map<string, { name: string; query: string }> }> {
  const [sources, catalogue] = await Promise.all([listActiveSources(db), listCatalogue(db)]);
  return { sources, catalogue: new Map(catalogue.map((entry) => [entry.slug, entry])) };
}

type Step = (tx: Db, now: Temporal.Instant) => Promise<unknown>;

/** Saves checked orders in one transaction, as `subscribeWithin` does. */
export async function subscribe(
  db: Db,
  orders: CheckedOrder[],
  now: Temporal.Instant,
  match: Step,
  reckon: Step,
): Promise<Subscribed> {
  return db.transaction().execute((tx) => subscribeWithin(tx, orders, now, match, reckon));
}

/**
 * Saves checked orders in the transaction `tx`. What came in before is matched first and so is not new to them;
 * a new subscription starts with the matches of the last complete day (semantics 1). `match` closes a match batch,
 * `reckon` finds the due times of new readers and of those who moved their hour or zone.
 */
export async function subscribeWithin(
  tx: Db,
  orders: CheckedOrder[],
  now: Temporal.Instant,
  match: Step,
  reckon: Step,
): Promise<Subscribed> {
  await match(tx, now);
  const at = now.toString();
  const merged = mergeByAddress(orders);
  const start = { seq: await getLastSeq(tx), on: await findStartDay(tx, now) };
  const ids = await internTopics(
    tx,
    LANGUAGE_VERSION,
    orders.flatMap((order) => order.topics.map((topic) => topic.canonical)),
    at,
  );
  const saved = await saveSubscribers(
    tx,
    merged.map(({ address, zone, hour }) => ({
      channel: address.channel,
      address: address.address,
      address_key: address.key,
      zone,
      hour,
    })),
    at,
  );
  const idOf = new Map(saved.map((row) => [`${row.channel} ${row.address_key}`, row.id]));
  const writes = merged.flatMap((order) => {
    const subscriber_id = idOf.get(`${order.address.channel} ${order.address.key}`) as number;
    return order.topics.map((topic): SubscriptionWrite => {
      return {
        subscriber_id,
        topic_id: ids.get(topic.canonical) as number,
        name: topic.name,
        slug: topic.slug,
        reading: topic.reading,
        cadence: topic.cadence,
      };
    });
  });
  const subscriptions = await saveSubscriptions(tx, writes, start, at);
  await reckon(tx, now);
  await match(tx, now);
  return { subscribers: saved.filter((row) => row.made).length, subscriptions, orders };
}

interface MergedOrder extends Omit<CheckedOrder, "topics" | "cadence"> {
  topics: (CheckedOrder["topics"][number] & { cadence: string })[];
}

/** One entry an address and topic; later orders win. */
function mergeByAddress(orders: CheckedOrder[]): MergedOrder[] {
  const merged = new Map<string, MergedOrder>();
  for (const { address, zone, hour, cadence, topics } of orders) {
    const key = `${address.channel} ${address.key}`;
    const before = merged.get(key);
    const all = new Map((before?.topics ?? []).map((topic) => [topic.canonical, topic]));
    for (const topic of topics) all.set(topic.canonical, { ...topic, cadence });
    merged.set(key, {
      address,
      zone: zone ?? before?.zone ?? null,
      hour: hour ?? before?.hour ?? null,
      topics: [...all.values()],
    });
  }
  return [...merged.values()];
}
