/** Two recorded months replayed for fifty readers, each digest against a simple model of what they are owed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { openDatabase } from "../../src/db/open.ts";
import { saveSources } from "../../src/db/sources.ts";
import { checkOrder, getOrderContext, subscribe } from "../../src/membership/subscribe.ts";
import { createCardStore } from "../../src/pipeline/card-store.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { readRecorded } from "../../src/pipeline/read-sources.ts";
import { reckonDueTimes } from "../../src/pipeline/reckon.ts";
import { runDigests } from "../../src/pipeline/run.ts";
import { createRandom } from "../support/random.ts";
import { createReaderModel, type ModelDigest, type RecordedPaper } from "./reader-model.ts";
import {
  catalogue,
  checkSections,
  createChannels,
  drawOrders,
  FIRST,
  listMade,
  type MadeDigest,
} from "./replay-parts.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded/hf-daily");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const LAST = "2026-06-01";
const READERS = 50;

describe.skipIf(!exists)("two recorded months for fifty readers", () => {
  it("bring everybody each paper of their topics exactly once, in the digest that the model names", {
    timeout: 300_000,
  }, async () => {
    const random = createRandom(20260401);
    const database = await openDatabase({ kind: "memory" });
    const { db } = database;
    await saveSources(db, ["huggingface", "page"], `${FIRST}T00:00:00Z`);
    await saveCatalogue(
      db,
      catalogue.map(({ group, ...topic }, position) => ({ ...topic, heading: group, position })),
    );
    const context = await getOrderContext(db);
    const model = createReaderModel(new Map(catalogue.map(({ slug, query }) => [slug, query])));
    const { channels, outcomes } = createChannels(createRandom(7));
    const orders = drawOrders(READERS, random);
    let now = Temporal.Instant.from(`${FIRST}T00:00:00Z`);
    const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
    const arrived = new Map<string, Set<string>>();
    let papers = 0;
    let waiting: [string, ModelDigest][] = [];

    for (let day = Temporal.PlainDate.from(FIRST); day.toString() <= LAST; day = day.add({ days: 1 })) {
      const [of, on] = [day.toString(), day.add({ days: 1 }).toString()];
      const joining = orders.filter((each) => each.joinsOn === of);
      now = Temporal.Instant.from(`${of}T12:00:00Z`);
      for (const { order } of joining) {
        const checked = checkOrder(
          { ...order, topics: order.topics.map((slug) => `#${slug}`) },
          context.sources,
          context.catalogue,
        );
        if (!checked.ok) throw new Error(checked.message);
        await subscribe(db, [checked.order], now, matchWaiting, reckonDueTimes);
        model.join(order);
      }
      now = Temporal.Instant.from(`${on}T05:00:00Z`);
      const file = join(RECORDED, `${of}.json`);
      if (existsSync(file)) {
        const read = await readRecorded(db, RECORDED, { from: of, to: of }, { clock, live: true });
        if (!read.ok) throw new Error(read.cause);
        model.takeIn(of, JSON.parse(readFileSync(file, "utf8")) as RecordedPaper[]);
      }
      for (const [address, digest] of waiting) model.release(address, digest);
      outcomes.clear();
      const cards = createCardStore();
      const installation = { name: "Paperboy", operator: null, postalAddress: null, links: null, returnPath: null };
      const report = await runDigests(db, {
        on,
        clock,
        owner: "test",
        living: () => ["test"],
        channels,
        installation,
        cards,
        rates: { perSecond: null, perHour: null },
        closeStopped: true,
        wait: async () => {},
      });
      expect(report.imbalance).toEqual([]);
      const expected = model.compile(on);
      const made = await listMade(db, on);
      expect([...made.keys()].sort()).toEqual([...expected.keys()].sort());
      waiting = [];
      for (const [address, digest] of expected) {
        const real = made.get(address) as MadeDigest;
        const outcome = digest.papers.size > 0 ? outcomes.get(address) : undefined;
        const inSections = checkSections(
          real,
          digest.standings.map((each) => each.fresh),
          `${address} on ${on}`,
        );
        expect(new Set(inSections).size, `${address} on ${on} names a paper twice`).toBe(inSections.length);
        if (outcome === "rejected") {
          expect(real.owned).toEqual([]);
          model.release(address, digest);
          continue;
        }
        expect(real.owned.sort(), `papers of ${address} on ${on}`).toEqual([...digest.papers].sort());
        if (outcome === "deferred") waiting.push([address, digest]);
        if (outcome !== "accepted") continue;
        const before = arrived.get(address) ?? new Set();
        for (const id of digest.papers) expect(before.has(id), `${id} twice for ${address}`).toBe(false);
        arrived.set(address, before.union(digest.papers));
        papers += digest.papers.size;
      }
    }
    expect(papers).toBeGreaterThan(2_000);
    expect(arrived.size).toBe(READERS);
    await database.close();
  });
});
