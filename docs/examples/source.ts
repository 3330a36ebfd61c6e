/** A lab's own list as a source: https://papers.lab.example.org/2026-05-14.json holds what was listed that day. */
import { z } from "zod";
import type { Listing } from "../../src/domain/paper/listing.ts";
import type { HttpClient } from "../../src/sources/http/client.ts";
import { notRead, type Parsed, readDay, type Source } from "../../src/sources/source.ts";

const RECORD = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  abstract: z.string().nullable().default(null),
  authors: z.array(z.string()),
});

/** Parse: pure. A record that cannot be read costs itself, is named, and never the day. */
export function parseLabList(text: string, day: string): Parsed {
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch {
    return { ok: false, cause: "the list is no JSON" };
  }
  if (!Array.isArray(records)) return { ok: false, cause: "the list is no array" };
  const parsed: Parsed & { ok: true } = { ok: true, listings: [], unread: [] };
  for (const [i, record] of records.entries()) {
    const read = RECORD.safeParse(record);
    if (read.success) parsed.listings.push(adapt(read.data, day));
    else parsed.unread.push({ at: `item ${i + 1}`, name: null, reason: z.prettifyError(read.error) });
  }
  return parsed;
}

/** Adapt: what the source does not say is null or empty, never a guess. */
const adapt = ({ id, title, abstract, authors }: z.infer<typeof RECORD>, day: string): Listing => ({
  ...{ source: "lab", sourceKey: id, listedOn: day, ids: [] },
  ...{
    title: title.replace(/\s+/g, " ").trim(),
    abstract,
    authors: authors.map((name) => ({ name })),
    authorCount: authors.length,
  },
  ...{ organisation: null, publishedOn: day, upvotes: null, comments: null, thumbnailUrl: null, projectUrl: null },
  ...{ codeUrl: null, codeStars: null, summary: null, keywords: [], categories: [] },
});

/** Fetch: always through the polite client, which paces, bounds and never throws. */
export function createLabList(http: HttpClient, baseUrl: string): Source {
  const lane = "lab";
  return {
    lane,
    async *read(days) {
      for (const day of days) {
        const fetched = await http.get({ url: `${baseUrl}/${day}.json`, lane, expect: "JSON", configured: true });
        if (fetched.kind !== "text") {
          const cause = fetched.kind === "failed" ? fetched.cause : "nothing changed";
          yield notRead(day, "failed", cause, fetched.kind === "failed" ? fetched.waitSeconds : null);
          continue;
        }
        const parsed = parseLabList(fetched.text, day);
        yield parsed.ok ? readDay(day, parsed) : notRead(day, "failed", parsed.cause);
      }
    },
  };
}
