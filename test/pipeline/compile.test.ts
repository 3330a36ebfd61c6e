/** Planning by several at once: each takes pages of readers that nobody else holds, and a page is made whole or not at all. */
import { expect, it } from "vitest";
import { compileAllDue, type InTransaction } from "../../src/pipeline/compile-all.ts";
import { readStatus } from "../../src/reading/status.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

/** Several pages, so that several lanes have work. */
const READERS = 1_200;

async function openMorning(open: () => Promise<TestDatabase>) {
  const database = await open();
  const { db } = database;
  const mill = openMill(database).at("2026-05-13T12:00:00Z");
  const readers = Array.from({ length: READERS }, (_, i) => ({
    address: `reader${i}@example.org`,
    topics: ["*"],
    at: "08:00",
  }));
  await order(db, readers, mill.now());
  await mill.takeIn("2026-05-13", 3, 1);
  mill.at("2026-05-14T08:00:00Z");
  const inTransaction: InTransaction = (work) => db.transaction().execute(work);
  const compile = (how = inTransaction) => compileAllDue({ ...mill.order, late: [] }, how);
  const readBooks = async () => {
    const { runs } = await readStatus(db, mill.now(), 10);
    return runs.map(({ on, books, imbalance }) => ({ on, planned: books.planned, items: books.items, imbalance }));
  };
  return { compile, inTransaction, readBooks };
}

const WHOLE = [{ on: "2026-05-14", planned: READERS, items: READERS * 3, imbalance: [] }];

describeOnBoth("planning a morning", (open) => {
  it("makes each reader one digest, though two plan at the same time", async () => {
    const { compile, readBooks } = await openMorning(open);
    const reports = await Promise.all([compile(), compile()]);
    expect(reports.reduce((sum, { digests }) => sum + digests, 0)).toBe(READERS);
    expect(await readBooks()).toEqual(WHOLE);
  });

  it("ends with the error of a page that failed, keeps the pages that were written and makes the others the next time", async () => {
    const { compile, inTransaction, readBooks } = await openMorning(open);
    let pages = 0;
    const failing: InTransaction = (work) =>
      inTransaction(async (tx) => {
        const done = await work(tx);
        if (typeof done === "object" && done !== null && "more" in done && ++pages === 2)
          throw new Error("the disk is full");
        return done;
      });
    await expect(compile(failing)).rejects.toThrow("the disk is full");
    const [{ planned } = { planned: 0 }] = await readBooks();
    expect(planned).toBeGreaterThan(0);
    expect(planned).toBeLessThan(READERS);
    expect(await compile()).toMatchObject({ digests: READERS - planned });
    expect(await readBooks()).toEqual(WHOLE);
  });
});
