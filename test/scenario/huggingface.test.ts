/** A week of Hugging Face that goes wrong in every way: each day ends in the right state, and no paper is lost or doubled. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { Serve } from "../support/reading-room.ts";
import { give } from "../support/reading-room.ts";
import { describeScenarios, type Expected, playScenario, type Scenario } from "../support/scenario.ts";
import { huggingFaceText, type MadePaper, makePapers } from "../support/source-texts.ts";

const DAY = "2026-05-13"; // a Wednesday
/** Pages from 0 of the day's list; days other than this are empty. */
const list =
  (...pages: MadePaper[][]): Serve =>
  (url, response) => {
    const page = Number(url.searchParams.get("p") ?? 0);
    give(response, "json", huggingFaceText(url.searchParams.get("date") === DAY ? (pages[page] ?? []) : []));
  };
const idsOf = (papers: MadePaper[]) => papers.map(({ id }) => id);
const of = (state: Expected[string][0], cause?: RegExp): Expected => ({ [DAY]: cause ? [state, cause] : [state] });

describeScenarios("Hugging Face", (open) => {
  const play = async (run: (scenario: Scenario) => Promise<void>, options = {}) =>
    playScenario((await open()).db, { source: ["huggingface"], from: DAY, options }, run);
  const settle = async ({ step }: Scenario, papers: MadePaper[]) => {
    await step("2026-05-14T04:10:00Z", list(papers), {});
    await step("2026-05-14T09:00:00Z", null, of("complete", /two readings agree/));
  };

  it("is not looked at before its list fills", () =>
    play(async ({ step }) => {
      expect(await step(`${DAY}T05:59:00Z`, list(), {})).toBe(0);
      expect(await step(`${DAY}T06:00:00Z`, null, of("waiting", /nothing yet/))).toBe(1);
    }));

  it("with a late list is waiting, then late with an alarm, then whole and quiet again", () =>
    play(async (scenario) => {
      const { step, alarms, papers } = scenario;
      await step(`${DAY}T06:00:00Z`, list(), of("waiting"));
      await step(`${DAY}T15:00:00Z`, null, of("waiting"));
      expect(await alarms()).toEqual([]);
      await step(`${DAY}T17:30:00Z`, null, of("waiting"));
      expect(await alarms()).toEqual([`huggingface ${DAY} late`]);
      await step(`${DAY}T21:00:00Z`, list(makePapers(7)), of("partial", /not over/));
      expect(await alarms()).toEqual([]);
      await settle(scenario, makePapers(7));
      expect(await papers()).toHaveLength(7);
    }));

  it("whose list grows during the day is read again until two readings agree, each paper once", () =>
    play(async (scenario) => {
      const { step, papers } = scenario;
      for (const [at, count] of [
        ["06:00", 1],
        ["08:00", 5],
        ["10:00", 13],
      ] as const)
        await step(`${DAY}T${at}:00Z`, list(makePapers(count)), of("partial", /not over/));
      await settle(scenario, makePapers(14));
      expect(await papers()).toEqual(idsOf(makePapers(14)));
    }));

  it("at its limit of fifty with an empty next page is whole", () =>
    play(async (scenario) => {
      await settle(scenario, makePapers(50));
      expect(await scenario.papers()).toHaveLength(50);
    }));

  it("at its limit with a next page that repeats the first stays partial: there may be more", () =>
    play(async ({ step, papers }) => {
      const full = makePapers(50);
      await step("2026-05-14T04:10:00Z", list(full, full), of("partial", /its limit/));
      await step("2026-05-14T09:00:00Z", null, of("partial", /its limit/));
      expect(await papers()).toHaveLength(50);
    }));

  it("with more than fifty is read page by page", () =>
    play(async ({ step, papers }) => {
      const pages = [makePapers(50), makePapers(9, {}, 51)];
      await step("2026-05-14T04:10:00Z", list(...pages), of("partial", /59 listings/));
      await step("2026-05-14T09:00:00Z", null, of("complete", /59 listings/));
      expect(await papers()).toHaveLength(59);
    }));

  it("on a weekend has a holiday, and lists that come nonetheless are read", async () => {
    const { db } = await open();
    await playScenario(db, { source: ["huggingface"], from: "2026-05-16" }, async ({ step, papers }) => {
      await step("2026-05-16T12:00:00Z", list(), { "2026-05-16": ["holiday", /Saturdays and Sundays/] });
      const late: Serve = (_, response) => give(response, "json", huggingFaceText(makePapers(1)));
      await step("2026-05-17T12:05:00Z", late, { "2026-05-16": ["partial"] });
      expect(await papers()).toHaveLength(1);
    });
  });

  it.each<[string, Serve, RegExp]>([
    ["answers 500", (_, response) => give(response, "json", "{}", 500), /answered 500/],
    ["answers 503", (_, response) => give(response, "html", "down", 503), /answered 503/],
    [
      "breaks off",
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 5_000 });
        response.write('[{"paper":', () => response.destroy());
      },
      /broke the answer off after 10 bytes/,
    ],
    [
      "sends half a list",
      (_, response) => give(response, "json", huggingFaceText(makePapers(3)).slice(0, 900)),
      /breaks off at line 1, column/,
    ],
    ["sends no JSON", (_, response) => give(response, "json", "[{ broken"), /not JSON.*line 1, column/],
    ["changes its shape", (_, response) => give(response, "json", '{"papers":[]}'), /a list of papers was expected/],
    ["tells an error", (_, response) => give(response, "json", '{"error":"too many"}'), /the error "too many"/],
    ["gives a login page", (_, response) => give(response, "html", "<h1>Log in</h1>"), /text\/html where JSON/],
    [
      "sends a bomb",
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
        response.end(gzipSync(Buffer.alloc(3_000_000, 91), { level: 1 }));
      },
      /more than 1000000 bytes/,
    ],
    [
      "redirects in a circle",
      (_, response) => void response.writeHead(302, { location: "/api/daily_papers" }).end(),
      /redirects more than 5 times/,
    ],
    [
      "redirects inside",
      (_, response) => void response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
      /private network/,
    ],
    [
      "drips",
      (_, response) => void response.writeHead(200, { "content-type": "application/json" }).write("["),
      /was not done after/,
    ],
    ["is gone", (_, response) => give(response, "json", "{}", 404), /answered 404/],
  ])(
    "that %s has failed with its cause, is tried again with growing pauses, and is whole in the end",
    (name, serve, cause) =>
      play(
        async (scenario) => {
          const { step, papers, alarms } = scenario;
          await step(`${DAY}T06:00:00Z`, serve, of("failed", cause));
          expect(await step(`${DAY}T06:10:00Z`, null, of("failed"))).toBe(0);
          await step(`${DAY}T06:15:00Z`, null, of("failed"));
          expect(await alarms()).toEqual([]);
          expect(await step(`${DAY}T06:40:00Z`, null, of("failed"))).toBe(0);
          await step(`${DAY}T06:45:00Z`, null, of("failed"));
          expect(await alarms()).toEqual([`huggingface ${DAY} failing`]);
          expect(await papers()).toEqual([]);
          await step(`${DAY}T12:00:00Z`, list(makePapers(4)), of("partial"));
          expect(await alarms()).toEqual([]);
          await settle(scenario, makePapers(4));
          expect(await papers()).toHaveLength(4);
        },
        { maxBytes: 1_000_000, timeoutMs: name === "drips" ? 60 : 5_000 },
      ),
  );

  it("that asks to be left alone for an hour is left alone for an hour", () =>
    play(async ({ step }) => {
      const refuse: Serve = (_, response) => give(response, "json", "{}", 429, { "retry-after": "3600" });
      expect(await step(`${DAY}T06:00:00Z`, refuse, of("failed", /429, asks to wait 3600 s/))).toBe(1);
      expect(await step(`${DAY}T06:59:00Z`, list(makePapers(2)), of("failed"))).toBe(0);
      expect(await step(`${DAY}T07:00:00Z`, null, of("partial"))).toBe(1);
    }));

  it("that asks to wait a few seconds is waited for at once", () =>
    play(async ({ step, room }) => {
      let asked = 0;
      const serve: Serve = (_, response) =>
        asked++ === 0
          ? give(response, "json", "", 429, { "retry-after": "7" })
          : give(response, "json", huggingFaceText(makePapers(2)));
      await step(`${DAY}T06:00:00Z`, serve, of("partial", /2 listings/));
      expect(room.timing.slept).toContain(7_000);
    }));

  it("with a record that cannot be read is partial and names it; the others are taken, and it when it is mended", () =>
    play(async (scenario) => {
      const broken: Serve = (_, response) => {
        const records = JSON.parse(huggingFaceText(makePapers(3)));
        delete records[1].paper.title;
        delete records[1].title;
        give(response, "json", JSON.stringify(records));
      };
      await scenario.step("2026-05-14T04:10:00Z", broken, of("partial", /1 unread: 2605\.00002: title is missing/));
      expect(await scenario.papers()).toEqual(["2605.00001", "2605.00003"]);
      await scenario.step("2026-05-14T09:00:00Z", list(makePapers(3)), of("partial", /no second reading/));
      await scenario.step("2026-05-14T14:00:00Z", null, of("complete"));
      expect(await scenario.papers()).toHaveLength(3);
    }));

  it("that drops a paper later keeps it here, and says that the readings differ until they agree", () =>
    play(async (scenario) => {
      await settle(scenario, makePapers(5));
      await scenario.step("2026-05-15T10:00:00Z", list(makePapers(4)), of("partial", /4 listings; no second reading/));
      await scenario.step("2026-05-15T11:05:00Z", null, of("complete", /4 listings/));
      expect(await scenario.papers()).toHaveLength(5);
    }));

  it("that is not ready for a day that has not begun is waiting, not failed", () =>
    play(async ({ step }) => {
      const early: Serve = (_, response) => give(response, "json", '{"error":"bad date"}', 400);
      await step(`${DAY}T06:00:00Z`, early, of("waiting", /has not begun/));
    }));

  it("is read again daily for a week, then every third day: counters change, papers come late, and a door that is shut unsettles nothing", () =>
    play(async (scenario) => {
      const { step, db, papers } = scenario;
      await settle(scenario, makePapers(3));
      const votes = async () => (await db.selectFrom("paper").select("upvotes").orderBy("id").execute())[0]?.upvotes;
      const rich: Serve = (url, response) =>
        give(response, "json", huggingFaceText(url.searchParams.get("date") === DAY ? makePapers(3) : [], 99));
      await step("2026-05-15T09:00:00Z", rich, of("complete"));
      expect(await votes()).toBe(99);
      await step(
        "2026-05-16T09:00:00Z",
        (_, response) => give(response, "json", "{}", 500),
        of("complete", /as it was; looking again .*500/),
      );
      await step("2026-05-17T09:00:00Z", list(makePapers(4)), of("partial", /4 listings/));
      await step("2026-05-17T10:05:00Z", null, of("complete", /4 listings/));
      expect(await papers()).toHaveLength(4);
      await step("2026-05-19T12:00:00Z", null, of("complete"));
      const last = await db
        .selectFrom("source_day")
        .select("next_look_at")
        .where("listed_on", "=", DAY)
        .executeTakeFirst();
      expect(last?.next_look_at?.toISOString()).toBe("2026-05-20T12:00:00.000Z");
      await step("2026-05-20T12:00:00Z", null, of("complete"));
      const done = await db
        .selectFrom("source_day")
        .select("next_look_at")
        .where("listed_on", "=", DAY)
        .executeTakeFirst();
      expect(done?.next_look_at?.toISOString()).toBe("2026-05-23T12:00:00.000Z"); // and so on for a month
    }));

  it("is caught up after a downtime of three weeks, day by day", () =>
    play(async ({ step, db }) => {
      const daily: Serve = (url, response) => {
        const date = Temporal.PlainDate.from(url.searchParams.get("date") as string);
        give(response, "json", huggingFaceText(date.dayOfWeek >= 6 ? [] : makePapers(2, {}, date.dayOfYear * 10)));
      };
      await step("2026-06-03T12:00:00Z", daily, {
        "2026-05-13": ["partial"],
        "2026-05-16": ["holiday"],
        "2026-06-03": ["partial"],
      });
      await step("2026-06-03T13:02:00Z", null, { "2026-05-29": ["complete"], "2026-06-02": ["complete"] });
      await step("2026-06-04T12:00:00Z", null, { "2026-05-13": ["complete"], "2026-06-03": ["complete"] });
      const days = await db.selectFrom("source_day").select("listed_on").execute();
      expect(days).toHaveLength(23);
    }));
});
