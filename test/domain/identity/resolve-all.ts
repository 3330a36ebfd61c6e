/** Resolves listings in order with one resolver that knows nothing before. */
import { createResolver, type Decision, type Knowledge } from "../../../src/domain/identity/resolve.ts";
import { listShingles, sketchOf } from "../../../src/domain/identity/text.ts";
import type { Listing } from "../../../src/domain/paper/listing.ts";

export interface Resolved {
  /** Papers that stand in the end. */
  papers: Set<number>;
  decisions: Decision[];
  paperOf(listing: Listing): number;
}

export function resolveAll(listings: Listing[], known: Partial<Knowledge> = {}): Resolved {
  let last = 100;
  const resolver = createResolver({
    papers: [],
    ids: [],
    titles: [],
    splits: new Set(),
    nextPaperId: () => ++last,
    sketchFor: (listing) => (listing.abstract ? sketchOf(listShingles(listing.abstract)) : null),
    ...known,
  });
  const into = new Map<number, number>();
  const root = (id: number): number => (into.has(id) ? root(into.get(id) as number) : id);
  const decisions: Decision[] = [];
  const paperIds = new Map<Listing, number>();
  for (const listing of listings) {
    const resolution = resolver.resolve(listing);
    paperIds.set(listing, resolution.paperId);
    decisions.push(...resolution.decisions);
    for (const each of resolution.decisions)
      if (each.decision === "merged") into.set(each.otherId as number, each.paperId);
  }
  const paperOf = (listing: Listing) => root(paperIds.get(listing) as number);
  return { papers: new Set(listings.map(paperOf)), decisions, paperOf };
}
