/** One paper or two: pairs of listings, each in both orders, with the rule that must decide. */
import { describe, expect, it } from "vitest";
import type { Listing } from "../../../src/domain/paper/listing.ts";
import { makeListing } from "../../support/listings.ts";
import { LONG, PAIRS, TEXT, type Wish } from "./pairs.ts";
import { resolveAll } from "./resolve-all.ts";
import { RETITLED } from "./retitled-pairs.ts";
import { ACROSS_SOURCES } from "./source-pairs.ts";

/** Without an arXiv id unless one is given; every key is different, so that only identity can join. */
const make = (key: string, { arxiv, ...wish }: Wish): Listing =>
  makeListing({
    sourceKey: key,
    ids: arxiv ? [{ scheme: "arxiv", value: arxiv }] : [],
    abstract: null,
    authors: [],
    publishedOn: null,
    ...wish,
  });

const ALL = [...PAIRS, ...RETITLED, ...ACROSS_SOURCES];

describe("two listings are", () => {
  it("tried in more than sixty pairs", () => expect(ALL.length).toBeGreaterThan(60));

  it.each(ALL)("%s: %s paper(s), in either order", (_, verdict, a, b) => {
    const [first, second] = [make("a", a), make("b", b)];
    const papers = verdict === "one" ? 1 : 2;
    expect(resolveAll([first, second]).papers.size).toBe(papers);
    expect(resolveAll([second, first]).papers.size).toBe(papers);
  });

  it("never one with two arXiv ids, also through a third that is like both", () => {
    const titled = make("c", { title: LONG, abstract: TEXT });
    const ids = ["2605.00001", "2605.00002"].map((arxiv) => make(arxiv, { arxiv, title: LONG, abstract: TEXT }));
    for (const order of [
      [...ids, titled],
      [titled, ...ids],
      [ids[0], titled, ids[1]],
    ] as Listing[][]) {
      const { papers, paperOf } = resolveAll(order);
      expect(papers.size).toBe(2);
      expect(paperOf(ids[0] as Listing)).not.toBe(paperOf(ids[1] as Listing));
    }
  });
});
