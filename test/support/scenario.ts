/** Scenarios of a source's week: at each step the clock stands somewhere, the source answers something, and a day has a state. */
import { expect } from "vitest";
import type { Db } from "../../src/db/open.ts";
import type { DayState } from "../../src/domain/intake/day.ts";
import type { HttpOptions } from "../../src/sources/http/client.ts";
import { describeOnBoth } from "./databases.ts";
import { openReadingRoom, type ReadingRoom, type Serve } from "./reading-room.ts";

export type Expected = Record<string, [DayState, RegExp?]>;

export interface Scenario {
  db: Db;
  room: ReadingRoom;
  /** Reads what is due then; states of days must be as said. Returns how many requests were made. */
  step(at: string, serve: Serve | null, expected: Expected): Promise<number>;
  /** arXiv ids and DOIs of all papers, each paper once; fails when one is doubled. */
  papers(): Promise<string[]>;
  alarms(): Promise<string[]>;
}

/** Scenarios drive one code path on both databases: the short form plays them on Postgres, the long one on both. */
export const describeScenarios = (name: string, suite: Parameters<typeof describeOnBoth>[1]): void =>
  describeOnBoth(name, suite, process.env.PAPERBOY_TEST_LONG === "1" ? ["PGlite", "Postgres"] : ["Postgres"]);

/** One source that is on and reads from `from`; what else was on is paused. `run` is always followed by closing. */
export async function playScenario(
  db: Db,
  { source, from, options = {} }: { source: string[]; from: string; options?: Partial<HttpOptions> },
  run: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const room = await openReadingRoom(db, options);
  try {
    await db.updateTable("source").set({ active: false }).execute();
    room.at(`${from}T00:00:00Z`);
    const words = source.map((word) => word.replace("FEED", `${room.web.url}/feed.xml`));
    await room.add(...words);
    await db.updateTable("source").set({ reads_from: from }).where("active", "=", true).execute();
    await run({
      db,
      room,
      step: (at, serve, expected) => step(db, room, at, serve, expected),
      papers: () => listPapers(db),
      alarms: () => listAlarms(db),
    });
  } finally {
    await room.close();
  }
}

async function step(db: Db, room: ReadingRoom, at: string, serve: Serve | null, expected: Expected): Promise<number> {
  room.at(at);
  if (serve) room.serve(serve);
  const before = room.web.asked.length;
  const report = await room.due();
  expect(report.crashed).toEqual([]);
  const rows = await db
    .selectFrom("source_day")
    .select(["listed_on", "state", "cause"])
    .where("listed_on", "in", [...Object.keys(expected), "1970-01-01"])
    .execute();
  const found = Object.fromEntries(rows.map((row) => [row.listed_on, row]));
  for (const [day, [state, cause]] of Object.entries(expected)) {
    expect(`${at}: ${day} ${found[day]?.state} (${found[day]?.cause})`).toContain(`${day} ${state} (`);
    if (cause) expect(found[day]?.cause).toMatch(cause);
  }
  return room.web.asked.length - before;
}

async function listPapers(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("paper")
    .leftJoin("paper_id", "paper_id.paper_id", "paper.id")
    .select(["paper.id", "arxiv_id", "value", "title"])
    .where("merged_into", "is", null)
    .orderBy("value")
    .execute();
  const byPaper = Map.groupBy(rows, (row) => row.id);
  const names = [...byPaper.values()].map(([row]) => row?.arxiv_id ?? row?.value ?? row?.title ?? "");
  expect(new Set(names).size).toBe(names.length);
  return names.sort();
}

async function listAlarms(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("intake_alarm")
    .select(["source", "listed_on", "kind"])
    .where("cleared_at", "is", null)
    .orderBy("listed_on")
    .execute();
  return rows.map((row) => `${row.source} ${row.listed_on} ${row.kind}`);
}
