/** Each recorded answer of arXiv, bioRxiv and feeds, read with the counts its README tells, kept beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseArxivApi } from "../../src/sources/arxiv/api.ts";
import { parseArxivFeed } from "../../src/sources/arxiv/feed.ts";
import { isWithdrawn } from "../../src/sources/arxiv/item.ts";
import { parseOaiPage } from "../../src/sources/arxiv/oai.ts";
import { parseBiorxivPage } from "../../src/sources/biorxiv/parse.ts";
import { parseFeed } from "../../src/sources/feed/parse.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");
const read = (...path: string[]) => readFileSync(join(RECORDED, ...path), "utf8");
const whole = <T extends { ok: boolean; unread?: unknown[] }>(parsed: T) => {
  expect(parsed).toMatchObject({ ok: true, unread: [] });
  return parsed as Extract<T, { ok: true }>;
};

describe.skipIf(!exists)("arXiv's recorded feeds", () => {
  it.each([
    ["rss/jmamath_cs_ai_2026-04-27_trimmed.xml", "2026-04-27", 3],
    ["rss/jmamath_cs_cl_2026-04-27_trimmed.xml", "2026-04-27", 3],
    ["rss/jmamath_cs_lg_2026-04-27_trimmed.xml", "2026-04-27", 3],
    ["rss/allnews_weekend_empty.xml", "2026-08-01", 0],
    ["rss_atom/tidedra_atom_example.xml", "2025-08-20", 7],
  ])(
    "%s are of %s and hold %i announcements, each with id, version, authors, categories and abstract",
    (name, day, count) => {
      const feed = whole(parseArxivFeed(read("arxiv", name)));
      expect([feed.day, feed.items.length]).toEqual([day, count]);
      for (const item of feed.items) {
        expect(item.id).toMatch(/^\d{4}\.\d{5}$/);
        expect([item.version, item.authors.length > 0, item.categories.length > 0]).toEqual([1, true, true]);
        expect(item.abstract).not.toMatch(/^arXiv:|Announce Type|^Abstract:/);
      }
    },
  );

  it("the one broken off is one failure with its place, not four announcements", () => {
    const broken = parseArxivFeed(read("arxiv/rss_atom/zzezze_cs.AI_2025-08-20_TRUNCATED_malformed.xml"));
    expect(broken).toEqual({
      ok: false,
      cause: expect.stringMatching(/^the answer breaks off at line \d+, column \d+/),
    });
  });
});

describe.skipIf(!exists)("arXiv's recorded API answers", () => {
  it("hold 20 and 5 papers of declared hundreds of thousands", () => {
    const first = whole(parseArxivApi(read("arxiv/api_atom/brevio_cs.LG_cs.AI_2026-04-30.xml")));
    const second = whole(parseArxivApi(read("arxiv/api_atom/sotawhat_query_transformer_2026-06.xml")));
    expect([first.items.length, first.total, second.items.length, second.total]).toEqual([20, 364_218, 5, 28_946]);
    expect(
      first.items.filter(
        ({ authors, categories, publishedOn, abstract }) => !authors[0] || !categories[0] || !publishedOn || !abstract,
      ),
    ).toEqual([]);
  });

  it("page as they were asked, with a missing id, an empty result, old-style ids and an error", () => {
    const folder = join(RECORDED, "arxiv/api_atom/arxiv_py");
    const seen = readdirSync(folder).map((name) => {
      const { url, status_code, body } = JSON.parse(readFileSync(join(folder, name), "utf8"));
      const asked = new URL(url).searchParams;
      const page = parseArxivApi(body);
      if (!page.ok) return [name.split("_")[1], status_code, page.cause];
      expect([page.unread, page.start]).toEqual([[], Number(asked.get("start"))]);
      if (asked.get("search_query")) expect(page.items).toHaveLength(Number(asked.get("max_results")));
      else expect(page.items).toHaveLength(page.total);
      return [asked.get("id_list") || "search", status_code, page.items.map(({ id }) => id).join(" ")];
    });
    const named = Object.fromEntries(seen.map(([name, status, rest]) => [name, [status, rest]]));
    expect(named).toMatchObject({
      "0000.0000": [200, ""],
      "0808.05394": [200, ""],
      "0808.05394,1707.08567": [200, "1707.08567"],
      "2104.12255v1": [200, "2104.12255"],
      "astro-ph/0601001": [200, "astro-ph/0601001"],
      "quant-ph/0201082v1": [200, "quant-ph/0201082"],
      abc: [400, 'arXiv answered with the error "incorrect id format for abc"'],
    });
    expect(seen).toHaveLength(20);
  });
});

describe.skipIf(!exists)("arXiv's recorded OAI-PMH answers", () => {
  const page = (name: string) => parseOaiPage(read("arxiv/oai/rendered", name));

  it("hold 200, 200 and 109 records with tokens between and none behind, the same papers as the raw 300 and 209", () => {
    const pages = ["arXiv_page1", "arXiv_page2", "arXiv_page3", "arXivRaw_page1", "arXivRaw_page2"].map((name) =>
      whole(page(`ListRecords_${name}.xml`)),
    );
    expect(pages.map(({ records }) => records.length)).toEqual([200, 200, 109, 300, 209]);
    expect(pages.map(({ token }) => token?.split("%26").at(-1) ?? null)).toEqual([
      "skip%3D200",
      "skip%3D400",
      null,
      "skip%3D300",
      null,
    ]);
    expect(pages[0]?.tokenExpiresAt?.toString()).toBe("2026-08-21T00:00:00Z");
    const ids = (from: number, to: number) =>
      pages.slice(from, to).flatMap(({ records }) => records.map(({ id }) => id));
    expect(ids(0, 3)).toEqual(ids(3, 5));
    const records = pages.flatMap((each) => each.records);
    expect(
      records.filter(
        ({ authors, categories, publishedOn, abstract }) => !authors[0] || !categories[0] || !publishedOn || !abstract,
      ),
    ).toEqual([]);
    expect(pages.map((each) => each.records.filter(isWithdrawn).length)).toEqual([6, 1, 0, 6, 1]);
  });

  it("hold one real page of three records, modified long after they were made", () => {
    const real = whole(parseOaiPage(read("arxiv/oai/charlesahunt_ListRecords_arXiv_2026-09-20.xml")));
    expect([real.records.length, real.token, new Set(real.records.map(({ datestamp }) => datestamp))]).toEqual([
      3,
      null,
      new Set(["2026-01-05"]),
    ]);
  });

  it("tell four errors, of which no records is an empty page", () => {
    expect(page("error_noRecordsMatch.xml")).toMatchObject({ ok: true, records: [], token: null });
    for (const code of ["badArgument", "badResumptionToken", "cannotDisseminateFormat"])
      expect(page(`error_${code}.xml`)).toMatchObject({
        ok: false,
        code,
        cause: expect.stringContaining(`the error ${code}`),
      });
  });
});

describe.skipIf(!exists)("other recorded answers", () => {
  it("of bioRxiv hold three papers, one of them a third version, with a total as a text", () => {
    const page = whole(parseBiorxivPage(read("biorxiv/pu5ha_biorxiv_details_2026-07-15.json"), "biorxiv"));
    expect([page.total, page.count, page.listings.map(({ announcement }) => announcement)]).toEqual([
      3,
      3,
      ["new", "new", "replace"],
    ]);
    expect(new Set(page.listings.map(({ listedOn }) => listedOn))).toEqual(new Set(["2026-07-15"]));
  });

  it("of ten feeds are read whole, the default namespace and HTML in descriptions included", () => {
    const counts = readdirSync(join(RECORDED, "feeds")).map((name) => {
      const feed = whole(parseFeed(read("feeds", name), "https://example.org/feed"));
      expect(new Set(feed.items.map(({ key }) => key)).size).toBe(feed.items.length);
      expect(feed.items.filter(({ title, text }) => /<\/?(?:p|div|b|span)\b/i.test(`${title} ${text}`))).toEqual([]);
      expect(feed.items.filter(({ publishedOn }) => publishedOn === null)).toEqual([]);
      return [name.replace(/\.xml$/, ""), feed.items.length];
    });
    expect(Object.fromEntries(counts)).toEqual({
      brevio_anthropic_news: 205,
      brevio_hf_daily_fallback: 22,
      brevio_hf_daily_primary: 50,
      jmamath_bair_blog: 3,
      jmamath_deepmind_blog: 3,
      jmamath_fair_blog: 3,
      jmamath_gradient_blog: 3,
      jmamath_huggingface_blog: 3,
      jmamath_openai_blog: 3,
      jmamath_vector_institute: 3,
    });
  });
});
