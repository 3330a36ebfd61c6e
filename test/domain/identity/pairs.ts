/** Pairs of listings and whether they are one paper: the traps of the design, told by what decides. */
import type { Listing } from "../../../src/domain/paper/listing.ts";
import { makeText } from "../../support/listings.ts";

export type Wish = Partial<Listing> & { arxiv?: string };
export const TEXT = makeText("the abstract", 120);
export const other = (seed: string) => makeText(seed, 120);
/** The first `kept` of 120 words of TEXT, then others. */
export const alike = (kept: number) =>
  [...TEXT.split(" ").slice(0, kept), ...other("tail").split(" ").slice(kept)].join(" ");
export const by = (name: string, publishedOn: string | null = "2024-05-01") => ({ authors: [{ name }], publishedOn });
export const LONG = "Learning to Read Scientific Papers Every Morning";

export type Pair = [string, "one" | "two", Wish, Wish];

export const PAIRS: Pair[] = [
  // identifiers
  [
    "one arXiv id, two titles",
    "one",
    { arxiv: "2605.00001", title: "First" },
    { arxiv: "2605.00001", title: "Second" },
  ],
  ["two arXiv ids, one long title", "two", { arxiv: "2605.00001", title: LONG }, { arxiv: "2605.00002", title: LONG }],
  [
    "two arXiv ids, one title, abstract and author",
    "two",
    { arxiv: "2605.00001", title: LONG, abstract: TEXT, ...by("A B") },
    { arxiv: "2605.00002", title: LONG, abstract: TEXT, ...by("A B") },
  ],
  [
    "two arXiv ids, one abstract",
    "two",
    { arxiv: "2605.00001", title: "One", abstract: TEXT },
    { arxiv: "2605.00002", title: "Two", abstract: TEXT },
  ],
  [
    "one DOI",
    "one",
    { title: "A", ids: [{ scheme: "doi", value: "10.1/x" }] },
    { title: "B", ids: [{ scheme: "doi", value: "10.1/x" }] },
  ],
  [
    "one OpenReview id",
    "one",
    { title: "A", ids: [{ scheme: "openreview", value: "q" }] },
    { title: "B", ids: [{ scheme: "openreview", value: "q" }] },
  ],
  [
    "a DOI and an OpenReview id of the same value",
    "two",
    { title: "A", ids: [{ scheme: "doi", value: "q" }] },
    { title: "B", ids: [{ scheme: "openreview", value: "q" }] },
  ],
  ["an arXiv id beside none, one long title", "one", { arxiv: "2605.00001", title: LONG }, { title: LONG }],
  [
    "a DOI beside an arXiv id, one long title",
    "one",
    { ids: [{ scheme: "doi", value: "10.1/x" }], title: LONG },
    { arxiv: "2605.00001", title: LONG },
  ],
  // long titles, spelled differently
  ["case", "one", { title: LONG }, { title: LONG.toUpperCase() }],
  [
    "punctuation",
    "one",
    { title: "Read, Scientific: Papers Every Morning!" },
    { title: "Read Scientific Papers — Every Morning" },
  ],
  [
    "hyphens",
    "one",
    { title: "A Mixture-of-Experts Model for Low-Resource Speech" },
    { title: "A Mixture of Experts Model for Low Resource Speech" },
  ],
  [
    "marks",
    "one",
    { title: "Poincaré Embeddings for Naïve Bayes Models" },
    { title: "Poincare Embeddings for Naive Bayes Models" },
  ],
  [
    "ligatures",
    "one",
    { title: "An Eﬃcient Method for Reﬁning Large Models" },
    { title: "An Efficient Method for Refining Large Models" },
  ],
  [
    "quotes",
    "one",
    { title: "“Why Should I Trust You” Again and Again" },
    { title: '"Why Should I Trust You" Again and Again' },
  ],
  ["five words", "one", { title: "Scaling Laws for Small Models" }, { title: "Scaling laws for small models" }],
  ["CJK title of one run, alone", "two", { title: "大规模语言模型的综述" }, { title: "大规模语言模型的综述" }],
  // short titles need one more thing
  ["four words, nothing else", "two", { title: "Scaling Small Models Well" }, { title: "Scaling Small Models Well" }],
  [
    "four words, same author and year",
    "one",
    { title: "Scaling Small Models Well", ...by("Ada Lovelace") },
    { title: "Scaling Small Models Well", ...by("A. Lovelace") },
  ],
  [
    "four words, same author, a year apart",
    "one",
    { title: "Scaling Small Models Well", ...by("Ada Lovelace", "2024-12-31") },
    { title: "Scaling Small Models Well", ...by("Ada Lovelace", "2025-01-01") },
  ],
  [
    "four words, same author, two years apart",
    "two",
    { title: "Scaling Small Models Well", ...by("Ada Lovelace", "2023-12-31") },
    { title: "Scaling Small Models Well", ...by("Ada Lovelace", "2025-01-01") },
  ],
  [
    "four words, same author, a year unknown",
    "two",
    { title: "Scaling Small Models Well", ...by("Ada Lovelace", null) },
    { title: "Scaling Small Models Well", ...by("Ada Lovelace") },
  ],
  [
    "four words, `Last, First`",
    "one",
    { title: "Scaling Small Models Well", ...by("Lovelace, Ada") },
    { title: "Scaling Small Models Well", ...by("Ada Lovelace") },
  ],
  [
    "four words, another author",
    "two",
    { title: "Scaling Small Models Well", ...by("Ada Lovelace") },
    { title: "Scaling Small Models Well", ...by("Alan Turing") },
  ],
  [
    "four words, same abstract",
    "one",
    { title: "Scaling Small Models Well", abstract: TEXT },
    { title: "Scaling Small Models Well", abstract: TEXT },
  ],
  [
    "four words, abstract half alike",
    "one",
    { title: "Scaling Small Models Well", abstract: TEXT },
    { title: "Scaling Small Models Well", abstract: alike(85) },
  ],
  [
    "four words, abstract a third alike",
    "two",
    { title: "Scaling Small Models Well", abstract: TEXT },
    { title: "Scaling Small Models Well", abstract: alike(60) },
  ],
  [
    "the two CLIMBs (same short title, two works)",
    "two",
    { arxiv: "2405.13394", title: "CLIMB", abstract: TEXT, ...by("Zi Yin") },
    { title: "CLIMB", abstract: other("b"), ...by("Shizhe Diao", "2025-04-17") },
  ],
  [
    "the two CLIMBs by arXiv id",
    "two",
    { arxiv: "2504.13161", title: "CLIMB" },
    { arxiv: "2503.07667", title: "CLIMB" },
  ],
  ["a one-word title with its abstract", "one", { title: "CLIMB", abstract: TEXT }, { title: "Climb", abstract: TEXT }],
];
