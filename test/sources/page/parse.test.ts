/** A saved Daily Papers page becomes listings in both of its shapes, and what is no page is refused with words. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePage } from "../../../src/sources/page/parse.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
const WITH_METADATA = fixture("page-with-metadata.txt");
const BARE = fixture("page-titles-abstracts.txt");
const TODAY = "2026-05-14";

function read(text: string, options: { on?: string; today?: string } = {}) {
  const parsed = parsePage(text, { today: TODAY, ...options });
  if (!parsed.ok) throw new Error(parsed.cause);
  return parsed;
}

const PROSE = "This sentence stands for an abstract and goes on for long enough to be told from a title, word by word.";

describe("a page with metadata", () => {
  const { listings, unread } = read(WITH_METADATA);

  it("gives every listing, with and without metadata", () => {
    expect(unread).toEqual([]);
    expect(listings.map(({ title }) => title)).toEqual([
      "Kites that Learn to Land",
      "daVinci Printed Twice: A Listing without Metadata",
      "Lamps, Ladders and Long Evenings",
      "A Short One",
    ]);
  });

  it("reads authors, date and comments", () => {
    expect(listings[0]).toMatchObject({
      source: "page",
      sourceKey: "kitesthatlearntoland",
      listedOn: "2026-03-09",
      ids: [],
      authors: [],
      authorCount: 12,
      publishedOn: "2022-11-17",
      comments: 4,
    });
    expect(listings[0]?.abstract).toMatch(/^We teach paper kites .* long string\.$/);
  });

  it("reads the organisation's slug and name", () => {
    expect(listings[2]).toMatchObject({
      organisation: { slug: "night-lab", name: "Night Lab International" },
      authorCount: null,
      publishedOn: "2026-03-07",
      comments: 2,
    });
  });

  it("leaves unknown what a listing does not say", () => {
    expect(listings[1]).toMatchObject({ authorCount: null, organisation: null, publishedOn: null, comments: null });
  });

  it("takes two texts before metadata for title and abstract, however short", () => {
    expect(listings[3]).toMatchObject({ title: "A Short One", abstract: "No stop at the end", authorCount: 1 });
  });

  it("reads the same with CRLF and trailing blanks, or without any blank line", () => {
    expect(read(WITH_METADATA.replaceAll("\n", " \t\r\n"))).toEqual(read(WITH_METADATA));
    expect(read(WITH_METADATA.replaceAll(/\n{2,}/g, "\n"))).toEqual(read(WITH_METADATA));
  });

  it("takes a page's name, votes and navigation for what they are", () => {
    const cards = WITH_METADATA.replace("new\n", "Hugging Face\nModels\nCareers\n").replace(
      "Lamps,",
      "Submitted by\n\ncarla\n\n42\n\nLamps,",
    );
    expect(read(cards).listings).toEqual(listings);
    expect(read(cards).unread).toEqual([]);
  });
});

describe("a page of titles and abstracts", () => {
  it("gives each pair, the first freed from the button it is glued to", () => {
    const { listings, unread } = read(BARE);
    expect(unread).toEqual([]);
    expect(listings.map(({ title }) => title)).toEqual([
      "How Do Gardens Remember Rain?",
      "aBridge: Joining Two Banks",
      "Clocks that Run Late",
    ]);
    expect(listings[0]).toMatchObject({ listedOn: TODAY, authorCount: null });
  });

  it("frees a first title in small letters as well", () => {
    expect(read(BARE.replace("SubscribeHow", "Subscribehow")).listings[0]?.title).toBe("how Do Gardens Remember Rain?");
  });

  it("keeps an abstract of several paragraphs together", () => {
    const { listings } = read(`Subscribe\nFirst Title\n${PROSE}\n${PROSE}\nSecond Title\n${PROSE}`);
    expect(listings.map(({ abstract }) => abstract)).toEqual([`${PROSE} ${PROSE}`, PROSE]);
  });
});

describe("the page's day", () => {
  it("is the given one before the header's", () => {
    expect(read(WITH_METADATA, { on: "2025-03-10" }).listings[0]?.listedOn).toBe("2025-03-10");
  });

  it("is the header's latest occurrence not after today", () => {
    expect(read(WITH_METADATA, { today: "2026-03-09" }).listings[0]?.listedOn).toBe("2026-03-09");
    expect(read(WITH_METADATA, { today: "2026-03-08" }).listings[0]?.listedOn).toBe("2025-03-09");
    expect(read(WITH_METADATA.replace("Mar 9", "Feb 29")).listings[0]?.listedOn).toBe("2024-02-29");
    expect(read(WITH_METADATA.replace("Mar 9", "March 9, 2024")).listings[0]?.listedOn).toBe("2024-03-09");
  });

  it("gives its year to dates that have none", () => {
    const { listings } = read(WITH_METADATA);
    expect(listings[2]?.publishedOn).toBe("2026-03-07");
    expect(listings[3]?.publishedOn).toBe("2025-12-30");
  });
});

describe("a listing", () => {
  it("has an id where a line of its own gives one, not where an abstract cites one", () => {
    const text = `Daily Papers\nFirst Title\nhttps://huggingface.co/papers/2605.90001\n${PROSE}\nSecond Title\n${PROSE} See arXiv:2605.90002.`;
    expect(read(text).listings.map(({ ids }) => ids)).toEqual([[{ scheme: "arxiv", value: "2605.90001" }], []]);
  });

  it("that cannot be read is named with its line", () => {
    const text = `Daily Papers\nFirst Title\n${PROSE}\nA title alone\nSecond Title\n${PROSE}\n???\n${PROSE}`;
    const { listings, unread } = read(text);
    expect(listings).toHaveLength(2);
    expect(unread).toEqual([
      { at: "line 7", name: "???", reason: "the title has no letters or digits" },
      { at: "line 4", name: "A title alone", reason: "a title was expected, but no abstract, authors or date follow" },
    ]);
  });

  it("has a key that an index can hold, however long the title", () => {
    const { listings } = read(`Daily Papers\n${"각".repeat(240)}\n${PROSE}`);
    expect(Buffer.byteLength(listings[0]?.sourceKey ?? "")).toBeLessThan(2_000);
  });
});

describe("something that is no page", () => {
  it.each([
    ["nothing", " \n\n", "this is an empty text"],
    ["HTML", "<!DOCTYPE html>\n<html><body>Daily Papers", "this is a page's HTML"],
    ["Hugging Face's answer", '[{"paper":{}}]', "this is JSON"],
    ["UTF-16", "D\0a\0i\0l\0y\0", "this is not plain UTF-8 text"],
    ["a shopping list", "apples\npears\nplums", "no listing was found"],
    ["an essay", Array(9).fill(`${PROSE} `.repeat(5)).join("\n\n"), "no listing was found"],
  ])("is refused: %s", (_, text, start) => {
    const parsed = parsePage(text, { today: TODAY });
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.cause).toContain(start);
    expect(parsed.ok ? "" : parsed.cause).toContain("the text of a Daily Papers page was expected");
  });
});
