/** BibTeX of any paper is read back by a reader that is not ours: as many entries, with their titles, authors and ids. */
import { plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Cited, writeBibtex } from "../../src/render/bibtex.ts";

const HOSTILE = [
  "{",
  "}",
  "\\",
  "%",
  "#",
  "&",
  "$",
  "_",
  "^",
  "~",
  '"',
  "@",
  "@misc{x,",
  ",",
  "=",
  "\n",
  "\\textbf{",
  "\\{",
  "\\}",
  "\\'e",
  " and ",
  "\u0000",
  "\ud800",
  "é",
  "😀",
  "$x_1$",
  "--",
  "``",
  "''",
  "\\input{/etc/passwd}",
];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom("agents", "of", "Late", "x")), { maxLength: 12 })
    .map((parts) => parts.join("")),
);

const paper = fc
  .record({
    title: text,
    names: fc.array(text, { maxLength: 3 }),
    category: text,
    projectUrl: fc.option(fc.oneof(text, fc.webUrl())),
    hasId: fc.boolean(),
  })
  .map(
    ({ title, names, category, projectUrl, hasId }): Cited => ({
      id: 17,
      arxivId: hasId ? "2605.00001" : null,
      title,
      authors: names.map((name) => ({ name })),
      publishedOn: "2026-05-14",
      firstListedOn: "2026-05-15",
      categories: [category],
      projectUrl,
    }),
  );

interface Entry {
  type: string;
  label: string;
  properties: Record<string, unknown>;
}

const readAll = (bibtex: string): Entry[] =>
  plugins.input.chain(bibtex, {
    forceType: "@bibtex/text",
    target: "@bibtex/entries+list",
    generateGraph: false,
  }) as Entry[];

/** As BibTeX itself counts: a backslash before a brace changes nothing. */
const isPaired = (braces: string): boolean => {
  let left = braces;
  while (left.includes("{}")) left = left.replaceAll("{}", "");
  return left === "";
};

it("is read back, entry for entry", () => {
  fc.assert(
    fc.property(fc.array(paper, { minLength: 1, maxLength: 4 }), (papers) => {
      const numbered = papers.map((each, i) => ({ ...each, id: i, arxivId: each.arxivId && `2605.0000${i}` }));
      const written = numbered.map(writeBibtex).join("\n");
      expect(written.replace(/[^{}]/g, "")).toSatisfy(isPaired);
      const entries = readAll(written);
      expect(entries.map(({ type }) => type)).toEqual(papers.map(() => "misc"));
      expect(new Set(entries.map(({ label }) => label)).size).toBe(papers.length);
      for (const [i, { arxivId }] of numbered.entries()) {
        expect(entries[i]?.properties.year).toBe("2026");
        expect(entries[i]?.properties.eprint).toBe(arxivId ?? undefined);
      }
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  ["Late-to-Early: a BERT, 100% of A&B #1", "Late-to-Early: a BERT, 100% of A&B #1"],
  ["Unbalanced } and { here", "Unbalanced and here"],
  ["A set \\{ that BibTeX never sees closed", "A set that BibTeX never sees closed"],
  ["Ends with a backslash\\", "Ends with a backslash"],
  ["x}, author = {Mallory}, note = {", "x, author = Mallory, note ="],
  ["@article{other, title={No}}", "@article{other, title={No}}"],
])("keeps the words of %j", (title, words) => {
  const [entry] = readAll(
    writeBibtex({
      id: 1,
      arxivId: null,
      title,
      authors: [{ name: "Ada Lovelace" }, { name: "Knuth, Donald and Sons" }],
      publishedOn: null,
      firstListedOn: "2026-05-14",
      categories: [],
      projectUrl: null,
    }),
  );
  const bare = (said: unknown) =>
    String(said)
      .replace(/[{}]|\\(?=[%&#])/g, "")
      .replace(/\s+/g, " ")
      .trim();
  expect(bare(entry?.properties.title)).toBe(bare(words));
  expect(JSON.stringify(entry?.properties.author)).not.toContain("Mallory");
});
