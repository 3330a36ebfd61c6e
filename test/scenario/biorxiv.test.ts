/** A week of bioRxiv that goes wrong: pages, totals, dates and versions. */
import { expect, it } from "vitest";
import { give, type Serve } from "../support/reading-room.ts";
import { describeScenarios, playScenario, type Scenario } from "../support/scenario.ts";
import { biorxivText } from "../support/source-texts.ts";

const DAY = "2026-05-13";
const dois = (count: number, first = 1) =>
  Array.from({ length: count }, (_, i) => ({ doi: `10.64898/2026.05.13.${String(first + i).padStart(6, "0")}` }));
/** Pages of thirty, as the API gives them. */
const paged =
  (papers: { doi: string; version?: number }[], size = 30, day = DAY): Serve =>
  (url, response) => {
    const [, , , from, , at] = url.pathname.split("/");
    const cursor = Number(at);
    const own = from === DAY ? papers : [];
    if (own.length === 0) return give(response, "json", '{"messages":[{"status":"no posts found"}],"collection":[]}');
    give(response, "json", biorxivText(day, own.slice(cursor, cursor + size), { total: own.length, cursor }));
  };

describeScenarios("bioRxiv", (open) => {
  const play = async (run: (scenario: Scenario) => Promise<void>) =>
    playScenario((await open()).db, { source: ["biorxiv"], from: DAY }, run);

  it.each([
    [67, 30, 3],
    [100, 100, 1],
    [101, 100, 2],
  ])("of %i papers in pages of %i is read in %i requests, and whole when its day is over", (count, size, requests) =>
    play(async ({ step, papers }) => {
      expect(
        await step("2026-05-13T16:00:00Z", paged(dois(count), size), { [DAY]: ["partial", /its day is not over/] }),
      ).toBe(requests);
      await step("2026-05-14T04:10:00Z", null, {
        [DAY]: ["complete", new RegExp(`^${count} listings, ${count} declared`)],
      });
      expect(await papers()).toHaveLength(count);
    }),
  );

  it("whose second page fails has failed whole, and is made good", () =>
    play(async ({ step, papers }) => {
      const all = paged(dois(40));
      const broken: Serve = (url, response, request) =>
        url.pathname.includes("/30/") ? give(response, "json", "{}", 503) : all(url, response, request);
      await step("2026-05-14T16:00:00Z", broken, { [DAY]: ["failed", /from paper 31 on: .*503/] });
      expect(await papers()).toEqual([]);
      await step("2026-05-14T16:20:00Z", all, { [DAY]: ["complete", /40 listings/] });
      expect(await papers()).toHaveLength(40);
    }));

  it("that gives another page than asked has failed", () =>
    play(async ({ step }) => {
      const stuck: Serve = (_, response) => give(response, "json", biorxivText(DAY, dois(30), { total: 60 }));
      await step("2026-05-14T16:00:00Z", stuck, {
        [DAY]: ["failed", /the page from paper 31 on was asked for, but the one from 1 came/],
      });
    }));

  it("that declares more than its pages hold is partial", () =>
    play(async ({ step }) => {
      const short: Serve = (url, response) =>
        give(
          response,
          "json",
          biorxivText(DAY, url.pathname.endsWith("/0/json") ? dois(30) : [], {
            total: 60,
            cursor: Number(url.pathname.split("/")[5]),
          }),
        );
      await step("2026-05-14T16:00:00Z", short, { [DAY]: ["partial", /30 of 60 declared listings read/] });
    }));

  it("with dates that are not padded is read under the right day", () =>
    play(async ({ step, db }) => {
      await step("2026-05-14T16:00:00Z", paged(dois(2), 30, "2026-5-13"), { [DAY]: ["complete"] });
      const rows = await db.selectFrom("listing").select("listed_on").distinct().execute();
      expect(rows).toEqual([{ listed_on: DAY }]);
    }));

  it("without a paper is empty when its day is over, and waiting before", () =>
    play(async ({ step }) => {
      await step("2026-05-13T16:00:00Z", paged([]), { [DAY]: ["waiting"] });
      await step("2026-05-14T05:00:00Z", null, { [DAY]: ["empty", /says that it lists nothing/] });
    }));

  it("with a second version updates the paper, and makes none of an unknown one", () =>
    play(async ({ step, papers, db }) => {
      await step("2026-05-14T16:00:00Z", paged(dois(2)), { [DAY]: ["complete"] });
      const second: Serve = (url, response) =>
        url.pathname.includes("2026-05-14")
          ? give(
              response,
              "json",
              biorxivText("2026-05-14", [
                { ...(dois(1)[0] as { doi: string }), version: 2 },
                { doi: "10.1101/unknown", version: 3 },
              ]),
            )
          : paged(dois(2))(url, response, undefined as never);
      await step("2026-05-15T06:00:00Z", second, { "2026-05-14": ["complete", /2 listings/] });
      expect(await papers()).toHaveLength(2);
      const rows = await db.selectFrom("paper").select("version").orderBy("id").execute();
      expect(rows).toEqual([{ version: 2 }, { version: 1 }]);
    }));
});
