/** Parsers under damaged answers: no crash, no hang, bounded listings, and never a day called whole that is not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeDay } from "../../src/domain/intake/day.ts";
import type { ScheduledKind } from "../../src/domain/intake/habits.ts";
import type { ParsedDay } from "../../src/domain/paper/listing.ts";
import { parseArxivApi } from "../../src/sources/arxiv/api.ts";
import { parseArxivFeed } from "../../src/sources/arxiv/feed.ts";
import { type ArxivItem, adaptArxivItem } from "../../src/sources/arxiv/item.ts";
import { parseArxivListPage } from "../../src/sources/arxiv/list-page.ts";
import { parseOaiPage } from "../../src/sources/arxiv/oai.ts";
import { parseBiorxivPage } from "../../src/sources/biorxiv/parse.ts";
import { adaptFeedItems } from "../../src/sources/feed/adapt.ts";
import { parseFeed } from "../../src/sources/feed/parse.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";
import { readDay } from "../../src/sources/source.ts";
import { BOUNDS } from "../../src/sources/text.ts";
import { listAnswers } from "../support/answers.ts";
import { mutate, mutations } from "../support/mutations.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
/** Together a few hundred cases, or 10,000. */
const RUNS = LONG ? 1_250 : 50;
const DAY = "2026-05-13";
const AT = Temporal.Instant.from("2026-05-14T12:00:00Z");

/** `declared`: what the text itself says that there is, found by another way than the parser's; null: it does not say. */
interface Parser {
  kind: ScheduledKind;
  parse(text: string): { ok: false } | { ok: true; day: ParsedDay; declared: number | null };
  declaredIn(text: string): number | null;
}

const sum = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
const adapt = (items: ArxivItem[], unread: ParsedDay["unread"]): ParsedDay => ({
  listings: items.map((item) => adaptArxivItem(item, "arxiv/cs.CL", DAY)),
  unread,
});
const PARSERS: Record<string, Parser> = {
  huggingface: {
    kind: "huggingface",
    parse: (text) => {
      const parsed = parseHuggingFaceDay(text, DAY);
      return parsed.ok ? { ok: true, day: parsed, declared: null } : { ok: false };
    },
    declaredIn: () => null,
  },
  arxivFeed: {
    kind: "arxiv",
    parse: (text) => {
      const feed = parseArxivFeed(text);
      return feed.ok ? { ok: true, day: adapt(feed.items, feed.unread), declared: null } : { ok: false };
    },
    declaredIn: () => null,
  },
  arxivPage: {
    kind: "arxiv",
    parse: (text) => {
      const page = parseArxivListPage(text);
      return page.ok ? { ok: true, day: adapt(page.items, page.unread), declared: page.declared } : { ok: false };
    },
    declaredIn: (text) =>
      sum(text, /<h3>(?:New|Cross|Replacement) submissions \(showing \d+ of (\d+) entries\)<\/h3>/g),
  },
  arxivApi: {
    kind: "arxiv",
    parse: (text) => {
      const page = parseArxivApi(text);
      return page.ok ? { ok: true, day: adapt(page.items, page.unread), declared: page.total } : { ok: false };
    },
    declaredIn: (text) =>
      sum(text.slice(0, text.indexOf("<entry>")), /<opensearch:totalResults>(\d+)<\/opensearch:totalResults>/g),
  },
  oai: {
    kind: "arxiv",
    parse: (text) => {
      const page = parseOaiPage(text);
      return page.ok ? { ok: true, day: adapt(page.records, page.unread), declared: null } : { ok: false };
    },
    declaredIn: () => null,
  },
  biorxiv: {
    kind: "biorxiv",
    parse: (text) => {
      const page = parseBiorxivPage(text, "biorxiv");
      return page.ok ? { ok: true, day: page, declared: page.total } : { ok: false };
    },
    declaredIn: (text) => sum(text.slice(0, text.indexOf("collection")), /"total":"(\d+)"/g),
  },
  feed: {
    kind: "feed",
    parse: (text) => {
      const feed = parseFeed(text, "https://example.org/feed");
      if (!feed.ok) return { ok: false };
      const { listings } = adaptFeedItems(feed.items, { source: "feed/x", today: DAY, listedOn: new Map(), old: true });
      return { ok: true, day: { listings, unread: feed.unread }, declared: null };
    },
    declaredIn: () => null,
  },
};

describe("a damaged answer", () => {
  for (const [name, text] of listAnswers()) {
    const parser = PARSERS[name.split(" ")[0] as string] as Parser;
    it(`of ${name} is read within its bounds or refused, quickly, and is whole only with all it declares`, () => {
      expect(parser.parse(text)).toMatchObject({ ok: true });
      fc.assert(
        fc.property(mutations, (damage) => {
          const damaged = mutate(text, damage);
          const begun = performance.now();
          const parsed = parser.parse(damaged);
          expect(performance.now() - begun).toBeLessThan(1_000);
          if (!parsed.ok) return;
          for (const listing of parsed.day.listings) checkListing(listing);
          const { answer } = readDay(DAY, parsed.day, { declared: parsed.declared });
          const judged = judgeDay({
            kind: parser.kind,
            day: DAY,
            at: AT,
            answer,
            fresh: parsed.day.listings.length,
            before: null,
          });
          if (judged.state !== "complete") return;
          expect(parsed.day.listings.length).toBeGreaterThanOrEqual(parser.declaredIn(damaged) ?? 0);
          expect(parsed.declared).not.toBeNull();
        }),
        { numRuns: RUNS },
      );
    });

    it(`of ${name} that breaks off anywhere is refused`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: text.trimEnd().length - 1 }), (at) => {
          expect(parser.parse(text.slice(0, at)).ok).toBe(false);
        }),
        { numRuns: RUNS },
      );
    });
  }

  it("of a size that no source sends is read in time", () => {
    const item = "<item><title>T</title><guid>g</guid></item>";
    const large = `<rss version="2.0"><channel><title>x</title>${item.repeat(20_000)}</channel></rss>`;
    const begun = performance.now();
    expect(parseFeed(large, "https://example.org").ok).toBe(true);
    const deep = parseFeed("<a>".repeat(50_000), "https://example.org");
    expect(deep).toMatchObject({ ok: false, cause: expect.stringContaining("nested too deep") });
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it("with entities that unfold into each other is refused, not unfolded", () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${"x".repeat(1_000)}"><!ENTITY b "${"&a;".repeat(1_000)}">]><rss version="2.0"><channel><title>arXiv &b;</title></channel></rss>`;
    expect(parseFeed(bomb, "https://example.org").ok).toBe(false);
    expect(parseArxivFeed(bomb).ok).toBe(false);
  });
});

function checkListing({ title, abstract, sourceKey, listedOn, authors, ids }: ParsedDay["listings"][number]): void {
  expect(title).not.toBe("");
  expect(title.length).toBeLessThanOrEqual(BOUNDS.title);
  expect(abstract?.length ?? 0).toBeLessThanOrEqual(BOUNDS.abstract);
  expect(sourceKey.length).toBeGreaterThan(0);
  expect(sourceKey.length).toBeLessThanOrEqual(BOUNDS.sourceKey);
  expect(listedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(`${title}${abstract}${sourceKey}${authors.map(({ name }) => name).join()}`.isWellFormed()).toBe(true);
  expect(`${title}${abstract}${sourceKey}`).not.toContain("\u0000");
  for (const id of ids) expect(id.value).not.toMatch(/\s/);
}
