/** Intake of everything recorded, beside the repository: the saved pages and the days of Hugging Face. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { Db } from "../../src/db/open.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { type Reading, type ReadOrder, readPages, readRecorded } from "../../src/pipeline/read-sources.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";
import { describeOnBoth } from "../support/databases.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const order: ReadOrder = { clock: createClock(Temporal.Instant.from("2026-06-01T12:00:00Z")), live: true };
const sum = (readings: Reading[]) =>
  (["listings", "new", "updated", "seen", "failed"] as const).map((field) =>
    readings.reduce((total, each) => total + each[field], 0),
  );
const countPapers = async (db: Db) =>
  (await sql<{ count: number }>`select count(*) as count from paper where merged_into is null`.execute(db)).rows[0]
    ?.count;

describeOnBoth("the recorded input", (open) => {
  it.skipIf(!exists)("of two pages is 42 and 189 listings of 216 papers, and again nothing is new", async () => {
    const { db } = await open();
    const pages = ["daily-papers-page-apr-21.txt", "daily-papers-page-titles-abstracts.txt"].map((name) =>
      join(RECORDED, "listing-pages", name),
    );
    const first = await readPages(db, pages, undefined, order);
    expect(first.map((each) => each.listings)).toEqual([42, 189]);
    expect([sum(first)[0], sum(first)[1], sum(first)[4]]).toEqual([231, 216, 0]);
    expect(await countPapers(db)).toBe(216);
    const again = await readPages(db, pages, undefined, order);
    expect(sum(again)).toEqual([231, 0, 0, 231, 0]);
  });

  it.skipIf(!exists)(
    "of 42 days of Hugging Face is 1,092 papers, one for each arXiv id, and again nothing is new or updated",
    async () => {
      const { db } = await open();
      const read = async () => {
        const outcome = await readRecorded(db, join(RECORDED, "hf-daily"), {}, order);
        if (!outcome.ok) throw new Error(outcome.cause);
        return outcome.readings;
      };
      const first = await read();
      expect([first.length, first.filter((each) => each.failure !== null)]).toEqual([42, []]);
      expect([sum(first)[0], sum(first)[1], sum(first)[4]]).toEqual([1_093, 1_092, 0]);
      expect(await countPapers(db)).toBe(1_092);
      const { rows } = await sql<{ ids: number; papers: number }>`
      select count(distinct value) as ids, count(distinct paper_id) as papers from paper_id where scheme = 'arxiv'`.execute(
        db,
      );
      expect(rows[0]).toEqual({ ids: 1_092, papers: 1_092 });
      const again = await read();
      expect([sum(again)[0], sum(again)[1], sum(again)[2], sum(again)[4]]).toEqual([1_093, 0, 0, 0]);
    },
  );

  it.skipIf(!exists)(
    "of a day captured early and again when it was full shows growth as new and changed counters as updated",
    async () => {
      const { db } = await open();
      const captures = [
        ["2024-06-12", "2024-06-12_at_2024-06-12T170641+0000.json"],
        ["2024-12-11", "2024-12-11_at_2024-12-11T170818+0000.json"],
        ["2025-01-22", "2025-01-22_at_2025-01-22T041609+0000.json"],
      ] as const;
      const counts: number[][] = [];
      for (const [day, early] of captures) {
        for (const name of [early, `${day}_final.json`]) {
          const parsed = parseHuggingFaceDay(readFileSync(join(RECORDED, "hf-daily-earlier", name), "utf8"), day);
          if (!parsed.ok) throw new Error(parsed.cause);
          const {
            listings,
            new: made,
            updated,
            failed,
          } = await takeIn(db, { source: "huggingface", listedOn: day, parsed, live: true, at: order.clock.now() });
          counts.push([listings, made, updated, failed]);
        }
      }
      expect(counts.map(([listings]) => listings)).toEqual([14, 16, 25, 26, 1, 13]);
      expect(counts.map(([, made]) => made)).toEqual([14, 2, 25, 1, 1, 12]);
      expect(counts.filter((_, i) => i % 2 === 1).every(([, , updated]) => (updated as number) > 0)).toBe(true);
      expect(counts.every(([, , , failed]) => failed === 0)).toBe(true);
    },
  );
});
