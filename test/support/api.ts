/** The API of a whole Paperboy with papers, a topic's back-test and a reader who has a digest and a key. */
import { writeApiKey } from "../../src/domain/consent/api-key.ts";
import { makeApiKey } from "../../src/membership/api-keys.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { compileAllDue } from "../../src/pipeline/compile-all.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import type { makeDocument } from "../../src/web/api/document.ts";
import { makeListing, makeListings, makeOrder, NOON } from "./listings.ts";
import { match, order } from "./orders.ts";
import { openPages, type Pages, SECRET } from "./pages.ts";

export type Document = ReturnType<typeof makeDocument>;

export interface ApiRoom {
  pages: Pages;
  /** Of the reader, who is the first. */
  key: string;
  document: Document;
  /** Asks with the reader's key where the path is the reader's own. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

/** Limits that nobody reaches. */
export const WIDE = { PAPERBOY_API_PER_MINUTE: "1000000", PAPERBOY_API_SEARCHES_PER_MINUTE: "1000000" };

/** What no honest source sends: letters that reorder, marks of control, far too much of everything, addresses that run. */
const HOSTILE = {
  arxiv: "2605.66666",
  title: `<script>alert(1)</script> \u202E\u0007 ${"mixture of experts ".repeat(100)}`,
  abstract: '\u0001 mixture of experts \\"\u2028'.repeat(800),
  summary: "s\u0008".repeat(20_000),
  authors: Array.from({ length: 3_000 }, (_, i) => ({ name: `A${i} \u202D${"x".repeat(300)}` })),
  organisation: { slug: "o".repeat(1_000), name: "\u0002Org".repeat(1_000) },
  codeUrl: "javascript:alert(1)",
  projectUrl: `https://example.org/${"y".repeat(5_000)}`,
  categories: Array.from({ length: 300 }, (_, i) => `cs.X${i}`),
};

/** 30 papers of the 13th and the 14th, one of them hostile; `env` on top of limits that nobody reaches. */
export async function openApi(env: Record<string, string> = {}): Promise<ApiRoom> {
  const pages = await openPages({ ...WIDE, ...env });
  const { db } = pages.app.database;
  await order(
    db,
    [{ address: "ada@example.org", topics: ["mixture of experts", "nothing at all"] }],
    NOON.subtract({ hours: 24 }),
  );
  const before = makeListings(15, { listedOn: "2026-05-13", categories: ["cs.CL"] });
  await takeIn(db, makeOrder(before, { listedOn: "2026-05-13" }));
  const experts = { title: "Routing mixture of experts", categories: ["cs.CL", "cs.LG"], upvotes: 40 };
  const today = [makeListing({ arxiv: "2605.12500", ...experts }), makeListing(HOSTILE), ...makeListings(13, {}, 100)];
  await takeIn(db, makeOrder(today));
  await takeIn(
    db,
    makeOrder([makeListing({ arxiv: "hep-th/9901001", listedOn: "2026-05-12" })], { listedOn: "2026-05-12" }),
  );
  await analyseWaiting(db);
  await match(db);
  await compileAllDue({ ...(await pages.app.orderDelivery()), late: [] }, (work) => db.transaction().execute(work));
  pages.at(NOON.add({ hours: 24 }));
  await compileAllDue({ ...(await pages.app.orderDelivery()), late: [] }, (work) => db.transaction().execute(work));
  const made = await makeApiKey(db, 1, NOON);
  if (!made.ok) throw new Error(made.message);
  const key = writeApiKey(SECRET, made.id);
  const document = (await (await pages.get("/api/v1/openapi.json")).json()) as Document;
  return {
    pages,
    key,
    document,
    get: (path, headers = {}) =>
      pages.get(path, { ...(path.startsWith("/api/v1/me") ? { authorization: `Bearer ${key}` } : {}), ...headers }),
  };
}
