/** The seeds are good enough for a first digest: every topic and query parses, every reader but one finds something. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { indexPapers } from "../../src/domain/matching/index-papers.ts";
import { listHits } from "../../src/domain/matching/match.ts";
import type { Searchable } from "../../src/domain/paper/paper.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";

const read = (name: string) => readFileSync(new URL(`../../seeds/${name}`, import.meta.url), "utf8");

interface SeedTopic {
  slug: string;
  name: string;
  group: string;
  query: string;
  description: string;
}

interface SeedSubscriber {
  address: string;
  topics: string[];
  zone: string;
  at: string;
  cadence: string;
}

const TOPICS = JSON.parse(read("topics.json")) as SeedTopic[];
const SUBSCRIBERS = read("subscribers.jsonl")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as SeedSubscriber);
const DAYS = ["2026-05-13", "2026-05-14"].map((day) => parseHuggingFaceDay(read(`listings/${day}.json`), day));
const LISTINGS = DAYS.flatMap((day) => (day.ok ? day.listings : []));
const INDEX = indexPapers(
  LISTINGS.map((listing, id): Searchable => ({ ...listing, id, arxivId: listing.sourceKey, sources: ["huggingface"] })),
);

function topicOf(query: string) {
  const outcome = parseTopic(query);
  if (!outcome.ok) throw new Error(`${query}: ${outcome.error.message}`);
  return outcome.topic;
}

const hitsOf = (queries: string[]) => new Set(queries.flatMap((query) => listHits(INDEX, topicOf(query).ast)));

describe("the catalogue", () => {
  it("holds topics that parse without a warning", () => {
    expect(TOPICS.length).toBeGreaterThanOrEqual(55);
    expect(TOPICS.flatMap(({ query }) => topicOf(query).warnings)).toEqual([]);
    expect(TOPICS.find(({ slug }) => slug === "trending")?.query).toBe("*");
  });

  it("names each topic once, by slug, by name and by what it asks", () => {
    for (const key of [
      ({ slug }: SeedTopic) => slug,
      ({ name }: SeedTopic) => name,
      ({ query }: SeedTopic) => topicOf(query).canonical,
    ]) {
      expect(new Set(TOPICS.map(key)).size).toBe(TOPICS.length);
    }
    expect(TOPICS.filter(({ slug }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
    expect(TOPICS.filter(({ group, description }) => group === "" || !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });
});

describe("the sample days", () => {
  it("are read whole", () => {
    expect(DAYS.map((day) => day.ok && [day.listings.length, day.unread.length])).toEqual([
      [31, 0],
      [26, 0],
    ]);
    expect(LISTINGS.filter(({ ids, abstract, authors }) => !ids[0] || !abstract || !authors[0])).toEqual([]);
  });
});

describe("the sample readers", () => {
  it("live at example addresses and in two Slack conversations", () => {
    const addresses = SUBSCRIBERS.map(({ address }) => address);
    expect(addresses).toHaveLength(12);
    expect(
      addresses.filter((address) => !/^(?:\S+@example\.(?:org|com|net)|slack:[CD]0[A-Z]+)$/.test(address)),
    ).toEqual([]);
    expect(addresses.filter((address) => address.startsWith("slack:"))).toHaveLength(2);
  });

  it("have a zone, an hour and a cadence", () => {
    for (const { zone, at, cadence } of SUBSCRIBERS) {
      expect(() => Temporal.PlainDateTime.from(`2026-05-14T${at}`).toZonedDateTime(zone)).not.toThrow();
      expect(cadence).toMatch(/^(?:daily|weekdays|weekly(?::(?:mon|tue|wed|thu|fri|sat|sun))?|monthly(?::\d{1,2})?)$/);
    }
  });

  it("find something in the sample days, all but the one who shows a quiet day", () => {
    const quiet = SUBSCRIBERS.filter(({ topics }) => hitsOf(topics).size === 0);
    expect(quiet.map(({ address }) => address)).toEqual(["olaf@example.net"]);
  });
});
