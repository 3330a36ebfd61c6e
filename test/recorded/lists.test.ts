/** Two recorded months on lists: each day, week and month holds what the input says, whatever its order and page. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { LIST_ORDERS, type ListKey, type ListOrderName } from "../../src/db/paper-lists.ts";
import type { PublicPaper } from "../../src/db/public-papers.ts";
import { saveSources } from "../../src/db/sources.ts";
import { type Period, parsePeriod } from "../../src/domain/calendar/period.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { readRecorded } from "../../src/pipeline/read-sources.ts";
import { findSurroundings, listPage } from "../../src/reading/lists.ts";
import { listTopicPapers } from "../../src/reading/topic-papers.ts";
import { makeListing, makeOrder } from "../support/listings.ts";
import { catalogue } from "./replay-parts.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded/hf-daily");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const TODAY = "2026-06-01";
const clock = { now: () => Temporal.Instant.from(`${TODAY}T08:00:00Z`), today: () => TODAY };

/** Ids of each recorded day. */
const days = new Map<string, Set<string>>();
let database: OpenDatabase;

beforeAll(async () => {
  if (!exists) return;
  for (const name of readdirSync(RECORDED).sort()) {
    const entries = JSON.parse(readFileSync(join(RECORDED, name), "utf8")) as { paper: { id: string } }[];
    days.set(name.slice(0, 10), new Set(entries.map(({ paper }) => paper.id)));
  }
  database = await openDatabase({ kind: "memory" });
  await saveSources(database.db, ["huggingface", "page"], `${TODAY}T00:00:00Z`);
  await saveCatalogue(
    database.db,
    catalogue.map(({ group, ...topic }, position) => ({ ...topic, heading: group, position })),
  );
  const read = await readRecorded(database.db, RECORDED, { from: "2026-04-01", to: TODAY }, { clock, live: false });
  if (!read.ok) throw new Error(read.cause);
  await analyseWaiting(database.db);
});
afterAll(() => database?.close());

const within = ({ from, to }: Period): Set<string> =>
  new Set([...days].flatMap(([day, ids]) => (day >= from && day <= to ? [...ids] : [])));

async function readAll(
  name: string,
  order: ListOrderName,
  { topic = null as string | null, limit = 7, between = async (_page: number) => {} } = {},
): Promise<{ papers: PublicPaper[]; count: number }> {
  const period = parsePeriod(name) as Period;
  const papers: PublicPaper[] = [];
  let after: ListKey | null = null;
  for (let page = 0; ; page += 1) {
    const got = await listPage(
      database.db,
      { period, order, source: null, category: null, topic, after, limit },
      TODAY,
    );
    if (!got) throw new Error("there is no such topic");
    papers.push(...got.papers);
    if (got.next === null) return { papers, count: got.count };
    after = got.next;
    await between(page);
  }
}

const idsOf = (papers: PublicPaper[]) => papers.map((paper) => paper.arxivId ?? `p${paper.id}`);

describe.skipIf(!exists)("lists of two recorded months", { timeout: 300_000 }, () => {
  it("hold each day what the input says for it, by votes, trending and newest", async () => {
    for (const [day, ids] of days)
      for (const order of LIST_ORDERS) {
        const { papers, count } = await readAll(day, order);
        expect(idsOf(papers).sort(), `${day} by ${order}`).toEqual([...ids].sort());
        expect(count).toBe(ids.size);
        if (order === "votes")
          expect(papers.map(({ upvotes }) => upvotes ?? -1)).toEqual(
            papers.map(({ upvotes }) => upvotes ?? -1).sort((a, b) => b - a),
          );
      }
  });

  it("hold weeks and months, each paper once, with the lists beside them", async () => {
    for (const name of ["2026-W14", "2026-W20", "2026-04", "2026-05"]) {
      const period = parsePeriod(name) as Period;
      const { papers, count } = await readAll(name, "votes", { limit: 50 });
      expect(idsOf(papers).sort()).toEqual([...within(period)].sort());
      expect(count).toBe(papers.length);
    }
    const may = await findSurroundings(database.db, parsePeriod("2026-05") as Period);
    expect([may.previous?.name, may.next]).toEqual(["2026-04", null]);
    const friday = await findSurroundings(database.db, parsePeriod("2026-05-15") as Period);
    expect([friday.previous?.name, friday.next?.name]).toEqual(["2026-05-14", "2026-05-18"]);
    expect(friday.calendar.map(({ on, papers }) => [on, papers])).toEqual(
      [...days].filter(([day]) => day.startsWith("2026-05")).map(([day, ids]) => [day, ids.size]),
    );
  });

  it("narrow to a topic as the engine reads it, and give all that it ever matched", async () => {
    const { query } = catalogue.find(({ slug }) => slug === "agents") as { query: string };
    const parsed = parseTopic(query);
    if (!parsed.ok) throw new Error("the catalogue's topic is none");
    const all: PublicPaper[] = [];
    let before: number | null = null;
    do {
      const page = await listTopicPapers(database.db, parsed.topic.ast, { before, limit: 20 });
      all.push(...page.papers);
      before = page.next;
    } while (before !== null);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort((a, b) => b - a));
    const months = [...(await readAll("2026-04", "newest", { topic: "agents", limit: 50 })).papers];
    months.push(...(await readAll("2026-05", "newest", { topic: "agents", limit: 50 })).papers);
    expect(new Set(idsOf(months))).toEqual(new Set(idsOf(all)));
    expect(all.length).toBeGreaterThan(50);
  });

  it("neither lose nor repeat a paper while new ones arrive between pages", async () => {
    const day = "2026-05-20";
    const before = days.get(day) as Set<string>;
    let made = 0;
    for (const order of LIST_ORDERS) {
      const { papers } = await readAll(day, order, {
        limit: 5,
        async between(page) {
          const listing = makeListing({
            arxiv: `2699.${String(10_000 + made)}`,
            listedOn: day,
            upvotes: (page * 37) % 90,
          });
          made += 1;
          await takeIn(database.db, makeOrder([listing], { listedOn: day, at: clock.now() }));
        },
      });
      const ids = idsOf(papers);
      expect(new Set(ids).size, order).toBe(ids.length);
      for (const id of before) expect(ids, order).toContain(id);
    }
    expect(made).toBeGreaterThan(10);
  });
});
