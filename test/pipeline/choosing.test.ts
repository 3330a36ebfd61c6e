/** What a reader's choice does to a digest: thresholds, pinned names, a fair share for each topic, feedback and its undoing. */
import { expect, it } from "vitest";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { changeTopic, type SubscriptionOrder } from "../../src/membership/change-subscription.ts";
import { type FeedbackOrder, giveFeedback, listFeedbackOf, takeBackFeedback } from "../../src/membership/feedback.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { type ListingWish, makeListing, makeOrder } from "../support/listings.ts";
import { openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const parsed = parseAddress("ada@example.org");
if (!parsed.ok) throw new Error(parsed.message);
const { address } = parsed;

/** A reader with topics, whose digest of a day shows what was taken in the day before. */
async function openReader({ open, topics }: { open: () => Promise<TestDatabase>; topics: string[] }) {
  const database = await open();
  const { db } = database;
  const mill = openMill(database).at("2026-05-10T12:00:00Z");
  await order(db, [{ address: "ada@example.org", topics, at: "08:00" }], mill.now());
  let day = Temporal.PlainDate.from("2026-05-10");
  let number = 0;
  return {
    db,
    change: (topic: number, settings: SubscriptionOrder) => changeTopic(db, address, topic, settings, mill.now()),
    give: (feedback: Omit<FeedbackOrder, "address" | "number"> & { number?: number }) =>
      giveFeedback(db, { address, number: 1, ...feedback }, mill.now()),
    undo: (id: number) => takeBackFeedback(db, address, id, mill.now()),
    list: () => listFeedbackOf(db, address),
    /** Titles by section of the next day's digest, and what is said below each; of a quiet day its cause. */
    async read(...papers: ListingWish[]) {
      const listedOn = day.toString();
      const listings = papers.map((wish) =>
        makeListing({ arxiv: `2605.${20_000 + ++number}`, abstract: null, listedOn, ...wish }),
      );
      await takeIn(db, makeOrder(listings, { listedOn, at: mill.now() }));
      await analyseWaiting(db);
      day = day.add({ days: 1 });
      mill.at(`${day}T08:00:00Z`);
      const before = mill.sent.length;
      await mill.minute();
      const [sent] = mill.sent.slice(before);
      return {
        cause: sent?.view.cause ?? null,
        sections: sent?.view.sections.map(({ items }) => items.map((item) => item.title)) ?? [],
        left: sent?.view.sections.map(({ more, weak, hidden }) => [more, weak, hidden]) ?? [],
      };
    },
  };
}

const once = (title: string) => ({ title, abstract: "We say robots once." });

describeOnBoth("a reader's choice", (open) => {
  it("leaves weak matches out of a slow day rather than showing worse ones, and says so", async () => {
    const reader = await openReader({ open, topics: ["robots"] });
    expect(await reader.change(1, { threshold: "clear" })).toMatchObject({ ok: true });
    const busy = await reader.read({ title: "Robots at home" }, once("First"), {
      title: "Twice",
      abstract: "Robots and robots.",
    });
    expect(busy.sections).toEqual([["Robots at home", "Twice"]]);
    expect(busy.left).toEqual([[0, 1, 0]]);
    const slow = await reader.read(once("Second"));
    expect(slow.cause).toBe("One paper only touched your topic, which is less than you asked for.");
    await reader.change(1, { threshold: "any" });
    expect((await reader.read(once("Third"))).sections).toEqual([["Third"]]);
  });

  it("judges alternatives apart: a common word in the title is not weak beside a rare one", async () => {
    const reader = await openReader({ open, topics: ["robots OR zebras"] });
    await reader.change(1, { threshold: "strong" });
    const filler = Array.from({ length: 10 }, (_, i) => ({ title: `Robots number ${i}` }));
    expect((await reader.read(...filler, { title: "Zebras" })).left).toEqual([[1, 0, 0]]);
  });

  it("puts papers by the authors and organisations that it names first", async () => {
    const reader = await openReader({ open, topics: ['robots OR au:"Grace Hopper"'] });
    const { sections } = await reader.read(
      { title: "Robots, robots", abstract: "robots robots robots", upvotes: 500 },
      { title: "Compilers", authors: [{ name: "Grace Hopper" }], upvotes: 0 },
    );
    expect(sections).toEqual([["Compilers", "Robots, robots"]]);
  });

  it("gives each topic its fair share of a digest, so that a broad one takes no room from narrow ones", async () => {
    const reader = await openReader({ open, topics: ["*", "robots", "zebras"] });
    await reader.db.updateTable("subscriber").set({ most: 8 }).execute();
    const filler = Array.from({ length: 20 }, (_, i) => ({ title: `Filler ${i}`, upvotes: 100 }));
    const robots = Array.from({ length: 6 }, (_, i) => ({ title: `Robots ${i}`, upvotes: 0 }));
    const { sections } = await reader.read(...filler, ...robots, { title: "Zebras", upvotes: 0 });
    expect(sections.map((titles) => titles.length)).toEqual([4, 3, 1]);
  });

  it("re-orders a topic by what was liked, takes nothing away, and is as before once that is undone", async () => {
    const reader = await openReader({ open, topics: ["* source:huggingface", "robots"] });
    const day = (n: number): ListingWish[] => [
      { title: `Protein folding with diffusion ${n}`, upvotes: 1 },
      { title: `Legged locomotion gaits ${n}`, upvotes: 90 },
      { title: `Speech recognition in noise ${n}`, upvotes: 50 },
    ];
    const byVotes = (n: number) => [
      [`Legged locomotion gaits ${n}`, `Speech recognition in noise ${n}`, `Protein folding with diffusion ${n}`],
    ];
    expect((await reader.read(...day(1))).sections).toEqual(byVotes(1));
    const liked = await reader.db
      .selectFrom("paper")
      .select("id")
      .where("title", "like", "Protein%")
      .executeTakeFirstOrThrow();
    const given = await reader.give({ kind: "more", paperId: liked.id });
    expect(given).toMatchObject({ ok: true, topic: "* source:huggingface" });
    expect((await reader.read(...day(2))).sections).toEqual([
      ["Protein folding with diffusion 2", "Legged locomotion gaits 2", "Speech recognition in noise 2"],
    ]);
    expect(await reader.list()).toMatchObject([
      { kind: "more", number: 1, paper: { title: "Protein folding with diffusion 1" } },
    ]);
    expect(await reader.give({ kind: "more", paperId: liked.id })).toMatchObject({ id: null });
    expect(await reader.undo(given.ok ? (given.id as number) : 0)).toBe(true);
    expect(await reader.undo(given.ok ? (given.id as number) : 0)).toBe(false);
    expect((await reader.read(...day(3))).sections).toEqual(byVotes(3));
    expect(await reader.list()).toEqual([]);
  });

  it("lets a paper's latest word stand: less takes more back", async () => {
    const reader = await openReader({ open, topics: ["*"] });
    await reader.read({ title: "Robots" });
    await reader.give({ kind: "more", paperId: 1 });
    await reader.give({ kind: "save", paperId: 1 });
    await reader.give({ kind: "less", paperId: 1 });
    expect((await reader.list())?.map((each) => each.kind)).toEqual(["less", "save"]);
  });

  it("hides an author or a term of that topic alone, counts what it hid, and shows again once undone", async () => {
    const reader = await openReader({ open, topics: ["robots", "zebras"] });
    const author = await reader.give({ kind: "hide-author", hide: "Y. LeCun" });
    await reader.give({ kind: "hide-term", hide: '"in the wild"' });
    const papers = (n: number): ListingWish[] => [
      { title: `Robots by him ${n}`, authors: [{ name: "Yann LeCun" }] },
      { title: `Robots in the wild ${n}` },
      { title: `Robots ${n}` },
      { title: `Zebras in the wild ${n}` },
    ];
    const first = await reader.read(...papers(1));
    expect(first.sections).toEqual([["Robots 1"], ["Zebras in the wild 1"]]);
    expect(first.left).toEqual([
      [0, 0, 2],
      [0, 0, 0],
    ]);
    await reader.undo(author.ok ? (author.id as number) : 0);
    expect((await reader.read(...papers(2))).sections[0]?.sort()).toEqual(["Robots 2", "Robots by him 2"]);
    expect((await reader.read({ title: "More robots in the wild" })).cause).toBe("One paper is hidden, as you asked.");
  });

  it("refuses what cannot be meant, with a reason", async () => {
    const reader = await openReader({ open, topics: ["robots"] });
    expect(await reader.give({ kind: "hide-term", hide: "*" })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/hide every paper/),
    });
    expect(await reader.give({ kind: "hide-term", hide: '"open' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/never closed/),
    });
    expect(await reader.give({ kind: "hide-author", hide: "…" })).toMatchObject({ ok: false });
    expect(await reader.give({ kind: "more", paperId: 1, number: 9 })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/no topic 9/),
    });
    expect(await reader.change(7, {})).toMatchObject({ ok: false, message: expect.stringMatching(/no topic 7/) });
    expect(await reader.change(1, { name: " " })).toMatchObject({ ok: false });
    expect(await reader.change(1, { end: true })).toMatchObject({ ok: true, facts: { ended: true } });
    expect(await reader.change(1, {})).toMatchObject({ ok: false });
  });
});
