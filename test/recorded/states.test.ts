/** Recorded answers served by a stand-in as a source would: each ends its day in the right state with the right cause. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { backfillArxiv } from "../../src/pipeline/backfill.ts";
import { describeOnBoth } from "../support/databases.ts";
import { give, openReadingRoom, type Serve } from "../support/reading-room.ts";
import { type Expected, playScenario } from "../support/scenario.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

const read = (path: string) => readFileSync(join(RECORDED, path), "utf8");
const xml =
  (path: string): Serve =>
  (_, response) =>
    give(response, "xml", read(path));
const json =
  (path: string): Serve =>
  (_, response) =>
    give(response, "json", read(path));
/** The feed by RSS; its list page and the API are down. */
const feedOnly =
  (path: string): Serve =>
  (url, response, request) =>
    url.pathname.startsWith("/rss/") ? xml(path)(url, response, request) : give(response, "html", "down", 503);
/** A day of Hugging Face, and an empty page behind it. */
const huggingFaceDay =
  (path: string): Serve =>
  (url, response) =>
    give(response, "json", url.searchParams.has("p") ? "[]" : read(path));
/** arXiv's answer to a bad id, as it was recorded: HTTP 400 with an entry titled Error. */
const apiError: Serve = (url, response) => {
  if (!url.pathname.startsWith("/api/")) return give(response, "html", "down", 503);
  const folder = "arxiv/api_atom/arxiv_py";
  const name = readdirSync(join(RECORDED, folder)).find((each) => each.startsWith("id_abc")) ?? "";
  const { status_code, body } = JSON.parse(read(`${folder}/${name}`));
  give(response, "xml", body, status_code);
};

type Step = [at: string, serve: () => Serve, expected: Expected];
const CASES: [name: string, source: string[], from: string, steps: Step[], papers: number][] = [
  [
    "arXiv's feed that breaks off",
    ["arxiv", "cs.AI"],
    "2025-08-20",
    [
      [
        "2025-08-20T05:00:00Z",
        () => feedOnly("arxiv/rss_atom/zzezze_cs.AI_2025-08-20_TRUNCATED_malformed.xml"),
        { "2025-08-20": ["failed", /^the answer breaks off at line \d+, column \d+.*; the list page: .*503/] },
      ],
    ],
    0,
  ],
  [
    "arXiv's feed alone, which declares no count",
    ["arxiv", "cs.AI"],
    "2026-04-27",
    [
      [
        "2026-04-27T05:00:00Z",
        () => feedOnly("arxiv/rss/jmamath_cs_ai_2026-04-27_trimmed.xml"),
        { "2026-04-27": ["partial", /^3 listings; its day is not over \(no count declared: the list page/] },
      ],
    ],
    3,
  ],
  [
    "arXiv's empty feed of a Saturday, on that day and on the Monday after",
    ["arxiv", "cs.CL"],
    "2026-08-01",
    [
      [
        "2026-08-01T05:00:00Z",
        () => feedOnly("arxiv/rss/allnews_weekend_empty.xml"),
        { "2026-08-01": ["holiday", /^arXiv announced nothing on Saturday/] },
      ],
      [
        "2026-08-03T05:00:00Z",
        () => feedOnly("arxiv/rss/allnews_weekend_empty.xml"),
        { "2026-08-03": ["waiting", /the feed bears 2026-08-01/], "2026-08-02": ["holiday"] },
      ],
    ],
    0,
  ],
  [
    "arXiv's error instead of a day that was missed",
    ["arxiv", "cs.CL"],
    "2026-04-27",
    [
      [
        "2026-04-28T05:00:00Z",
        () => apiError,
        { "2026-04-27": ["failed", /answered 400.*\(arXiv answered with the error "incorrect id format for abc"\)/] },
      ],
    ],
    0,
  ],
  [
    "Hugging Face's day that grows",
    ["huggingface"],
    "2025-01-22",
    [
      [
        "2025-01-22T06:00:00Z",
        () => huggingFaceDay("hf-daily-earlier/2025-01-22_at_2025-01-22T041609+0000.json"),
        { "2025-01-22": ["partial", /^1 listings; its day is not over$/] },
      ],
      [
        "2025-01-23T00:05:00Z",
        () => huggingFaceDay("hf-daily-earlier/2025-01-22_final.json"),
        { "2025-01-22": ["partial", /^13 listings; no second reading an hour later agrees yet$/] },
      ],
      [
        "2025-01-23T01:06:00Z",
        () => huggingFaceDay("hf-daily-earlier/2025-01-22_final.json"),
        { "2025-01-22": ["complete", /^13 listings, and two readings agree$/] },
      ],
    ],
    13,
  ],
  [
    "Hugging Face's day at its limit, whose next page repeats it",
    ["huggingface"],
    "2026-05-12",
    [
      [
        "2026-05-13T06:00:00Z",
        () => json("hf-daily/2026-05-12.json"),
        { "2026-05-12": ["partial", /^50 listings, its limit: there may be more$/] },
      ],
    ],
    50,
  ],
  [
    "bioRxiv's day, whose third is a later version of what is not known",
    ["biorxiv"],
    "2026-07-15",
    [
      [
        "2026-07-16T06:00:00Z",
        () => json("biorxiv/pu5ha_biorxiv_details_2026-07-15.json"),
        { "2026-07-15": ["complete", /^3 listings, 3 declared$/] },
      ],
    ],
    2,
  ],
  [
    "a feed of 205 items over years",
    ["FEED"],
    "2026-04-20",
    [
      [
        "2026-04-20T09:00:00Z",
        () => xml("feeds/brevio_anthropic_news.xml"),
        {
          "2026-04-20": [
            "partial",
            /^5 listings; its day is not over \(197 items from before the last 7 days left out\)$/,
          ],
        },
      ],
    ],
    8,
  ],
];

describeOnBoth("the recorded answer of", (open) => {
  it.skipIf(!exists).each(CASES)("%s ends the day as it should", async (_, source, from, steps, count) => {
    const { db } = await open();
    await playScenario(db, { source, from }, async ({ step, papers }) => {
      for (const [at, serve, expected] of steps) await step(at, serve(), expected);
      expect(await papers()).toHaveLength(count);
    });
  });

  it.skipIf(!exists).each([
    ["error_noRecordsMatch", null],
    ["error_badArgument", /the error badArgument/],
    ["error_cannotDisseminateFormat", /the error cannotDisseminateFormat/],
    ["error_badResumptionToken", /the error badResumptionToken/],
  ])("OAI-PMH, %s, ends a back-fill with its cause", async (name, cause) => {
    const { db } = await open();
    const room = await openReadingRoom(db);
    try {
      room.serve(xml(`arxiv/oai/rendered/${name}.xml`));
      await room.add("arxiv", "cs.CL");
      const order = { category: "cs.CL", from: "2026-05-01", to: "2026-05-31", route: "oai" } as const;
      const outcome = await backfillArxiv(db, order, {
        clock: room.tools.clock,
        http: room.http,
        addresses: room.arxiv,
      });
      expect(outcome.new).toBe(0);
      if (cause === null) expect(outcome.failure).toBeNull();
      else expect(outcome.failure).toMatch(cause);
    } finally {
      await room.close();
    }
  });
});
