/** A month of arXiv as pages of listings, streamed: the recorded one beside the repository, else a generated one of the same size. */
import type { Listing } from "../src/domain/paper/listing.ts";
import { hasArxivMonth, readArxivMonth } from "../test/support/arxiv-month.ts";
import { makeBenchListings } from "./listings.ts";

/** Papers of the recorded month. */
const COUNT = 7_383;
/** As many records as a page of arXiv's OAI-PMH holds. */
const PAGE = 1_000;

/** The month `times` over: each time the same papers under other ids, titles and texts, so that all are different ones. */
export async function* readBulk(times: number): AsyncGenerator<Listing[]> {
  let page: Listing[] = [];
  for (let copy = 0; copy < times; copy++) {
    for await (const listing of hasArxivMonth ? readArxivMonth() : makeBenchListings(COUNT, "month")) {
      page.push(copy === 0 ? listing : alter(listing, copy));
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Every third word of title and abstract is another one: no run of five words stays. */
function alter(listing: Listing, copy: number): Listing {
  const letter = String.fromCharCode(97 + copy);
  const change = (text: string) => text.replace(/(\S+\s+\S+\s+\S+)(?=\s|$)/g, `$1${letter}`);
  return {
    ...listing,
    sourceKey: `${copy}${listing.sourceKey}`,
    ids: listing.ids.map((id) => ({ ...id, value: `${copy}${id.value}` })),
    title: `${change(listing.title)} ${letter}`,
    abstract: listing.abstract && change(listing.abstract),
  };
}
