/** Whether two works without a common identifier are one paper: the rules of topics.md, One paper or two. */
import type { Listing } from "../paper/listing.ts";
import { jaccard, shinglesOf } from "./text.ts";
import { countWords, familyOf, numbersOf, titleKey } from "./title.ts";

/** What identity knows of a paper or of a listing. */
export interface Work {
  arxivId: string | null;
  title: string;
  titleKey: string;
  /** Folded family name of the first author. */
  family: string | null;
  year: number | null;
  abstract: string | null;
}

export type TitleVerdict = { same: true; rule: "title"; detail: string } | { same: false; detail: string };
export type TextVerdict = { verdict: "same" | "alike" | "different"; similarity: number; detail: string };

const LONG_TITLE_WORDS = 5;
const SAME_TITLE_JACCARD = 0.5;
const SAME_TEXT_JACCARD = 0.8;
const ALIKE_TEXT_JACCARD = 0.3;

export function workOf(listing: Listing): Work {
  return {
    arxivId: listing.ids.find((id) => id.scheme === "arxiv")?.value ?? null,
    title: listing.title,
    titleKey: titleKey(listing.title),
    family: familyOf(listing.authors[0]?.name),
    year: listing.publishedOn ? Number(listing.publishedOn.slice(0, 4)) : null,
    abstract: listing.abstract,
  };
}

/** Two different arXiv ids are never one paper, whatever else agrees. */
export function forbidden(a: Work, b: Work): boolean {
  return a.arxivId !== null && b.arxivId !== null && a.arxivId !== b.arxivId;
}

/** Rule 2, for two works whose folded titles are equal: one more thing must agree. */
export function judgeSameTitle(a: Work, b: Work): TitleVerdict {
  if (forbidden(a, b)) return { same: false, detail: `same title, but arXiv ${a.arxivId} and ${b.arxivId}` };
  if (countWords(a.title) >= LONG_TITLE_WORDS) return same(`same title of ${countWords(a.title)} words`);
  const years = a.year !== null && b.year !== null ? Math.abs(a.year - b.year) : null;
  if (a.family && a.family === b.family && years !== null && years <= 1)
    return same(`same title, first author and year (${a.family})`);
  const alike = a.abstract && b.abstract ? jaccard(shinglesOf(a.abstract), shinglesOf(b.abstract)) : 0;
  if (alike >= SAME_TITLE_JACCARD) return same(`same title, abstracts alike (${alike.toFixed(2)})`);
  return { same: false, detail: "same short title, and nothing else agrees" };
}

const same = (detail: string): TitleVerdict => ({ same: true, rule: "title", detail });

/** Rule 3, for different titles: the abstract must be nearly the same, and the titles hold the same numbers. */
export function judgeRetitled(
  a: Work,
  b: Work,
  shingles = { a: shinglesOf(a.abstract ?? ""), b: shinglesOf(b.abstract ?? "") },
): TextVerdict {
  const similarity = forbidden(a, b) ? 0 : jaccard(shingles.a, shingles.b);
  const alike = `abstracts alike (${similarity.toFixed(2)})`;
  if (similarity < ALIKE_TEXT_JACCARD) return { verdict: "different", similarity, detail: alike };
  if (similarity < SAME_TEXT_JACCARD) return { verdict: "alike", similarity, detail: `${alike}, titles differ` };
  if (numbersOf(a.title) !== numbersOf(b.title))
    return { verdict: "alike", similarity, detail: `${alike}, but the titles hold different numbers` };
  return { verdict: "same", similarity, detail: `retitled: ${alike}, same numbers in both titles` };
}
