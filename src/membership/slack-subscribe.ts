/** Subscribing a conversation in Slack: whoever may write there may subscribe it, and its first digest is made at once. */
import { findSubscriberId } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { forgetErased } from "../db/personal-data.ts";
import { findReaderRow } from "../db/readers.ts";
import { findFollowed } from "../db/recent-papers.ts";
import { makeDueNow } from "../db/signups.ts";
import type { Address } from "../domain/subscription/address.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";
import { hashAddress } from "./personal-data.ts";
import { checkOrder, getOrderContext, subscribeWithin } from "./subscribe.ts";

export interface ConversationOrder {
  address: Address;
  /** A query, or a slug of the catalogue: `#mixture-of-experts`. */
  topic: string;
  /** Null: daily, and of a topic that runs already what it has. */
  cadence: string | null;
  /** `09:00`; null: what the conversation has. */
  at: string | null;
  /** For a conversation that is new. */
  zone: string;
}

export interface ConversationSubscribed {
  ok: true;
  /** Of the list. */
  number: number;
  name: string;
  reading: string;
  /** As it is stored. */
  canonical: string;
  cadence: string;
  warnings: string[];
  /** It ran already, in this cadence. */
  before: { cadence: string } | null;
  /** The first digest is made now. */
  firstNow: boolean;
}

interface Rules {
  match: Parameters<typeof subscribeWithin>[3];
  reckon: Parameters<typeof subscribeWithin>[4];
  secret: string;
}

/** All of it or nothing. Said again it changes nothing but the cadence, where one is given. */
export async function subscribeConversation(
  db: Db,
  { address, topic, cadence, at, zone }: ConversationOrder,
  now: Temporal.Instant,
  { match, reckon, secret }: Rules,
): Promise<ConversationSubscribed | { ok: false; message: string }> {
  const { sources, catalogue } = await getOrderContext(db);
  const checked = checkOrder(
    { address: `slack:${address.address}`, topics: [topic], cadence: cadence ?? undefined, at: at ?? undefined },
    sources,
    catalogue,
  );
  if (!checked.ok) return checked;
  const [wanted] = checked.order.topics;
  if (!wanted) throw new Error("a checked order has no topic");
  return db.transaction().execute(async (tx) => {
    const followed = await findFollowed(tx, address);
    const known = followed?.find((each) => each.canonical === wanted.canonical);
    const row = known && (await findRow(tx, address));
    const before = row?.topics.find((each) => each.number === known?.number) ?? null;
    if (before === null || (cadence !== null && before.cadence !== checked.order.cadence)) {
      // A name that a page gave a running topic stays.
      const topics = [before === null ? wanted : { ...wanted, name: before.name }];
      const order = { ...checked.order, topics, zone: followed === null ? zone : null, hour: null };
      await subscribeWithin(tx, [order], now, match, reckon);
    }
    const after = await findRow(tx, address);
    const number = (await findFollowed(tx, address))?.find((each) => each.canonical === wanted.canonical)?.number;
    const saved = after?.topics.find((each) => each.number === number);
    if (!after || !saved) throw new Error(`${address.key} was subscribed and follows nothing`);
    await forgetErased(tx, hashAddress(secret, address));
    const on = now.toZonedDateTimeISO(after.zone).toPlainDate().toString();
    const firstNow = followed === null && isDueOn(saved.cadence, on);
    if (firstNow) await makeDueNow(tx, after.id, on, now.toString());
    return {
      ...{ ok: true as const, number: saved.number, name: saved.name, reading: saved.reading, cadence: saved.cadence },
      ...{
        canonical: wanted.canonical,
        warnings: wanted.warnings,
        before: before && { cadence: before.cadence },
        firstNow,
      },
    };
  });
}

async function findRow(tx: Db, address: Address) {
  const id = await findSubscriberId(tx, address);
  return id === null ? null : findReaderRow(tx, id);
}
