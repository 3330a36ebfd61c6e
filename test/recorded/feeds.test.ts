/** A recorded month read by feeds: who goes by ids and who goes by dates see each paper once, polling once or twice a day. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { listSearchable } from "../../src/db/matches.ts";
import { saveSources } from "../../src/db/sources.ts";
import { indexPapers } from "../../src/domain/matching/index-papers.ts";
import { listHits } from "../../src/domain/matching/match.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { readRecorded } from "../../src/pipeline/read-sources.ts";
import { CHECKS, type CheckedEntry } from "../support/feed-checks.ts";
import { openPages } from "../support/pages.ts";
import { catalogue } from "./replay-parts.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded/hf-daily");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const [FIRST, LAST] = ["2026-05-01", "2026-05-31"];
const TOPIC = "agents";
const FEEDS = ["all.rss", "all.atom", "all.json", `topics/${TOPIC}.atom`, `topics/${TOPIC}.rss`];

/** Two readers of one feed, and how often each was shown what. */
function createReaders() {
  const byId = { known: new Set<string>(), seen: new Map<string, number>() };
  const byDate = { newest: Number.NEGATIVE_INFINITY, seen: new Map<string, number>() };
  const show = (seen: Map<string, number>, id: string) => seen.set(id, (seen.get(id) ?? 0) + 1);
  return {
    byId,
    byDate,
    poll(entries: CheckedEntry[]) {
      for (const { id } of entries) if (!byId.known.has(id)) show(byId.seen, id);
      for (const { id } of entries) byId.known.add(id);
      for (const { id, at } of entries) if (at > byDate.newest) show(byDate.seen, id);
      byDate.newest = Math.max(byDate.newest, ...entries.map(({ at }) => at));
    },
  };
}

/** `polls`: hours of the day, each right after a list came in: the first finds yesterday's, later ones today's, which comes again the next morning. */
async function replay(polls: number[]) {
  const pages = await openPages();
  const { db } = pages.app.database;
  await saveSources(db, ["huggingface", "page"], `${FIRST}T00:00:00Z`);
  await saveCatalogue(
    db,
    catalogue.map(({ group, ...topic }, position) => ({ ...topic, heading: group, position })),
  );
  const readers = new Map(FEEDS.map((path) => [path, createReaders()]));
  const given = new Set<string>();
  let now = Temporal.Instant.from(`${FIRST}T00:00:00Z`);
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const move = (to: Temporal.Instant) => {
    now = to;
    pages.at(to);
  };
  for (let day = Temporal.PlainDate.from(FIRST); day.toString() <= LAST; day = day.add({ days: 1 })) {
    const on = day.toString();
    for (const hour of polls) {
      move(Temporal.Instant.from(`${on}T${String(hour).padStart(2, "0")}:00:00Z`));
      const of = hour === polls[0] ? day.subtract({ days: 1 }).toString() : on;
      const file = join(RECORDED, `${of}.json`);
      if (of >= FIRST && existsSync(file)) {
        const read = await readRecorded(db, RECORDED, { from: of, to: of }, { clock, live: true });
        if (!read.ok) throw new Error(read.cause);
        await analyseWaiting(db);
        for (const { paper } of JSON.parse(readFileSync(file, "utf8")) as { paper: { id: string } }[])
          given.add(`https://arxiv.org/abs/${paper.id}`);
      }
      move(now.add({ seconds: 20 }));
      for (const [path, each] of readers) {
        const response = await pages.get(`/feeds/${path}`);
        const feed = CHECKS[path.split(".")[1] as keyof typeof CHECKS](await response.text());
        expect(feed.broken, `${path} on ${now}`).toEqual([]);
        each.poll(feed.entries);
      }
    }
  }
  const ids = await db.selectFrom("paper").select("id").where("merged_into", "is", null).orderBy("id").execute();
  const papers = await listSearchable(
    db,
    ids.map(({ id }) => id),
    false,
  );
  const parsed = parseTopic(catalogue.find(({ slug }) => slug === TOPIC)?.query as string);
  if (!parsed.ok) throw new Error("the catalogue's topic is none");
  const hits = listHits(indexPapers(papers), parsed.topic.ast);
  const onTopic = new Set(hits.map((position) => `https://arxiv.org/abs/${papers[position]?.arxivId}`));
  await pages.close();
  return { readers, given, onTopic };
}

describe.skipIf(!exists)("feeds of a recorded month", { timeout: 300_000 }, () => {
  it.each([
    ["once a day", [6]],
    ["twice a day", [6, 18]],
  ])("bring each paper once to who polls %s, by id and by date", async (_name, polls) => {
    expect(readdirSync(RECORDED).length).toBeGreaterThan(20);
    const { readers, given, onTopic } = await replay(polls);
    expect(given.size).toBeGreaterThan(500);
    expect(onTopic.size).toBeGreaterThan(50);
    for (const [path, { byId, byDate }] of readers) {
      const expected = path.startsWith("all") ? given : onTopic;
      for (const [name, { seen }] of Object.entries({ byId, byDate })) {
        expect([...seen.keys()].sort(), `${path}, ${name}`).toEqual([...expected].sort());
        expect(new Set(seen.values()), `${path}, ${name}`).toEqual(new Set([1]));
      }
    }
    console.log(`${_name}: ${given.size} papers, ${onTopic.size} on ${TOPIC}, each once`);
  });
});
