/** A week of arXiv that goes wrong: two routes that check each other, gaps filled by the API, and no paper lost or doubled. */
import { expect, it } from "vitest";
import { give, type Serve } from "../support/reading-room.ts";
import { describeScenarios, type Expected, playScenario, type Scenario } from "../support/scenario.ts";
import { arxivApiText, arxivFeedText, arxivPageText, type MadePaper, makePapers } from "../support/source-texts.ts";

const DAY = "2026-05-13"; // a Wednesday; its batch comes Tuesday evening, 20:00 Eastern
const MORNING = `${DAY}T05:00:00Z`;
const old = makePapers(4, {}, 900);
const fresh = makePapers(5);

type Route = [day: string, papers: MadePaper[], declared?: number] | Serve | null;
/** Each route bears a day and papers, or behaves as told; null: it is down. */
const routes = (feed: Route, page: Route, api: MadePaper[] | Serve | null = null): Serve => {
  const down: Serve = (_, response) => give(response, "html", "down", 503);
  const answer = (
    route: Route,
    say: (day: string, papers: MadePaper[], declared?: number) => string,
    kind: "xml" | "html",
  ): Serve =>
    route === null ? down : typeof route === "function" ? route : (_, response) => give(response, kind, say(...route));
  return (url, response, request) => {
    if (url.pathname.startsWith("/rss/")) return answer(feed, arxivFeedText, "xml")(url, response, request);
    if (url.pathname.startsWith("/list/")) return answer(page, arxivPageText, "html")(url, response, request);
    if (typeof api === "function") return api(url, response, request);
    return api === null ? down(url, response, request) : give(response, "xml", arxivApiText(api));
  };
};
const of = (state: Expected[string][0], cause?: RegExp): Expected => ({ [DAY]: cause ? [state, cause] : [state] });
const idsOf = (papers: MadePaper[]) => papers.map(({ id }) => id).sort();

