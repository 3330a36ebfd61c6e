/** A reader's own list of papers, as the programs that readers use write it, whole and broken. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseBibliography } from "../../../src/sources/bibliography/parse.ts";

function read(text: string) {
  const outcome = parseBibliography(text);
  if (!outcome.ok) throw new Error(outcome.cause);
  return outcome.bibliography;
}

const BIBTEX = `
@string{nips = "Advances in Neural Information Processing Systems"}
@comment{ nothing to read }
@article{vaswani2017,
  title = {{Attention} Is All You Need},
  author = {Vaswani, Ashish and others},
  eprint = {1706.03762v7}, archivePrefix = {arXiv},
  booktitle = nips,
  abstract = {Sequences \\& {transduction}.}
}
@misc{b, title = "Second", note = {arXiv:2401.00001}}
@book{broken, title = {oops}
@inproceedings{c, title = {Third}, doi = {https://doi.org/10.1000/XyZ}}
@misc{empty, year = 2020}
`;

const RIS = `TY  - JOUR
TI  - A Title of Ours
AU  - LeCun, Yann
AB  - What it says.
UR  - http://arxiv.org/abs/2401.00002
ER  -

TY  - RPRT
T1  - Another
DO  - 10.1000/other
ER  - `;

describe("a bibliography", () => {
  it("in BibTeX gives titles, abstracts and identifiers, and a broken entry costs one", () => {
    const { format, entries, unread } = read(BIBTEX);
    expect(format).toBe("BibTeX");
    expect(entries).toEqual([
      {
        title: "{Attention} Is All You Need",
        abstract: "Sequences \\& {transduction}.",
        arxivId: "1706.03762",
        doi: null,
      },
      { title: "Second", abstract: null, arxivId: "2401.00001", doi: null },
      { title: "Third", abstract: null, arxivId: null, doi: "10.1000/xyz" },
    ]);
    expect(unread).toEqual([expect.stringMatching(/^line 12: /), "line 14: it has no title, arXiv id or DOI"]);
  });

  it("in RIS", () => {
    expect(read(RIS)).toEqual({
      format: "RIS",
      entries: [
        { title: "A Title of Ours", abstract: "What it says.", arxivId: "2401.00002", doi: null },
        { title: "Another", abstract: null, arxivId: null, doi: "10.1000/other" },
      ],
      unread: [],
    });
  });

  it("in CSL JSON, as Zotero writes it and as Better BibTeX does", () => {
    const items = [
      {
        id: "x",
        type: "article",
        title: "One",
        abstract: "A.",
        URL: "https://arxiv.org/abs/2605.00001",
        DOI: "10.1/x",
      },
      { title: "Two", note: "arXiv:2605.00002 [cs]" },
    ];
    const entries = [
      { title: "One", abstract: "A.", arxivId: "2605.00001", doi: null },
      { title: "Two", abstract: null, arxivId: "2605.00002", doi: null },
    ];
    expect(read(JSON.stringify(items)).entries).toEqual(entries);
    expect(read(JSON.stringify({ items })).entries).toEqual(entries);
  });

  it("as ids, one a line or between commas, with comments", () => {
    const { entries, unread } = read("2605.00001v2, https://arxiv.org/pdf/2605.00002\n# mine\n2605.3 \nmath/0309136 x");
    expect(entries.map((entry) => entry.arxivId)).toEqual(["2605.00001", "2605.00002", "math/0309136"]);
    expect(unread).toEqual([expect.stringContaining('"2605.3"'), expect.stringContaining('"x"')]);
  });

  test.each([
    ["", /empty/],
    ["<?xml version='1.0'?><rdf:RDF/>", /export the library as BibTeX/],
    ['[{"title": "cut', /breaks off/],
    ['{"a": 1}', /no list of papers/],
    ["hello", /no arXiv id and no DOI/],
  ])("%j is refused with a reason", (text, cause) => {
    expect(parseBibliography(text)).toEqual({ ok: false, cause: expect.stringMatching(cause) });
  });

  it("is never a crash, whatever is in the file", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "@article{",
        "title={",
        "}",
        "TY  - JOUR\n",
        "TI  - ",
        "\n",
        '"',
        "\\",
        "[{",
        "x",
        "é",
        "ER  - \n",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((each) => each.join("")),
          fc.string(),
        ),
        (text) => {
          parseBibliography(text);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
