/** Feeds of any text are well-formed, keep their rules, and give the text back. */
import { parseFeed } from "@rowanmanning/feed-parser";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FEED_FORMATS, type FeedView, writeFeed } from "../../src/render/feed.ts";
import { CHECKS } from "../support/feed-checks.ts";

const HOSTILE = [
  "<script>",
  "]]>",
  "<![CDATA[",
  "&amp;",
  "&#0;",
  "\u0000",
  "\u001b",
  "\ud800",
  "\udfff",
  "\u202e",
  "\ufffe",
  "\ue000",
  '"',
  "'",
  "\r\n",
  " ",
  "é",
  "😀",
];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...HOSTILE),
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
);
const NOON = Date.parse("2026-05-14T12:00:00Z");

const view = fc
  .record({
    title: text,
    description: text,
    publisher: text,
    entries: fc.array(
      fc.record({
        title: text,
        summary: text,
        authors: fc.array(text, { maxLength: 3 }),
        categories: fc.array(text, { maxLength: 3 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(
    ({ entries, title, description, publisher }): FeedView => ({
      id: "urn:uuid:00000000-0000-8000-8000-000000000000",
      // Names of feeds are never empty.
      title: `t ${title}`,
      description: `d ${description}`,
      publisher: `p ${publisher}`,
      self: "https://papers.example.org/feeds/all.x?a=1&b=%3C2%3E",
      home: "https://papers.example.org/papers?a=1&b=2",
      updated: new Date(NOON),
      entries: entries.map((entry, i) => ({
        ...entry,
        id: `https://arxiv.org/abs/2605.0000${i}`,
        url: `https://papers.example.org/?i=${i}&x`,
        at: new Date(NOON - i * 1000),
      })),
    }),
  );

/** What is left of a text where XML has a way to write it; white space as a reader folds it. */
const left = (given: string) =>
  given
    .toWellFormed()
    .replace(/[\p{Cc}--[\t\n\r]]|[\ufffe\uffff\ue000-\ue002]/gv, "")
    .replace(/\s+/g, " ")
    .trim();

it.each(FEED_FORMATS)("%s of any text keeps the rules and gives the text back", (format) => {
  fc.assert(
    fc.property(view, (given) => {
      const written = writeFeed(format, given);
      const read = CHECKS[format](written);
      expect(read.broken).toEqual([]);
      expect(read.self).toBe(given.self);
      expect(left(read.title)).toBe(left(given.title));
      expect(read.entries.map(({ url }) => url)).toEqual(given.entries.map(({ url }) => url));
      for (const [i, entry] of given.entries.entries()) {
        expect(left(read.entries[i]?.title ?? "")).toBe(left(entry.title) || "Untitled");
        expect(left(read.entries[i]?.summary ?? "")).toBe(left(entry.summary) || left(entry.title) || "Untitled");
        expect(read.entries[i]?.authors.map(left)).toEqual(entry.authors.map(left).filter(Boolean));
        expect(read.entries[i]?.categories.map(left)).toEqual(entry.categories.map(left).filter(Boolean));
      }
      if (format !== "json") expect(parseFeed(written).items).toHaveLength(given.entries.length);
    }),
    { numRuns: 300 },
  );
});