describeScenarios("arXiv", (open) => {
  const play = async (run: (scenario: Scenario) => Promise<void>, from = DAY, source = ["arxiv", "cs.CL"]) =>
    playScenario((await open()).db, { source, from }, run);

  it("whose feed and page agree is whole at the first look, with what was declared", () =>
    play(async ({ step, papers }) => {
      expect(await step(MORNING, routes([DAY, fresh], [DAY, fresh]), of("complete", /^5 listings, 5 declared$/))).toBe(
        2,
      );
      expect(await papers()).toEqual(idsOf(fresh));
    }));

  it("keeps to one request in three seconds, whatever is read", () =>
    play(async ({ step, room }) => {
      await step(MORNING, routes([DAY, fresh], [DAY, fresh]), of("complete"));
      expect(room.web.asked).toHaveLength(2);
      expect(room.timing.slept.filter((ms) => ms > 2_000)).toHaveLength(1);
    }));

  it("that declares more than is found is partial, and whole when all are there", () =>
    play(async ({ step, papers }) => {
      await step(
        MORNING,
        routes([DAY, fresh.slice(0, 3)], [DAY, fresh.slice(0, 3), 5]),
        of("partial", /^3 of 5 declared listings read$/),
      );
      await step(`${DAY}T05:20:00Z`, routes([DAY, fresh], [DAY, fresh]), of("complete"));
      expect(await papers()).toEqual(idsOf(fresh));
    }));

  it("whose feed lacks what the page has is read from both", () =>
    play(async ({ step, papers }) => {
      await step(MORNING, routes([DAY, fresh.slice(0, 2)], [DAY, fresh]), of("complete", /5 listings/));
      expect(await papers()).toEqual(idsOf(fresh));
    }));

  it("whose feed stays on the old batch under today's date is read from the page, and doubles nothing", () =>
    play(async ({ step, papers }) => {
      await step("2026-05-12T05:00:00Z", routes(["2026-05-12", old], ["2026-05-12", old]), {
        "2026-05-12": ["complete"],
      });
      await step(
        MORNING,
        routes([DAY, old], [DAY, fresh]),
        of("complete", /read from the list page: the feed shows under this date what was announced before/),
      );
      expect(await papers()).toEqual(idsOf([...old, ...fresh]));
    }, "2026-05-12"));

  it("whose routes both stay on the old batch is stale, raises an alarm, and is whole when it moves", () =>
    play(async ({ step, papers, alarms }) => {
      await step("2026-05-12T05:00:00Z", routes(["2026-05-12", old], ["2026-05-12", old]), {
        "2026-05-12": ["complete"],
      });
      await step(MORNING, routes([DAY, old], [DAY, old]), of("stale", /what was announced before/));
      expect(await alarms()).toEqual([]);
      await step(`${DAY}T08:00:00Z`, null, of("stale"));
      expect(await alarms()).toEqual([`arxiv/cs.CL ${DAY} stale`]);
      await step(`${DAY}T12:00:00Z`, routes([DAY, fresh], [DAY, fresh]), of("complete"));
      expect([await alarms(), await papers()]).toEqual([[], idsOf([...old, ...fresh])]);
    }, "2026-05-12"));

  it("that has not announced yet is waiting, and late with an alarm after six hours", () =>
    play(async ({ step, alarms }) => {
      await step(
        MORNING,
        routes(["2026-05-12", old], ["2026-05-12", old]),
        of("waiting", /not announced yet: the feed bears 2026-05-12/),
      );
      await step(`${DAY}T11:00:00Z`, null, of("waiting"));
      expect(await alarms()).toEqual([`arxiv/cs.CL ${DAY} late`]);
      await step(`${DAY}T15:01:00Z`, routes([DAY, fresh], [DAY, fresh]), of("complete"));
      expect(await alarms()).toEqual([]);
    }));

  it.each<[string, Route]>([
    ["breaks off", (_, response) => give(response, "xml", arxivFeedText(DAY, fresh).slice(0, 1_500))],
    ["is no XML", (_, response) => give(response, "xml", "<rss><channel></rss>")],
    [
      "is another feed",
      (_, response) => give(response, "xml", "<rss version='2.0'><channel><title>News</title></channel></rss>"),
    ],
    ["is down", null],
    ["is a web page", (_, response) => give(response, "html", "<html></html>")],
  ])("whose feed %s is whole by the page", (_, feed) =>
    play(async ({ step, papers }) => {
      await step(MORNING, routes(feed, [DAY, fresh]), of("complete", /read from the list page: the feed failed/));
      expect(await papers()).toEqual(idsOf(fresh));
    }),
  );

  it.each<[string, Route]>([
    ["is down", null],
    ["breaks off", (_, response) => give(response, "html", arxivPageText(DAY, fresh).slice(0, 2_000))],
    [
      "changed its shape",
      (_, response) =>
        give(response, "html", arxivPageText(DAY, fresh).replaceAll("<dt>", "<div>").replaceAll("</dt>", "</div>")),
    ],
    [
      "declares nothing",
      (_, response) => give(response, "html", arxivPageText(DAY, fresh).replaceAll("showing", "with")),
    ],
    ["bears no date", (_, response) => give(response, "html", "<html><body><h1>Sorry</h1></body></html>")],
  ])("whose page %s is never called whole on one reading of the feed: two must agree when the day is over", (_, page) =>
    play(async ({ step, papers }) => {
      await step(
        MORNING,
        routes([DAY, fresh], page),
        of("partial", /its day is not over \(no count declared: the list page failed/),
      );
      await step(`${DAY}T16:00:00Z`, null, of("partial"));
      await step("2026-05-14T04:10:00Z", routes([DAY, fresh], page, fresh), of("complete"));
      expect(await papers()).toEqual(idsOf(fresh));
    }),
  );

  it("that is down on both routes has failed, and the day is made good by the API when it is gone by", () =>
    play(async ({ step, papers }) => {
      await step(MORNING, routes(null, null), of("failed", /answered 503/));
      await step("2026-05-14T06:00:00Z", routes(["2026-05-14", old], ["2026-05-14", old], fresh), {
        [DAY]: [
          "complete",
          /5 listings, 5 declared \(by the API: submitted 2026-05-11 14:00 to 2026-05-12 14:00 Eastern\)/,
        ],
        "2026-05-14": ["complete"],
      });
      expect(await papers()).toEqual(idsOf([...old, ...fresh]));
    }));

  it.each<[string, Serve, Expected[string][0], RegExp]>([
    [
      "gives short pages",
      (_, response) => give(response, "xml", arxivApiText(fresh.slice(0, 2), 5)),
      "partial",
      /2 of 5 declared/,
    ],
    [
      "refuses with a reason",
      (_, response) =>
        give(
          response,
          "xml",
          arxivApiText([]).replace(
            "</feed>",
            "<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><summary>bad query</summary></entry></feed>",
          ),
          400,
        ),
      "failed",
      /answered 400.*the error "bad query"/,
    ],
    [
      "breaks off",
      (_, response) => give(response, "xml", arxivApiText(fresh).slice(0, 2_000)),
      "failed",
      /breaks off at line/,
    ],
    [
      "declares no total",
      (_, response) => give(response, "xml", "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>"),
      "failed",
      /declares no totalResults/,
    ],
  ])("whose API %s is not whole, and made good later", (_, api, state, cause) =>
    play(async ({ step, papers }) => {
      const later: Route = ["2026-05-14", old];
      await step("2026-05-14T06:00:00Z", routes(later, later, api), {
        [DAY]: [state, cause],
        "2026-05-14": ["complete"],
      });
      await step("2026-05-14T06:15:00Z", routes(later, later, fresh), of("complete"));
      expect(await papers()).toEqual(idsOf([...old, ...fresh]));
    }),
  );

  it("on Saturday and Sunday is not asked, and says why", () =>
    play(async ({ step }) => {
      const asked = await step("2026-05-17T12:00:00Z", routes(null, null), {
        "2026-05-16": ["holiday", /announced nothing on Saturday: it never does/],
        "2026-05-17": ["holiday", /announced nothing on Sunday/],
      });
      expect(asked).toBe(0);
    }, "2026-05-16"));

  it("on the day after a holiday evening is looked at, and has its holiday when nothing came", () =>
    play(async ({ step, alarms }) => {
      const friday: Route = ["2026-09-04", old];
      await step("2026-09-08T05:00:00Z", routes(friday, friday), { "2026-09-08": ["waiting"] });
      await step("2026-09-08T11:00:00Z", null, { "2026-09-08": ["holiday", /the evening before was Labor Day/] });
      expect(await alarms()).toEqual([]);
    }, "2026-09-08"));

  it("that says so itself on an unforeseen day is empty", () =>
    play(async ({ step }) => {
      await step(MORNING, routes([DAY, []], [DAY, []]), of("empty", /says that it lists nothing/));
    }));

  it("updates a known paper by its replacement, makes none of an unknown one, and matches neither", () =>
    play(async ({ step, papers, db }) => {
      await step("2026-05-12T05:00:00Z", routes(["2026-05-12", old], ["2026-05-12", old]), {
        "2026-05-12": ["complete"],
      });
      const closed = (await db.selectFrom("match_batch").select("papers").orderBy("seq").execute()).length;
      const replaced: MadePaper[] = [
        { id: "2605.00900", announcement: "replace", version: 2, title: "A Better Title" },
        {
          id: "2605.00901",
          announcement: "replace-cross",
          version: 3,
          comment: "This paper has been withdrawn by the authors",
        },
        { id: "2501.00001", announcement: "replace", version: 4 },
      ];
      await step(MORNING, routes([DAY, replaced], [DAY, replaced], old), {
        ...of("complete", /^3 listings, 3 declared/),
        "2026-05-12": ["complete", /read again: as it was/],
      });
      expect(await papers()).toEqual(idsOf(old));
      const rows = await db
        .selectFrom("paper")
        .select(["arxiv_id", "version", "withdrawn"])
        .where("arxiv_id", "in", ["2605.00900", "2605.00901"])
        .orderBy("arxiv_id")
        .execute();
      expect(rows).toEqual([
        { arxiv_id: "2605.00900", version: 2, withdrawn: false },
        { arxiv_id: "2605.00901", version: 3, withdrawn: true },
      ]);
      const titles = await db
        .selectFrom("paper")
        .select("title")
        .where("arxiv_id", "=", "2605.00900")
        .executeTakeFirstOrThrow();
      expect(titles.title).toBe("A Better Title");
      const batches = await db.selectFrom("match_batch").select("papers").orderBy("seq").execute();
      expect(batches.slice(closed).every((batch) => batch.papers === 0)).toBe(true);
      const counted = await db
        .selectFrom("intake")
        .select(["listings", "new", "updated", "seen"])
        .where("listed_on", "=", DAY)
        .executeTakeFirst();
      expect(counted).toEqual({ listings: 3, new: 0, updated: 2, seen: 1 });
      // The day before was read again with first versions: they change nothing back.
      const again = await db
        .selectFrom("paper")
        .select(["title", "version"])
        .where("arxiv_id", "=", "2605.00900")
        .executeTakeFirst();
      expect(again).toEqual({ title: "A Better Title", version: 2 });
    }, "2026-05-12"));

  it("with one paper new in a category and cross-listed in another has one paper with two listings", () =>
    play(
      async ({ step, papers, db }) => {
        const paper: MadePaper = { id: "2605.00001", categories: ["cs.CL", "cs.LG"] };
        const serve: Serve = (url, response, request) => {
          const announcement = url.pathname.includes("cs.LG") ? "cross" : "new";
          routes([DAY, [{ ...paper, announcement }]], [DAY, [{ ...paper, announcement }]])(url, response, request);
        };
        await step(MORNING, serve, of("complete"));
        expect(await papers()).toEqual(["2605.00001"]);
        const listings = await db.selectFrom("listing").select(["source", "live"]).orderBy("source").execute();
        expect(listings).toEqual([
          { source: "arxiv/cs.CL", live: true },
          { source: "arxiv/cs.LG", live: true },
        ]);
        const stored = await db.selectFrom("paper").select("categories").executeTakeFirst();
        expect(stored?.categories).toEqual(["cs.CL", "cs.LG"]);
      },
      DAY,
      ["arxiv", "cs.CL", "cs.LG"],
    ));

  it("is caught up after a downtime of ten days by the API, weekends and all, each paper once", () =>
    play(async ({ step, papers, db }) => {
      const api: Serve = (url, response) => {
        const from = /submittedDate:\[(\d{8})/.exec(url.searchParams.get("search_query") ?? "")?.[1] ?? "";
        give(response, "xml", arxivApiText(makePapers(2, {}, Number(from.slice(4)) * 10)));
      };
      const today: Route = ["2026-05-22", fresh];
      await step("2026-05-22T12:00:00Z", routes(today, today, api), {
        [DAY]: ["complete"],
        "2026-05-16": ["holiday"],
        "2026-05-21": ["complete"],
        "2026-05-22": ["complete"],
      });
      const states = await db
        .selectFrom("source_day")
        .select("state")
        .where("state", "not in", ["complete", "holiday"])
        .execute();
      expect(states).toEqual([]);
      expect(await papers()).toHaveLength(7 * 2 + 5);
    }));

  it("that skips a day without notice and announces it with the next is whole on that, and the skipped one is empty", () =>
    play(async ({ step, papers }) => {
      const tuesday: Route = ["2026-05-12", old];
      await step(MORNING, routes(tuesday, tuesday, fresh), of("waiting"));
      await step("2026-05-14T04:30:00Z", null, { [DAY]: ["waiting"], "2026-05-14": ["waiting"] });
      const both = [...fresh, ...makePapers(3, {}, 50)];
      await step("2026-05-14T05:00:00Z", routes(["2026-05-14", both], ["2026-05-14", both], fresh), {
        "2026-05-14": ["complete", /8 listings, 8 declared/],
      });
      await step("2026-05-14T09:00:00Z", null, of("empty"));
      expect(await papers()).toEqual(idsOf(both));
    }));

  it("far below its usual count raises an alarm, though it is whole", () =>
    play(async ({ step, alarms }) => {
      const days = ["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-14"];
      for (const [i, day] of days.entries()) {
        const papers = makePapers(20, {}, 100 * i + 1);
        await step(`${day}T05:00:00Z`, routes([day, papers], [day, papers], []), { [day]: ["complete"] });
      }
      const few = makePapers(2, {}, 800);
      await step("2026-05-15T05:00:00Z", routes(["2026-05-15", few], ["2026-05-15", few], []), {
        "2026-05-15": ["complete"],
      });
      expect(await alarms()).toEqual(["arxiv/cs.CL 2026-05-15 low"]);
    }, "2026-05-11"));

  it("finds by its daily re-reading what was held back, and keeps a day's measure otherwise", () =>
    play(async ({ step, papers, db }) => {
      await step(MORNING, routes([DAY, fresh], [DAY, fresh]), of("complete", /5 declared/));
      const later: Route = ["2026-05-14", old];
      const held: Serve = (url, response) => {
        const own = url.searchParams.get("search_query")?.includes("[202605111800 TO 202605121759]");
        give(response, "xml", arxivApiText(own ? [...fresh, { id: "2605.00777" }] : []));
      };
      await step(
        "2026-05-14T05:30:00Z",
        routes(later, later, fresh.slice(0, 3)),
        of("complete", /read again: as it was/),
      );
      await step(
        "2026-05-15T06:00:00Z",
        routes(["2026-05-15", []], ["2026-05-15", []], held),
        of("complete", /read again: 1 more/),
      );
      expect(await papers()).toHaveLength(5 + 4 + 1);
      const day = await db
        .selectFrom("source_day")
        .select(["declared", "parsed"])
        .where("listed_on", "=", DAY)
        .executeTakeFirst();
      expect(day).toEqual({ declared: 5, parsed: 6 });
    }));
});
