/** Lists and searches to take away, as CSV, JSON lines and BibTeX: written while they are read, so that their length costs no memory. */
import type { Context, Hono } from "hono";
import { parsePeriod } from "../domain/calendar/period.ts";
import type { Archive, PublicPaper } from "../reading/archive.ts";
import { EXPORT_MOST, type Export } from "../reading/exports.ts";
import { ROW_FORMATS, type RowFormat } from "../render/paper-rows.ts";
import { toJson } from "./api/paper-json.ts";
import { readNarrowing } from "./archive/address.ts";
import type { Place } from "./pages/layout.ts";

const QUERY_MOST = 4_000;

export function addExports(web: Hono, place: Place, archive: Archive): void {
  let finding = 0;
  web.use("/export/*", async (c, next) => {
    if (finding >= AT_ONCE) return tellBusy(c);
    finding += 1;
    try {
      return await next();
    } finally {
      finding -= 1;
    }
  });
  const formats: Record<string, RowFormat<PublicPaper>> = {
    ...ROW_FORMATS,
    /** A line is a paper as the API writes it. */
    jsonl: {
      type: "application/x-ndjson; charset=utf-8",
      head: "",
      write: (paper) => `${JSON.stringify(toJson(place, paper))}\n`,
    },
  };
  web.get("/export/papers/:file", async (c) => {
    const [name = "", ending = ""] = splitEnding(c.req.param("file"));
    const [period, format] = [parsePeriod(name), Object.hasOwn(formats, ending) ? formats[ending] : undefined];
    const narrowing = readNarrowing((field) => c.req.query(field));
    if (period === null || format === undefined) return refuse(c, NO_LIST, 404);
    if (narrowing === null) return refuse(c, "An order is votes, trending or newest.\n", 400);
    const { after: _whole, ...rest } = narrowing;
    const found = await archive.exportList({ period, ...rest });
    return found === null ? refuse(c, NO_TOPIC, 404) : give(c, found, format, `papers-${period.name}.${ending}`);
  });
  for (const [ending, format] of Object.entries(formats))
    web.get(`/export/search.${ending}`, async (c) => {
      const found = await archive.exportSearch((c.req.query("q") ?? "").slice(0, QUERY_MOST));
      if (found === null) return refuse(c, "That query cannot be read; /search says why.\n", 400);
      return give(c, found, format, `search.${ending}`);
    });
}

function splitEnding(file: string): string[] {
  const at = file.lastIndexOf(".");
  return at === -1 ? [file] : [file.slice(0, at), file.slice(at + 1)];
}

/** Each finds a whole list's order before its first row: more at once would only wait for each other. */
const AT_ONCE = 4;

function tellBusy(c: Context): Response {
  c.header("Retry-After", "5");
  c.header("Cache-Control", "no-store");
  return c.text("Several exports are being written right now. Try again in a few seconds.\n", 503);
}

/** The next rows are read when who asked has taken those before. */
function give(c: Context, { papers, cut }: Export, format: RowFormat<PublicPaper>, file: string): Response {
  async function* write(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    yield encoder.encode(format.head);
    for await (const some of papers) yield encoder.encode(some.map((paper) => format.write(paper)).join(""));
  }
  const headers = {
    "Content-Disposition": `attachment; filename="${file}"`,
    "Cache-Control": "public, max-age=60",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "X-Export-Limit": String(EXPORT_MOST),
    "X-Export-Cut": cut ? "yes" : "no",
  };
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(ReadableStream.from(write()), 200, { "content-type": format.type });
}

function refuse(c: Context, says: string, status: 400 | 404): Response {
  c.header("X-Content-Type-Options", "nosniff");
  c.header("X-Robots-Tag", "noindex");
  return c.text(says, status);
}

const NO_LIST = `There is no such export. There are, each ending with .csv, .jsonl or .bib:
/export/papers/2026-05-15  a day's list, a week's (2026-W20) or a month's (2026-05), with ?order=, source=, category=, topic= as on its page
/export/search?q=QUERY     what a search finds, best first: /export/search.csv?q=agents
`;
const NO_TOPIC = "The catalogue has no topic of that name; /topics lists them.\n";
