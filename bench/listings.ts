/** Synthetic listings of realistic size from a seed: abstracts of 1,300 characters, six authors, 5 % without an identifier. */
import { foldTitle } from "../src/domain/identity/title.ts";
import type { Listing } from "../src/domain/paper/listing.ts";
import { makeRandom } from "../test/support/listings.ts";

const ABSTRACT_CHARACTERS = 1_300;
const AUTHORS = 6;
const VOCABULARY = 6_000;

export function makeBenchListings(count: number, seed = "bench"): Listing[] {
  const next = makeRandom(seed);
  const words = Array.from({ length: VOCABULARY }, () => makeWord(next));
  // The square makes the first words common and the last rare, as in a language.
  const word = () => words[Math.trunc((next() / 2 ** 32) ** 2 * VOCABULARY)] as string;
  const sentence = (characters: number) => {
    let text = word();
    while (text.length < characters) text += ` ${word()}`;
    return text;
  };
  return Array.from({ length: count }, (_, i): Listing => {
    const title = sentence(70);
    const arxiv = i % 20 === 19 ? null : `26${String(1 + (i % 12)).padStart(2, "0")}.${String(i).padStart(5, "0")}`;
    return {
      source: arxiv === null ? "page" : "huggingface",
      sourceKey: arxiv ?? foldTitle(title),
      listedOn: "2026-05-14",
      ids: arxiv === null ? [] : [{ scheme: "arxiv", value: arxiv }],
      title,
      abstract: sentence(ABSTRACT_CHARACTERS),
      authors: Array.from({ length: AUTHORS }, () => ({ name: `${word()} ${word()}` })),
      authorCount: AUTHORS,
      organisation: i % 3 === 0 ? { slug: word(), name: word() } : null,
      publishedOn: "2026-05-12",
      upvotes: next() % 100,
      comments: next() % 10,
      thumbnailUrl: `https://cdn.example.org/${i}.png`,
      projectUrl: null,
      codeUrl: i % 2 === 0 ? `https://github.com/example/${i}` : null,
      codeStars: i % 2 === 0 ? next() % 1_000 : null,
      summary: sentence(150),
      keywords: Array.from({ length: 8 }, word),
      categories: [],
    };
  });
}

function makeWord(next: () => number): string {
  const length = 2 + (next() % 9);
  return Array.from({ length }, () => String.fromCharCode(97 + (next() % 26))).join("");
}
