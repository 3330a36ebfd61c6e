/** Identifiers in all their spellings, folded titles, and what the sketch of a text promises. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPaperId } from "../../../src/domain/identity/ids.ts";
import { createSketchIndex } from "../../../src/domain/identity/sketch-index.ts";
import {
  decodeSketch,
  encodeSketch,
  jaccard,
  listShingles,
  shinglesOf,
  sketchOf,
} from "../../../src/domain/identity/text.ts";
import { familyOf, foldTitle, numbersOf, titleKey } from "../../../src/domain/identity/title.ts";
import { makeListing, makeText } from "../../support/listings.ts";
import { resolveAll } from "./resolve-all.ts";

describe("an identifier is recognised", () => {
  it.each([
    ...["2605.12500", "2605.12500v3", "arXiv:2605.12500", "ARXIV:2605.12500v12", " 2605.12500 "],
    ...["https://arxiv.org/abs/2605.12500v2", "http://www.arxiv.org/pdf/2605.12500v1.pdf", "arxiv.org/html/2605.12500"],
    ...["https://export.arxiv.org/abs/2605.12500?context=cs", "https://arxiv.org/pdf/2605.12500#page=2"],
    ...["10.48550/arXiv.2605.12500", "https://doi.org/10.48550/arxiv.2605.12500", "doi:10.48550/ARXIV.2605.12500v2"],
    ...["https://huggingface.co/papers/2605.12500", "huggingface.co/papers/2605.12500"],
  ])("as arXiv 2605.12500: %s", (text) => expect(findPaperId(text)).toEqual({ scheme: "arxiv", value: "2605.12500" }));

  it.each([
    ["math/0309136", "math/0309136"],
    ["math.GT/0309136v2", "math/0309136"],
    ["arXiv:hep-th/9901001", "hep-th/9901001"],
    ["https://arxiv.org/abs/cs/0112017", "cs/0112017"],
    ["0704.0001", "0704.0001"],
  ])("as an older arXiv id: %s", (text, value) => expect(findPaperId(text)).toEqual({ scheme: "arxiv", value }));

  it.each([
    ["https://doi.org/10.1145/3368089.3409700", "doi", "10.1145/3368089.3409700"],
    ["DOI: 10.1038/S41586-021-03819-2", "doi", "10.1038/s41586-021-03819-2"],
    ["https://openreview.net/forum?id=rJ4km2R5t7", "openreview", "rJ4km2R5t7"],
    ["https://openreview.net/pdf?noteId=x&id=rJ4km2R5t7", "openreview", "rJ4km2R5t7"],
  ])("as another scheme: %s", (text, scheme, value) => expect(findPaperId(text)).toEqual({ scheme, value }));

  it.each(["", "12345", "2605.123", "2605.1250000", "10.1145", "https://example.org/2605.12500", "version 2605.12500"])(
    "as none: %s",
    (text) => expect(findPaperId(text)).toBeNull(),
  );
});

describe("a title", () => {
  it("folds to letters and digits, and folding again changes nothing", () => {
    expect(foldTitle("“Don’t Stop!” — Poincaré’s ﬁnal (v2)")).toBe("dontstoppoincaresfinalv2");
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => foldTitle(foldTitle(text)) === foldTitle(text)));
  });

  it("has a key that an index can hold, and different long titles have different keys", () => {
    const long = makeText("title", 400);
    expect(Buffer.byteLength(titleKey("語".repeat(3_000)))).toBeLessThan(400);
    expect(titleKey(long)).not.toBe(titleKey(`${long}x`));
    expect(titleKey(long)).toBe(titleKey(long.toUpperCase()));
  });

  it.each([
    ["ERNIE 2.0", "2.0"],
    ["Part 3.1 of 12", "12 3.1"],
    ["Henry IV, Part II", "II IV"],
    ["Vision I see in X", ""],
    ["Part IX, XI, XIX and XX", "IX XI XIX XX"],
    ["Part VIII and XVIII", "VIII XVIII"],
  ])("holds the numbers of %s: %s", (title, numbers) => expect(numbersOf(title)).toBe(numbers));

  it.each([
    ["Yann LeCun", "lecun"],
    ["LeCun, Yann", "lecun"],
    [" Müller ", "muller"],
    ["…", null],
    [undefined, null],
  ])("has an author %s whose family is %s", (name, family) => expect(familyOf(name)).toBe(family));
});

describe("the likeness of two texts", () => {
  const text = fc.integer({ min: 1, max: 10_000 }).map((seed) => makeText(`text ${seed}`, 150).split(" "));

  it("is symmetric, 1 with itself, and blind to case and punctuation", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [shinglesOf(a.join(" ")), shinglesOf(b.join(" "))];
        expect(jaccard(x, y)).toBe(jaccard(y, x));
        expect(jaccard(x, shinglesOf(`${a.join(", ").toUpperCase()}.`))).toBe(1);
      }),
    );
  });

  it("reads ASCII text, the fast way, as it reads any other", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (ascii) => {
        const slow = listShingles(`${ascii} — `); // a dash that is no letter, beyond ASCII
        expect(listShingles(`${ascii} `)).toEqual(slow);
      }),
    );
  });

  it("finds a candidate by sketch whenever Jaccard is 0.8 or more", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 149 }), fc.integer({ min: 0, max: 12 }), (words, at, count) => {
        const changed = words.toSpliced(at, count, ...makeText(`other ${at}`, count).split(" "));
        const [a, b] = [shinglesOf(words.join(" ")), shinglesOf(changed.join(" "))];
        fc.pre(jaccard(a, b) >= 0.8);
        const index = createSketchIndex();
        index.add(7, sketchOf(a), true);
        expect(index.listCandidates(decodeSketch(encodeSketch(sketchOf(b))), true)).toEqual([7]);
      }),
      { numRuns: 500 },
    );
  });

  it("of strangers is no candidate, and papers with arXiv ids are none for each other", () => {
    const index = createSketchIndex();
    for (let i = 0; i < 2_000; i++) index.add(i, sketchOf(listShingles(makeText(`text ${i}`, 150))), i % 2 === 0);
    const sketch = (i: number) => sketchOf(listShingles(makeText(`text ${i}`, 150)));
    expect([index.listCandidates(sketch(8), false), index.listCandidates(sketch(9), false)]).toEqual([[8], [9]]);
    expect([index.listCandidates(sketch(8), true), index.listCandidates(sketch(9), true)]).toEqual([[8], []]);
    expect(index.listCandidates(sketch(5_000), false)).toEqual([]);
    expect(index.listCandidates(sketchOf([]), false)).toEqual([]);
  });
});

describe("the order of listings", () => {
  const TEXT = makeText("shared", 120);
  const title = "One Long Title That Several Sources Share";
  const pool = [
    makeListing({ arxiv: "2605.00001", title }),
    makeListing({ arxiv: "2605.00002", title: "An Old Title", abstract: TEXT }),
    makeListing({ sourceKey: "page", ids: [], title }),
    makeListing({ sourceKey: "retitled", ids: [], title: "A New Name", abstract: TEXT }),
    makeListing({ sourceKey: "doi", ids: [{ scheme: "doi", value: "10.1/x" }] }),
    makeListing({
      sourceKey: "both",
      ids: [
        { scheme: "doi", value: "10.1/x" },
        { scheme: "arxiv", value: "2605.00003" },
      ],
    }),
  ];

  it("does not matter where no two arXiv ids compete for a listing", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(pool, { minLength: pool.length }), (listings) => {
        const { papers, paperOf } = resolveAll(listings);
        expect(papers.size).toBe(3);
        for (const [a, b] of [
          [0, 2],
          [1, 3],
          [4, 5],
        ] as const)
          expect(paperOf(pool[a] as never)).toBe(paperOf(pool[b] as never));
      }),
    );
  });
});
