/** Builders of listings with distinct, reproducible content, and orders to take them in. */
import { foldTitle } from "../../src/domain/identity/title.ts";
import type { Listing, ParsedDay, UnreadListing } from "../../src/domain/paper/listing.ts";
import type { IntakeOrder } from "../../src/pipeline/intake.ts";

export const NOON = Temporal.Instant.from("2026-05-14T12:00:00Z");
export const DAY = "2026-05-14";

/** What tests name a listing by: the arXiv id says its key and identifier; anything of a listing may be given. */
export type ListingWish = Partial<Listing> & { arxiv?: string };

/** A listing of Hugging Face unless told otherwise. Title and abstract follow from the key, so that no two are alike. */
export function makeListing({ arxiv = "2605.00001", ...wish }: ListingWish = {}): Listing {
  const sourceKey = wish.sourceKey ?? arxiv;
  return {
    source: "huggingface",
    sourceKey,
    listedOn: DAY,
    ids: [{ scheme: "arxiv", value: arxiv }],
    title: `${capitalise(makeText(`title ${sourceKey}`, 7))} ${sourceKey}`,
    abstract: capitalise(makeText(`abstract ${sourceKey}`, 120)),
    authors: [{ name: "Ada Lovelace" }, { name: "Alan Turing" }],
    authorCount: 2,
    organisation: null,
    publishedOn: "2026-05-12",
    upvotes: 3,
    comments: 1,
    thumbnailUrl: null,
    projectUrl: null,
    codeUrl: null,
    codeStars: null,
    summary: null,
    keywords: [],
    categories: [],
    ...wish,
  };
}

/** A listing as a saved page gives it: a title, perhaps an abstract, and no identifier. */
export function makePageListing({ title, ...wish }: Partial<Listing> & { title: string }): Listing {
  return makeListing({
    source: "page",
    sourceKey: foldTitle(title),
    ids: [],
    title,
    authors: [],
    authorCount: null,
    publishedOn: null,
    upvotes: null,
    comments: null,
    ...wish,
  });
}

/** `count` listings of different papers, `2605.00001` and on. */
export function makeListings(count: number, wish: ListingWish = {}, first = 1): Listing[] {
  return Array.from({ length: count }, (_, i) =>
    makeListing({ arxiv: `2605.${String(first + i).padStart(5, "0")}`, ...wish }),
  );
}

/** An order to take listings in live, at noon of the 14th of May 2026. */
export function makeOrder(
  listings: Listing[],
  { unread = [], ...wish }: Partial<Omit<IntakeOrder, "parsed">> & { unread?: UnreadListing[] } = {},
): IntakeOrder {
  const parsed: ParsedDay = { listings, unread };
  const source = listings[0]?.source ?? "huggingface";
  return { source, listedOn: listings[0]?.listedOn ?? DAY, parsed, live: true, at: NOON, ...wish };
}

const SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qi ro su ta ve wi xo yu".split(" ");

/** Invented words, the same for the same seed: two seeds share no run of five words. */
export function makeText(seed: string, words: number): string {
  const next = makeRandom(seed);
  const word = () => Array.from({ length: 2 + (next() % 3) }, () => SYLLABLES[next() % SYLLABLES.length]).join("");
  return Array.from({ length: words }, word).join(" ");
}

/** xorshift32 from a hashed seed: whole numbers from 0 to 2^32 - 1. */
export function makeRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const unit of seed) state = Math.imul(state ^ (unit.codePointAt(0) as number), 0x01000193);
  state = state || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
