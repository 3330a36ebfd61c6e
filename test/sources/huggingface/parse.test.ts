/** Hugging Face's answer becomes listings; what cannot be read is named, and never costs the day. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Listing } from "../../../src/domain/paper/listing.ts";
import { parseHuggingFaceDay } from "../../../src/sources/huggingface/parse.ts";

const DAY = "2026-05-13";
const FIXTURE = readFileSync(new URL("../../fixtures/hugging-face-day.json", import.meta.url), "utf8");

function read(text: string) {
  const parsed = parseHuggingFaceDay(text, DAY);
  if (!parsed.ok) throw new Error(parsed.cause);
  return parsed;
}

/** The one listing of a day whose only paper has these fields. */
function readPaper(paper: object, outer: object = {}): Listing {
  const { listings } = read(JSON.stringify([{ ...outer, paper: { id: "2605.90009", title: "A Title", ...paper } }]));
  return listings[0] as Listing;
}

describe("a record in full", () => {
  const listing = read(FIXTURE).listings[0];

  it("fills every field the source has", () => {
    expect(listing).toEqual({
      source: "huggingface",
      sourceKey: "2605.90001",
      listedOn: DAY,
      ids: [{ scheme: "arxiv", value: "2605.90001" }],
      title: "Sparse Routers for Everyone",
      abstract: "We route tokens to a few experts. Line breaks are folded.",
      authors: [{ name: "Ada Example" }, { name: "Bo Sample" }],
      authorCount: 2,
      organisation: { slug: "example-lab", name: "Example Lab" },
      publishedOn: "2026-05-11",
      upvotes: 42,
      comments: 3,
      thumbnailUrl: "https://huggingface.co/thumbnails/2605.90001.png",
      projectUrl: "http://example.org/sparse",
      codeUrl: "https://github.com/example/sparse",
      codeStars: 7,
      summary: "Tokens go to a few experts.",
      keywords: ["mixture of experts", "routing"],
      categories: [],
    });
  });
});

describe("records that lack something", () => {
  it("takes an old record with old-style id and hardly any fields", () => {
    expect(read(FIXTURE).listings[1]).toMatchObject({
      ids: [{ scheme: "arxiv", value: "math/0309136" }],
      abstract: null,
      organisation: null,
      publishedOn: "2003-09-08",
      comments: 0,
      codeUrl: null,
      keywords: [],
    });
  });

  it("names each record it cannot read, with its place and the reason", () => {
    expect(read(FIXTURE).unread).toEqual([
      { at: "item 3", name: "A paper that has no id", reason: "id is missing" },
      { at: "item 4", name: "2605.90003", reason: "title is a number, not text" },
      { at: "item 5", name: "2605.90004", reason: "title is empty" },
      { at: "item 6", name: "A record without its paper", reason: "paper is missing" },
      { at: "item 7", name: null, reason: "a record was expected, not a string" },
    ]);
  });

  it("uses the record's title and abstract where the paper has none", () => {
    const { listings } = read('[{"title":"Outer","summary":"Outer text","paper":{"id":"2605.90009"}}]');
    expect(listings[0]).toMatchObject({ title: "Outer", abstract: "Outer text" });
  });

  it("lets a field of the wrong kind cost itself only", () => {
    const listing = readPaper(
      { summary: 4, authors: "Ada", publishedAt: "yesterday", upvotes: -1, githubStars: 1e12, ai_keywords: {} },
      { numComments: "3", organization: "lab", thumbnail: [] },
    );
    expect(listing).toMatchObject({ title: "A Title", abstract: null, authors: [], authorCount: null });
    expect(listing).toMatchObject({ publishedOn: null, upvotes: null, codeStars: null, comments: null, keywords: [] });
    expect(listing).toMatchObject({ organisation: null, thumbnailUrl: null });
  });

  it("has no ids for a paper whose id is not arXiv's, and no version in those that are", () => {
    expect(readPaper({ id: "own-report-7" })).toMatchObject({ sourceKey: "own-report-7", ids: [] });
    expect(readPaper({ id: "2605.90009v3" }).ids).toEqual([{ scheme: "arxiv", value: "2605.90009" }]);
  });

  it("takes the day in UTC of an instant written in another zone", () => {
    expect(readPaper({ publishedAt: "2026-05-11T23:30:00-05:00" }).publishedOn).toBe("2026-05-12");
  });
});

describe("hostile records", () => {
  it("drops NUL and other controls, mends lone surrogates and folds CRLF", () => {
    const title = "Nul\u0000 and \u001b[31mred\r\nand \ud800 half \u202ereversed";
    expect(readPaper({ title }).title).toBe("Nul and [31mred and \ufffd half reversed");
  });

  it("keeps markup as text: escaping is the renderer's", () => {
    expect(readPaper({ title: "<script>alert(1)</script>" }).title).toBe("<script>alert(1)</script>");
  });

  it("keeps all 573 authors of the longest list on record, and cuts at 5,000", () => {
    const authors = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `Author ${i}` }));
    expect(readPaper({ authors: authors(573) }).authorCount).toBe(573);
    expect(readPaper({ authors: authors(6_000) }).authors).toHaveLength(5_000);
  });

  it("bounds title and abstract, never splitting a character", () => {
    const listing = readPaper({ title: `${"x".repeat(2_999)}😀`, summary: "y ".repeat(60_000) });
    expect(listing.title).toBe("x".repeat(2_999));
    expect(listing.abstract?.length).toBeLessThanOrEqual(50_000);
    expect(listing.abstract?.length).toBeGreaterThan(49_990);
  });

  it("takes only web addresses", () => {
    expect(readPaper({ projectPage: "javascript:alert(1)", githubRepo: "file:///etc/passwd" })).toMatchObject({
      projectUrl: null,
      codeUrl: null,
    });
    expect(readPaper({ projectPage: "https://user:pw@example.org/" }).projectUrl).toBeNull();
  });

  it("refuses an id too long for a key", () => {
    const { unread } = read(JSON.stringify([{ paper: { id: "9".repeat(300), title: "A Title" } }]));
    expect(unread[0]?.reason).toBe("id is longer than 200 characters");
  });
});

describe("an answer that is no day", () => {
  const causeOf = (text: string) => {
    const parsed = parseHuggingFaceDay(text, DAY);
    return parsed.ok ? null : parsed.cause;
  };

  it("fails whole, with the place, when it breaks off in the middle", () => {
    expect(causeOf(FIXTURE.slice(0, 900))).toMatch(/^the answer breaks off at line 2\d, column \d+; the rest/);
  });

  it("fails whole at a syntax error, with its place", () => {
    expect(causeOf('[{"paper": {}},\n  {"paper" {}}]')).toBe(
      "the answer is not JSON: Expected ':' after property name at line 2, column 12",
    );
    expect(causeOf(`[1,2,\n${" ".repeat(40)}oops, and so on]`)).toMatch(/Unexpected token 'o' near line 2, column 41$/);
  });

  it("says what it is instead", () => {
    expect(causeOf("")).toBe("the answer is empty; JSON was expected");
    expect(causeOf("<!doctype html><p>hello")).toContain("is a web page");
    expect(causeOf('{"error":"Invalid date"}')).toBe(
      'Hugging Face answered with the error "Invalid date"; a list of papers was expected',
    );
    expect(causeOf("null")).toBe("the answer is a JSON null; a list of papers was expected");
  });

  it("is a complete day without papers when it is an empty list", () => {
    expect(parseHuggingFaceDay("\uFEFF[]", DAY)).toEqual({ ok: true, listings: [], unread: [] });
  });
});
