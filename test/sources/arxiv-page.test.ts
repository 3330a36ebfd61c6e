/** arXiv's list page: what it holds and declares, and that a page of another shape is refused rather than half read. */
import { describe, expect, it } from "vitest";
import { isWithdrawn, splitAuthors } from "../../src/sources/arxiv/item.ts";
import { parseArxivListPage } from "../../src/sources/arxiv/list-page.ts";
import { arxivPageText, makePapers } from "../support/source-texts.ts";

const DAY = "2026-05-13";
const papers = [
  ...makePapers(3, { comment: "9 pages" }),
  ...makePapers(2, { announcement: "cross" }, 10),
  ...makePapers(1, { announcement: "replace" }, 20),
];
const text = arxivPageText(DAY, papers);

describe("arXiv's list page", () => {
  it("gives the day, the declared total, and each paper with its section, authors, subjects, comment and abstract", () => {
    const page = parseArxivListPage(text);
    if (!page.ok) throw new Error(page.cause);
    expect([page.day, page.declared, page.unread]).toEqual([DAY, 6, []]);
    expect(page.items.map(({ announcement }) => announcement)).toEqual([
      "new",
      "new",
      "new",
      "cross",
      "cross",
      "replace",
    ]);
    expect(page.items[0]).toMatchObject({
      id: "2605.00001",
      authors: ["Ada Lovelace", "Alan Turing"],
      categories: ["cs.CL"],
      comment: "9 pages",
    });
    expect(page.items[3]?.categories).toEqual(["stat.ML", "cs.CL"]);
    expect(page.items[0]?.abstract?.length).toBeGreaterThan(100);
  });

  it("of a day without papers declares none", () => {
    expect(parseArxivListPage(arxivPageText(DAY, []))).toMatchObject({ ok: true, declared: 0, items: [] });
  });

  it.each([
    [
      "a section's heading became another element",
      text.replace(/<h3>(Cross.*?)<\/h3>/, "<h2>$1</h2>"),
      /3 counts, but 2 sections/,
    ],
    ["a section has another name", text.replace("Cross submissions", "Shared submissions"), /3 counts, but 2 sections/],
    ["an entry lost its mark", text.replace("<dt>", "<div>"), /shows 6 entries, but 5 were found/],
    ["no counts", text.replaceAll(/\(showing.*?\)/g, ""), /declares no counts/],
    ["no date", text.replace("Showing new listings", "Listings"), /bears no date/],
    ["a day that is none", text.replace("13 May", "31 June"), /bears no date/],
    ["no end", text.replace("</html>", ""), /breaks off after \d+ characters/],
  ])("is refused when %s", (_, changed, cause) => {
    expect(parseArxivListPage(changed)).toEqual({ ok: false, cause: expect.stringMatching(cause) });
  });

  it("names an entry without a title or id as unread", () => {
    const changed = text
      .replace('href ="/abs/2605.00002"', 'href ="/abs/"')
      .replace(/<div class='list-title mathjax'>.*?<\/div>/, "");
    expect(parseArxivListPage(changed)).toMatchObject({
      unread: [
        { at: "entry 1", name: "2605.00001", reason: "its title is missing" },
        { at: "entry 2", reason: "it has no arXiv id" },
      ],
    });
  });
});

it.each([
  ["Ada Lovelace, Alan Turing", ["Ada Lovelace", "Alan Turing"]],
  ["Anamta Khan,  Deepti, Sheza Munir", ["Anamta Khan", "Deepti", "Sheza Munir"]],
  ["A. Lovelace (MIT (Boston), USA), B. C and D. E", ["A. Lovelace", "B. C", "D. E"]],
  ["John Smith, Jr., Jane Doe", ["John Smith Jr.", "Jane Doe"]],
  ["", []],
])("the authors %j are %j", (said, names) => expect(splitAuthors(said)).toEqual(names));

it.each<[string | null, string | null, boolean]>([
  ["This paper has been withdrawn by the authors", null, true],
  ["Withdrawn", null, true],
  ["5 pages, 1 figure. This paper has been withdrawn by the author due to an error", null, true],
  [null, "This paper has been withdrawn since the results are not satisfied.", true],
  ["Withdrawn from ICLR 2026", null, false],
  ["Accepted. Not withdrawn cash: a study", "We study cash that was withdrawn from machines.", false],
  ["12 pages", "Money withdrawn from accounts is traced.", false],
])("comment %j and abstract %j: withdrawn is %s", (comment, abstract, withdrawn) =>
  expect(isWithdrawn({ comment, abstract })).toBe(withdrawn),
);
