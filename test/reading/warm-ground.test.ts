/** The ground that is kept warm answers as a fresh one does, hears of new papers, and lets go of its thread. */
import type { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { type Ground, readGround, type Soil, tryTopic } from "../../src/reading/backtest.ts";
import { createWarmGround, spawnThread } from "../../src/reading/warm-ground.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder } from "../support/listings.ts";

const TODAY = "2026-05-14";

function tryOn(db: Db, ground: Ground, query: string) {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return tryTopic(db, ground, parsed.topic.ast, { limit: 5 });
}

describeOnBoth("a warm ground", (open) => {
  async function begin(renewMs: number) {
    const { db } = await open();
    await takeIn(
      db,
      makeOrder([...makeListings(20), makeListing({ arxiv: "2605.09000", title: "Bees and mixture of experts" })]),
    );
    await analyseWaiting(db);
    const ground = createWarmGround(db, { today: () => TODAY }, { renewMs });
    onTestFinished(() => ground.close());
    return { db, ground };
  }

  it("answers as one that was read just now, to several at once", async () => {
    const { db, ground } = await begin(60_000);
    const queries = ["bees", '"mixture of experts" OR bees', "zebras", "* -bees", "like:unknown"];
    const fresh = await readGround(db, TODAY);
    const wanted = await Promise.all(queries.map((query) => tryOn(db, fresh, query)));
    expect(await Promise.all(queries.map((query) => tryOn(db, ground, query)))).toEqual(wanted);
    expect(wanted.map(({ hits }) => hits)).toEqual([1, 1, 0, 20, 0]);
  });

  it("hears of papers that came since, and answers meanwhile from what it has", async () => {
    const { db, ground } = await begin(0);
    expect((await tryOn(db, ground, "bees")).hits).toBe(1);
    await takeIn(db, makeOrder([makeListing({ arxiv: "2605.09001", title: "More bees" })]));
    let hits = 1;
    while (hits === 1) ({ hits } = await tryOn(db, ground, "bees")); // renewed after one of these questions
    expect(hits).toBe(2);
  });

  it("starts again after its thread died", async () => {
    const { db } = await begin(60_000);
    const threads: Worker[] = [];
    const spawn = (soil: Soil) => {
      const thread = spawnThread(soil);
      threads.push(thread);
      return thread;
    };
    const ground = createWarmGround(db, { today: () => TODAY }, { spawn });
    onTestFinished(() => ground.close());
    expect((await tryOn(db, ground, "bees")).hits).toBe(1);
    await threads[0]?.terminate();
    expect((await tryOn(db, ground, "bees")).hits).toBe(1);
    expect(threads).toHaveLength(2);
  });

  it("starts again after it was let go of", async () => {
    const { db, ground } = await begin(60_000);
    expect((await tryOn(db, ground, "bees")).hits).toBe(1);
    await ground.close();
    expect((await tryOn(db, ground, "bees")).hits).toBe(1);
  });
});
