/** bioRxiv and medRxiv as sources: a day's pages one after the other until the declared total is there. */
import type { ParsedDay } from "../../domain/paper/listing.ts";
import type { HttpClient } from "../http/client.ts";
import { notRead, readDay, type Source, type SourceDay } from "../source.ts";
import { type BiorxivServer, parseBiorxivPage } from "./parse.ts";

/** Pages hold 30 or 100: a day of 1,000 papers has 34 at most. */
const MOST_PAGES = 100;

/** `baseUrl` without path: `https://api.biorxiv.org`. */
export function createBiorxiv(http: HttpClient, baseUrl: string, server: BiorxivServer): Source {
  return {
    lane: "biorxiv",
    async *read(days) {
      for (const day of days) yield await readOne(day);
    },
  };

  async function readOne(day: string): Promise<SourceDay> {
    const all: ParsedDay = { listings: [], unread: [] };
    let cursor = 0;
    let total = 0;
    for (let page = 0; page < MOST_PAGES; page++) {
      const url = `${baseUrl.replace(/\/+$/, "")}/details/${server}/${day}/${day}/${cursor}/json`;
      const fetched = await http.get({ url, lane: "biorxiv", expect: "JSON", configured: true });
      const from = cursor === 0 ? "" : `from paper ${cursor + 1} on: `;
      if (fetched.kind === "failed") return notRead(day, "failed", from + fetched.cause, fetched.waitSeconds);
      if (fetched.kind === "unchanged") return notRead(day, "failed", "it answered 304, which was not asked for");
      const parsed = parseBiorxivPage(fetched.text, server);
      if (!parsed.ok) return notRead(day, "failed", from + parsed.cause);
      if (parsed.cursor !== cursor)
        return notRead(
          day,
          "failed",
          `the page from paper ${cursor + 1} on was asked for, but the one from ${parsed.cursor + 1} came`,
        );
      total = parsed.total;
      all.listings.push(...parsed.listings);
      all.unread.push(...parsed.unread);
      cursor += parsed.count;
      if (cursor >= total || parsed.count === 0) break;
    }
    return readDay(day, all, { declared: total });
  }
}
