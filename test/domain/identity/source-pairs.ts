/** Pairs of listings of different sources, and whether they are one paper: what arXiv, journals, servers and feeds make of a work. */
import type { PaperId } from "../../../src/domain/paper/listing.ts";
import { alike, by, LONG, other, type Pair, TEXT } from "./pairs.ts";

const doi = (value: string): PaperId => ({ scheme: "doi", value });
const arxiv = (value: string): PaperId => ({ scheme: "arxiv", value });
const openreview = (value: string): PaperId => ({ scheme: "openreview", value });
const SHORT = "Scaling Small Models Well";

export const ACROSS_SOURCES: Pair[] = [
  [
    "two arXiv ids that name one journal DOI",
    "two",
    { ids: [arxiv("2605.00001"), doi("10.1000/j.1")], title: "A" },
    { ids: [arxiv("2605.00002"), doi("10.1000/j.1")], title: "B" },
  ],
  [
    "two arXiv ids that name one DOI, with one title and abstract",
    "two",
    { ids: [arxiv("2605.00001"), doi("10.1000/j.1")], title: LONG, abstract: TEXT },
    { ids: [arxiv("2605.00002"), doi("10.1000/j.1")], title: LONG, abstract: TEXT },
  ],
  [
    "a preprint and the journal's page by the DOI it names",
    "one",
    { ids: [arxiv("2605.00001"), doi("10.1000/j.1")], title: "A" },
    { ids: [doi("10.1000/j.1")], title: "Quite Another Title" },
  ],
  [
    "a new arXiv id and an old-style one of the same title",
    "two",
    { ids: [arxiv("math/0309136")], title: LONG },
    { ids: [arxiv("2605.00001")], title: LONG },
  ],
  [
    "an arXiv paper and Hugging Face's page of it",
    "one",
    { source: "arxiv/cs.CL", arxiv: "2605.00001", title: "Old Title" },
    { source: "huggingface", arxiv: "2605.00001", title: "New Title" },
  ],
  [
    "one paper new in a category and cross-listed in another",
    "one",
    { source: "arxiv/cs.CL", arxiv: "2605.00001", announcement: "new" },
    { source: "arxiv/cs.LG", arxiv: "2605.00001", announcement: "cross" },
  ],
  [
    "a first version and its replacement under another title",
    "one",
    { arxiv: "2605.00001", title: "First", version: 1 },
    { arxiv: "2605.00001", title: "Second", version: 2, announcement: "replace" },
  ],
  [
    "two bioRxiv papers of one long title",
    "one",
    { source: "biorxiv", ids: [doi("10.64898/1")], title: LONG },
    { source: "biorxiv", ids: [doi("10.64898/2")], title: LONG },
  ],
  [
    "two bioRxiv papers of one short title by different authors",
    "two",
    { source: "biorxiv", ids: [doi("10.64898/1")], title: SHORT, ...by("T. Ghafari") },
    { source: "biorxiv", ids: [doi("10.64898/2")], title: SHORT, ...by("C. Smith") },
  ],
  [
    "two versions on bioRxiv",
    "one",
    { source: "biorxiv", ids: [doi("10.64898/1")], title: "First", version: 1 },
    { source: "biorxiv", ids: [doi("10.64898/1")], title: "Second", version: 2 },
  ],
  [
    "a bioRxiv paper and an arXiv paper of one long title",
    "one",
    { source: "biorxiv", ids: [doi("10.64898/1")], title: LONG },
    { source: "arxiv/q-bio.NC", arxiv: "2605.00001", title: LONG },
  ],
  [
    "a bioRxiv paper and its journal version by the DOI it was published under",
    "one",
    { source: "biorxiv", ids: [doi("10.64898/1"), doi("10.1038/s1")], title: "A" },
    { ids: [doi("10.1038/s1")], title: "B" },
  ],
  [
    "a feed's item that links to arXiv, under another headline",
    "one",
    { source: "feed/example.org", arxiv: "2605.00001", title: "A Lab's Great News" },
    { source: "huggingface", arxiv: "2605.00001", title: "The Paper" },
  ],
  [
    "a feed's item without an id and the paper of its short title",
    "two",
    { source: "feed/example.org", title: "Attention" },
    { source: "huggingface", arxiv: "2605.00001", title: "Attention" },
  ],
  [
    "a feed's item with the paper's long title",
    "one",
    { source: "feed/example.org", title: LONG },
    { source: "huggingface", arxiv: "2605.00001", title: LONG },
  ],
  [
    "two weekly posts of one series",
    "two",
    { source: "feed/example.org", title: "This Week in Research, No. 12", abstract: TEXT },
    { source: "feed/example.org", title: "This Week in Research, No. 13", abstract: TEXT },
  ],
  [
    "two posts with one boilerplate text",
    "two",
    { title: "Release 4.1 of the Toolkit", abstract: TEXT },
    { title: "Release 4.2 of the Toolkit", abstract: TEXT },
  ],
  [
    "a workshop paper on OpenReview and its arXiv version by title",
    "one",
    { ids: [openreview("aBc")], title: LONG },
    { arxiv: "2605.00001", title: LONG },
  ],
  [
    "two OpenReview submissions of one long title",
    "one",
    { ids: [openreview("aBc")], title: LONG },
    { ids: [openreview("xYz")], title: LONG },
  ],
  [
    "two OpenReview submissions that differ in case alone",
    "two",
    { ids: [openreview("aBc")], title: "A" },
    { ids: [openreview("AbC")], title: "B" },
  ],
  [
    "a page's listing and Hugging Face's, with a colon for a dash",
    "one",
    { source: "page", title: "Kites that Learn: To Land on Water" },
    { source: "huggingface", arxiv: "2605.00001", title: "Kites that Learn – to Land on Water" },
  ],
  [
    "a page's listing of a retitled paper with the same abstract",
    "one",
    { source: "page", title: "An Old Title", abstract: TEXT },
    { source: "arxiv/cs.CL", arxiv: "2605.00001", title: "A New Name", abstract: alike(114) },
  ],
  [
    "a survey and its second edition",
    "two",
    { title: "A Survey of Things, 2nd Edition", abstract: TEXT },
    { title: "A Survey of Things", abstract: TEXT },
  ],
  [
    "one title with another year",
    "two",
    { title: "Shared Task 2025: Results", abstract: TEXT },
    { title: "Shared Task 2026: Results", abstract: TEXT },
  ],
  [
    "versions named in Roman numerals",
    "two",
    { title: "Model IV Reads", abstract: TEXT },
    { title: "Model VI Reads", abstract: TEXT },
  ],
  [
    "a correction of five words and more, with another abstract",
    "one",
    { title: "Correction to: Learning to Read Papers", abstract: TEXT },
    { title: "Correction to: Learning to Read Papers", abstract: other("z") },
  ],
  [
    "a title with LaTeX and the same in plain letters",
    "one",
    { title: "Faster $k$-Means on Large Sparse Graphs" },
    { title: "Faster k-means on large sparse graphs" },
  ],
  [
    "two different short titles of one author and year",
    "two",
    { title: "On Reading", ...by("Ada Lovelace") },
    { title: "On Writing", ...by("Ada Lovelace") },
  ],
];
