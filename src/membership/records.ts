/** A subscriber's record, as files hold one, made a subscriber: its topics subscribed, and then set as the record says. */
import type { Db } from "../db/open.ts";
import { saveSettings } from "../db/subscriber-exchange.ts";
import type { SubscriberRecord } from "../domain/exchange/record.ts";
import type { Address } from "../domain/subscription/address.ts";
import { THRESHOLDS } from "../domain/subscription/feedback.ts";
import { printUnscopedReading } from "../domain/topic/scope.ts";
import { type CheckedOrder, checkOrder, type getOrderContext, subscribeWithin } from "./subscribe.ts";

type Context = Awaited<ReturnType<typeof getOrderContext>>;

export interface SubscribeRules {
  match: Parameters<typeof subscribeWithin>[3];
  reckon: Parameters<typeof subscribeWithin>[4];
}

/**
 * An order for each of its topics, in their order; or what is wrong with the first wrong one. Their queries were taken once,
 * here or where the file comes from.
 */
export function checkRecord(
  record: SubscriberRecord,
  { sources, catalogue: entries }: Context,
): { ok: true; orders: CheckedOrder[] } | { ok: false; message: string } {
  const orders: CheckedOrder[] = [];
  for (const { topic, name, cadence, catalogue } of record.topics) {
    const order = { address: record.address, topics: [topic], zone: record.zone, at: record.at, cadence };
    const checked = checkOrder(order, sources, entries, { limits: false });
    if (!checked.ok) return checked;
    for (const each of checked.order.topics) {
      if (catalogue !== undefined && entries.has(catalogue)) each.slug = catalogue;
      // Given out by Paperboy: its query holds the sources that it was limited to, which readers are not told of.
      if (name) Object.assign(each, { name, reading: printUnscopedReading(each.ast) });
    }
    orders.push(checked.order);
  }
  return { ok: true, orders };
}

export interface CheckedRecord {
  address: Address;
  record: SubscriberRecord;
  orders: CheckedOrder[];
}

/** Of people who were no subscribers before this transaction. */
export async function subscribeRecords(
  tx: Db,
  records: CheckedRecord[],
  now: Temporal.Instant,
  { match, reckon }: SubscribeRules,
): Promise<void> {
  await subscribeWithin(
    tx,
    records.flatMap(({ orders }) => orders),
    now,
    match,
    reckon,
  );
  await saveSettings(
    tx,
    records.map(({ address: { channel, key }, record }) => ({
      ...{ channel, key, most: record.most ?? null, quiet: record.quiet ?? null, waits: record.waits ?? null },
      paused_until: record.paused_until ?? null,
    })),
    records.flatMap(({ address: { channel, key }, record, orders }) =>
      record.topics.flatMap(({ cap, threshold, votes }, i) =>
        (orders[i] as CheckedOrder).topics.map(({ canonical }) => ({
          ...{ channel, key, canonical, cap: cap ?? null, signal: votes ?? null },
          threshold: threshold === undefined ? null : THRESHOLDS[threshold],
        })),
      ),
    ),
  );
}
