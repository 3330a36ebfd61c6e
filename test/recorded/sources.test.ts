/** The sources against recorded days and pages of Hugging Face, kept beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foldTitle } from "../../src/domain/identity/title.ts";
import type { Listing } from "../../src/domain/paper/listing.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";
import { parsePage } from "../../src/sources/page/parse.ts";
import { listRecordedDays, readRecordedDay } from "../../src/sources/recorded/read.ts";
import type { Parsed } from "../../src/sources/source.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

function listingsOf(parsed: Parsed): Listing[] {
  if (!parsed.ok) throw new Error(parsed.cause);
  expect(parsed.unread).toEqual([]);
  return parsed.listings;
}

describe.skipIf(!exists)("the recorded pages", () => {
  const read = (name: string) =>
    listingsOf(parsePage(readFileSync(join(RECORDED, "listing-pages", name), "utf8"), { today: "2026-05-14" }));

  it("hold 42 and 189 listings of 216 papers, each with its abstract", () => {
    const first = read("daily-papers-page-apr-21.txt");
    const second = read("daily-papers-page-titles-abstracts.txt");
    expect([first.length, second.length]).toEqual([42, 189]);
    const all = [...first, ...second];
    expect(new Set(all.map(({ title }) => foldTitle(title))).size).toBe(216);
    expect(all.filter(({ abstract }) => (abstract?.length ?? 0) < 200)).toEqual([]);
    expect(second[0]?.title).toBe("How Susceptible are Large Language Models to Ideological Manipulation?");
  });

  it("give the first page's day, authors, dates and organisations", () => {
    const listings = read("daily-papers-page-apr-21.txt");
    expect(new Set(listings.map(({ listedOn }) => listedOn))).toEqual(new Set(["2026-04-21"]));
    expect(listings.filter(({ authorCount }) => authorCount !== null)).toHaveLength(37);
    expect(listings.filter(({ publishedOn }) => publishedOn !== null)).toHaveLength(39);
    expect(listings.flatMap(({ organisation }) => organisation ?? [])).toEqual([
      { slug: "SII-GAIR-NLP", name: "SII-GAIR" },
      { slug: "cmu-lti", name: "CMU-LTI" },
    ]);
  });
});

describe.skipIf(!exists)("the recorded days of Hugging Face", () => {
  it("hold 1,093 readable records of 1,092 papers on 42 days", async () => {
    const found = await listRecordedDays(join(RECORDED, "hf-daily"));
    if (!found.ok) throw new Error(found.cause);
    expect([found.days.length, found.ignored]).toEqual([42, 0]);
    const listings: Listing[] = [];
    for (const recorded of found.days) {
      const file = await readRecordedDay(recorded, 10_000_000);
      if (!file.ok) throw new Error(file.cause);
      listings.push(...listingsOf(parseHuggingFaceDay(file.text, recorded.day)));
    }
    expect(listings).toHaveLength(1_093);
    expect(new Set(listings.map(({ sourceKey }) => sourceKey)).size).toBe(1_092);
    expect(listings.filter(({ ids, publishedOn, abstract }) => !ids[0] || !publishedOn || !abstract)).toEqual([]);
    // The longest list holds 573 names, of which 27 are hidden.
    expect(Math.max(...listings.map(({ authors }) => authors.length))).toBe(546);
  });

  it("of earlier years and other captures are read as well", () => {
    const folder = join(RECORDED, "hf-daily-earlier");
    const counts = readdirSync(folder)
      .sort()
      .map((name) => listingsOf(parseHuggingFaceDay(readFileSync(join(folder, name), "utf8"), "2026-06-13")).length);
    expect(counts).toEqual([14, 16, 25, 26, 1, 13, 30]);
  });
});
