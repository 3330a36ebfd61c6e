/** Standing orders and match batches, as tests give and read them. */
import type { Db } from "../../src/db/open.ts";
import { checkOrder, getOrderContext, type Order, type Subscribed, subscribe } from "../../src/membership/subscribe.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { reckonDueTimes } from "../../src/pipeline/reckon.ts";
import { NOON } from "./listings.ts";

/** Checks orders and saves them, as the command line does. */
export async function order(db: Db, orders: Order[], now = NOON): Promise<Subscribed> {
  const { sources, catalogue } = await getOrderContext(db);
  const checked = orders.map((each) => {
    const result = checkOrder(each, sources, catalogue);
    if (!result.ok) throw new Error(result.message);
    return result.order;
  });
  return subscribe(db, checked, now, matchWaiting, reckonDueTimes);
}
/** How an operator releases an address, and why. */
export const by = (note: string | null) => ({
  ...{ note, who: "command line", hashOf: ({ key }: { key: string }) => `hash:${key}` },
});
/** Closes a match batch. */
export const match = (db: Db, now = NOON) => db.transaction().execute((tx) => matchWaiting(tx, now));
/** Matches by paper, `2605.00001@3`: arXiv id and seq. */
export const matches = async (db: Db) =>
  (
    await db
      .selectFrom("match")
      .innerJoin("paper", "paper.id", "match.paper_id")
      .select(["paper.arxiv_id", "seq"])
      .orderBy("paper_id")
      .execute()
  ).map((row) => `${row.arxiv_id}@${row.seq}`);
export const ada = (...topics: string[]): Order => ({ address: "ada@example.org", topics });
