/** A trial: work in a transaction that is taken back, to say what it would do. */
import type { Db } from "../db/open.ts";

class TakenBack extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super("taken back");
    this.result = result;
  }
}

export async function rollBack<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(async (tx): Promise<never> => {
      throw new TakenBack(await work(tx));
    });
  } catch (thrown) {
    if (thrown instanceof TakenBack) return thrown.result as T;
    throw thrown;
  }
}
