/** The ledger as senders use it: one mark or settlement each, written in groups, so that many cost one commit. */
import { type Claim, markDotted, type Settlement, settleDeliveries } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import { isPassing } from "../db/passing.ts";

export interface Ledger {
  /** The point of no return, committed. False: nothing may be handed over. Throws when the database does not answer. */
  mark(claim: Claim): Promise<boolean>;
  /** Records how an attempt ended. False: the claim was no longer ours, its new owner counts it. */
  settle(settlement: Settlement): Promise<boolean>;
}

/** A settlement is worth waiting for: what is known of a mail that went must not be lost to a restart of the database. */
const SETTLE_TRIES = 60;

/** `pause` waits between two tries of a settlement while the database does not answer. */
export function createLedger(db: Db, owner: string, now: () => string, pause: () => Promise<unknown>): Ledger {
  const mark = createGroup(async (claims: Claim[]) => {
    const marked = await markDotted(db, owner, claims, now());
    return claims.map((claim) => marked.has(claim.id));
  });
  const settle = createGroup(async (settlements: Settlement[]) => {
    for (let tries = 1; ; tries++) {
      try {
        const settled = await settleDeliveries(db, owner, settlements, now());
        return settlements.map(({ claim }) => settled.has(claim.id));
      } catch (error) {
        if (tries === SETTLE_TRIES || !isPassing(error)) throw error;
        await pause();
      }
    }
  });
  return { mark, settle };
}

/** While one group is being written the next gathers: a group is as large as the database is slow. */
function createGroup<Input, Output>(write: (inputs: Input[]) => Promise<Output[]>): (input: Input) => Promise<Output> {
  let waiting: { input: Input; done: (output: Output) => void; failed: (error: unknown) => void }[] = [];
  let writing = false;
  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const outputs = await write(group.map((each) => each.input));
        for (const [i, each] of group.entries()) each.done(outputs[i] as Output);
      } catch (error) {
        for (const each of group) each.failed(error);
      }
    }
    writing = false;
  }
  return (input) =>
    new Promise((done, failed) => {
      waiting.push({ input, done, failed });
      if (!writing) queueMicrotask(() => !writing && writeAll());
    });
}
