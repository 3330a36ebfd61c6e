/** A topic tried on what is stored, on both databases: the same papers that a subscription would get. */
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { mergeByHand } from "../../src/pipeline/merge.ts";
import { findReaderTopics, readGround, tryTopic } from "../../src/reading/backtest.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, makePageListing, NOON } from "../support/listings.ts";
import { ada, match, matches, order } from "../support/orders.ts";

const TODAY = "2026-05-14";

async function tryOn(db: Db, query: string, limit = 10, address?: string) {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const follows = address === undefined ? null : await findReaderTopics(db, readAddress(address));
  return tryTopic(db, await readGround(db, TODAY), parsed.topic.ast, { limit, follows });
}

function readAddress(text: string) {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
}

const bee = (arxiv: string, listedOn: string, more = {}) =>
  makeListing({ arxiv, listedOn, title: `Bees by the number of ${arxiv}`, ...more });

describeOnBoth("a topic tried on what is stored", (open) => {
  it("finds by the day of a paper's first listing, and shows the latest with what matched", async () => {
    const { db } = await open();
    for (const [arxiv, day] of [
      ["2604.00001", "2026-04-14"],
      ["2604.00002", "2026-04-15"],
      ["2605.00003", "2026-05-13"],
      ["2605.00004", "2026-05-14"],
      ["2605.00003", "2026-05-14"],
    ] as const)
      await takeIn(db, makeOrder([bee(arxiv, day)]));
    await takeIn(db, makeOrder(makeListings(2)));
    const tried = await tryOn(db, "bees", 2);
    expect(tried).toMatchObject({ hits: 3, stored: 5, from: "2026-04-15", to: TODAY, storedSince: "2026-04-14" });
    expect(tried.days.filter(({ stored }) => stored > 0)).toEqual([
      { on: "2026-04-15", hits: 1, stored: 1 },
      { on: "2026-05-13", hits: 1, stored: 1 },
      { on: "2026-05-14", hits: 1, stored: 3 },
    ]);
    expect(tried.papers.map(({ arxivId, reason }) => [arxivId, reason.words])).toEqual([
      ["2605.00004", ["bees"]],
      ["2605.00003", ["bees"]],
    ]);
  });

  it("takes merged papers as one, and counts what was back-filled", async () => {
    const { db } = await open();
    const page = makePageListing({ title: "The social life of bees", listedOn: "2026-05-12" });
    await takeIn(db, makeOrder([page]));
    await takeIn(db, makeOrder([bee("2605.00001", TODAY)]));
    await takeIn(db, makeOrder([bee("2605.00005", "2026-05-02")], { live: false }));
    expect(await tryOn(db, "bees")).toMatchObject({ hits: 3, stored: 3, daysWithPapers: 3 });
    const merged = await db.transaction().execute((tx) => mergeByHand(tx, "1", "2605.00001", NOON));
    expect(merged).toMatchObject({ ok: true });
    expect(await tryOn(db, "bees")).toMatchObject({ hits: 2, stored: 2, daysWithPapers: 2 });
  });

  it("finds what a subscription made now gets, of the sources that are on", async () => {
    const { db } = await open();
    await db.insertInto("source").values({ name: "arxiv/cs.CL", active: false, created_at: NOON.toString() }).execute();
    await takeIn(db, makeOrder([bee("2605.00001", TODAY), bee("2605.00002", TODAY)]));
    await takeIn(db, makeOrder([bee("2605.00003", TODAY, { source: "arxiv/cs.CL" })]));
    const tried = await tryOn(db, "bees");
    await order(db, [ada("bees")]);
    await match(db);
    expect(tried.papers.map(({ arxivId }) => arxivId).sort()).toEqual(
      (await matches(db)).map((each) => each.slice(0, 10)),
    );
    expect(tried).toMatchObject({ hits: 2, stored: 2 });
    expect(await tryOn(db, "bees source:arxiv")).toMatchObject({ hits: 1, stored: 3 });
  });

  it("says what of it a reader has already, and does not know an address that nobody subscribed", async () => {
    const { db } = await open();
    await takeIn(db, makeOrder([bee("2605.00001", TODAY), bee("2605.00002", TODAY)]));
    await order(db, [ada("00001", "bees", '"nothing is called this"')]);
    const { overlap } = await tryOn(db, "Bee", 10, "ADA@example.org");
    expect(overlap).toMatchObject({ covered: 2, fresh: 0 });
    expect(overlap?.topics.map(({ number, papers }) => [number, papers])).toEqual([[2, 2]]);
    expect((await tryOn(db, "bees", 10, "ada@example.org")).overlap?.topics).toMatchObject([{ number: 2, same: true }]);
    expect(await findReaderTopics(db, readAddress("eve@example.org"))).toBeNull();
    expect((await tryOn(db, "bees")).overlap).toBeNull();
  });

  it("says that nothing is stored rather than that nothing was found", async () => {
    const { db } = await open();
    expect(await tryOn(db, "bees")).toMatchObject({
      hits: 0,
      stored: 0,
      storedSince: null,
      suggestions: [],
      papers: [],
    });
  });

  it("asks the same few statements however many papers there are", async () => {
    const { db, takeStatements } = await open();
    await takeIn(db, makeOrder(makeListings(300)));
    takeStatements();
    expect(await tryOn(db, "*", 300)).toMatchObject({ hits: 300, tooBroad: false });
    expect(takeStatements()).toHaveLength(6);
  });
});
