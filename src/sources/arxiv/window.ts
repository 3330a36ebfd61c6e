/** Reads arXiv's query API for the papers that were submitted between two instants: for gaps, for re-reading, for back-fills. */
import type { UnreadListing } from "../../domain/paper/listing.ts";
import type { HttpClient } from "../http/client.ts";
import type { ArxivAddresses } from "./addresses.ts";
import { type ApiItem, parseArxivApi } from "./api.ts";

const PAGE_SIZE = 500;
const MOST_PAGES = 20;

export type Window =
  /** `total` is what the API declares; fewer items mean that its pages were short. */
  | { ok: true; items: ApiItem[]; unread: UnreadListing[]; total: number }
  | { ok: false; cause: string; waitSeconds: number | null };

export async function readWindow(
  http: HttpClient,
  addresses: ArxivAddresses,
  { category, from, to }: { category: string; from: Temporal.Instant; to: Temporal.Instant },
): Promise<Window> {
  const search = `cat:${category} AND submittedDate:[${stamp(from)} TO ${stamp(to.subtract({ minutes: 1 }))}]`;
  const found = new Map<string, ApiItem>();
  const unread: UnreadListing[] = [];
  let total = 0;
  for (let page = 0, start = 0; page < MOST_PAGES; page++) {
    const url = addresses.api({ search, start, most: PAGE_SIZE });
    const fetched = await http.get({ url, lane: "arxiv", expect: "XML", configured: true });
    if (fetched.kind === "unchanged")
      return { ok: false, cause: "arXiv answered 304, which was not asked for", waitSeconds: null };
    if (fetched.kind === "failed") {
      const said = fetched.text === null ? null : parseArxivApi(fetched.text);
      const cause = said && !said.ok ? `${fetched.cause} (${said.cause})` : fetched.cause;
      return { ok: false, cause, waitSeconds: fetched.waitSeconds };
    }
    const parsed = parseArxivApi(fetched.text);
    if (!parsed.ok) return { ...parsed, waitSeconds: null };
    total = parsed.total;
    for (const item of parsed.items) found.set(item.id, item);
    unread.push(...parsed.unread);
    start += parsed.items.length + parsed.unread.length;
    // The API now and then gives an empty page in the middle: what is missing shows in the count.
    if (start >= total || parsed.items.length + parsed.unread.length === 0) break;
  }
  return { ok: true, items: [...found.values()], unread, total };
}

/** `202604241800`: minutes in UTC, both ends included. */
const stamp = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "minute" }).replace(/\D/g, "");
