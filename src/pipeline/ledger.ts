/** The ledger as senders use it: one mark or settlement each, written in groups, so that many cost one commit. */
import { type Claim, type Settlement, type Written, writeLedger } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import { isPassing } from "../db/passing.ts";

/**
 * What is asked first is written first, or together: a mark that is asked for after a settlement never stands in the
 * ledger without it.
 */
export interface Ledger {
  /** The point of no return, committed. False: nothing may be handed over. Throws when the database does not answer. */
  mark(claim: Claim): Promise<boolean>;
  /** Records how an attempt ended. False: the claim was no longer ours, its new owner counts it. */
  settle(settlement: Settlement): Promise<boolean>;
}

/** A settlement is worth waiting for: what is known of a mail that went must not be lost to a restart of the database. */
const SETTLE_TRIES = 60;

interface Waiting<Input> {
  input: Input;
  done(ours: boolean): void;
  failed(error: unknown): void;
}

/** `pause` waits between two tries of a settlement while the database does not answer. */
export function createLedger(db: Db, owner: string, now: () => string, pause: () => Promise<unknown>): Ledger {
  let settlements: Waiting<Settlement>[] = [];
  let marks: Waiting<Claim>[] = [];
  let writing = false;

  /** While one group is being written the next gathers: a group is as large as the database is slow. */
  async function writeAll(): Promise<void> {
    writing = true;
    let tries = 0;
    while (settlements.length + marks.length > 0) {
      const group = { settlements, marks };
      [settlements, marks] = [[], []];
      try {
        await writeGroup(group);
        tries = 0;
      } catch (error) {
        fail(group.marks, error);
        if (++tries === SETTLE_TRIES || !isPassing(error)) {
          // Nobody's mark may follow a settlement that is not written.
          fail([...group.settlements, ...marks.splice(0)], error);
          tries = 0; // what came meanwhile has its own
        } else if (group.settlements.length > 0) {
          settlements = [...group.settlements, ...settlements];
          await pause();
        }
      }
    }
    writing = false;
  }

  async function writeGroup(group: { settlements: Waiting<Settlement>[]; marks: Waiting<Claim>[] }): Promise<void> {
    const written: Written = await writeLedger(
      db,
      owner,
      { settlements: group.settlements.map((each) => each.input), marks: group.marks.map((each) => each.input) },
      now(),
    );
    for (const each of group.settlements) each.done(written.settled.has(each.input.claim.id));
    for (const each of group.marks) each.done(written.marked.has(each.input.id));
  }

  const add = <Input>(list: () => Waiting<Input>[], input: Input): Promise<boolean> =>
    new Promise((done, failed) => {
      list().push({ input, done, failed });
      if (!writing) queueMicrotask(() => !writing && writeAll());
    });
  return { mark: (claim) => add(() => marks, claim), settle: (settlement) => add(() => settlements, settlement) };
}

function fail(waiting: Waiting<unknown>[], error: unknown): void {
  for (const each of waiting) each.failed(error);
}
