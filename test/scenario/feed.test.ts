/** A week of a feed that goes wrong: ids that are rewritten, what has not changed, and what it no longer shows. */
import { expect, it } from "vitest";
import { describeOnBoth } from "../support/databases.ts";
import { give, type Serve } from "../support/reading-room.ts";
import { playScenario, type Scenario } from "../support/scenario.ts";
import { feedText } from "../support/source-texts.ts";

const DAY = "2026-05-13";

describeOnBoth("a feed", (open) => {
  const play = async (run: (scenario: Scenario) => Promise<void>) =>
    playScenario((await open()).db, { source: ["FEED"], from: DAY }, run);
  const feed =
    (items: { key: string; day: string | null; title?: string }[], headers = {}): Serve =>
    (_, response) =>
      give(response, "xml", feedText(items), 200, headers);
  const items = [
    { key: "a", day: DAY },
    { key: "b", day: DAY },
    { key: "old", day: "2026-04-01" },
    { key: "recent", day: "2026-05-10" },
  ];

  it("gives the items of the last week, under the days they bear, and leaves older ones out", () =>
    play(async ({ step, papers, db }) => {
      await step("2026-05-13T09:00:00Z", feed(items), {
        [DAY]: ["partial", /2 listings; its day is not over \(1 items from before the last 7 days left out\)/],
      });
      await step("2026-05-14T00:10:00Z", null, { [DAY]: ["complete"] });
      expect(await papers()).toHaveLength(3);
      const days = await db.selectFrom("listing").select(["source_key", "listed_on"]).orderBy("source_key").execute();
      expect(days.map((row) => `${row.source_key} ${row.listed_on}`)).toEqual([
        `a ${DAY}`,
        `b ${DAY}`,
        "recent 2026-05-10",
      ]);
    }));

  it("that gives old items new ids brings nothing twice", () =>
    play(async ({ step, papers }) => {
      await step("2026-05-13T09:00:00Z", feed(items), {});
      const renamed = items.map((item) => ({ ...item, key: `${item.key}-v2`, day: "2026-04-02" }));
      await step("2026-05-13T14:00:00Z", feed([...items, ...renamed]), { [DAY]: ["partial"] });
      expect(await papers()).toHaveLength(3);
    }));

  it("is asked whether it changed, and two answers of no agree", () =>
    play(async ({ step, db }) => {
      const asked: unknown[] = [];
      const tagged: Serve = (_, response, request) => {
        asked.push(request.headers["if-none-match"]);
        if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
        else give(response, "xml", feedText(items), 200, { etag: '"1"' });
      };
      await step("2026-05-13T09:00:00Z", tagged, { [DAY]: ["partial"] });
      await step("2026-05-14T00:10:00Z", null, { [DAY]: ["complete", /two readings agree \(unchanged\)/] });
      expect(asked.slice(0, 2)).toEqual([undefined, '"1"']);
      expect(await db.selectFrom("source").select("etag").where("kind", "=", "feed").execute()).toEqual([
        { etag: '"1"' },
      ]);
    }));

  it("with an item without a date lists it under the day it was first seen, once", () =>
    play(async ({ step, papers, db }) => {
      const undated = feed([{ key: "u", day: null }]);
      await step("2026-05-13T09:00:00Z", undated, { [DAY]: ["partial", /1 listings/] });
      await step("2026-05-14T09:00:00Z", undated, { "2026-05-14": ["waiting"] });
      expect(await papers()).toHaveLength(1);
      expect(await db.selectFrom("listing").select("listed_on").execute()).toEqual([{ listed_on: DAY }]);
    }));

  it.each<[string, Serve, RegExp]>([
    [
      "is malformed",
      (_, response) => give(response, "xml", feedText(items).replace("</title>", "")),
      /not well-formed|breaks off/,
    ],
    ["breaks off", (_, response) => give(response, "xml", feedText(items).slice(0, 700)), /breaks off at line/],
    ["is a web page", (_, response) => give(response, "html", "<html>"), /text\/html where a feed was expected/],
    ["is HTML under another name", (_, response) => give(response, "xml", "<!doctype html><html></html>"), /web page/],
    ["is JSON but no feed", (_, response) => give(response, "json", '{"hello":1}'), /not an RSS, Atom or JSON feed/],
    [
      "redirects inside",
      (_, response) => void response.writeHead(302, { location: "http://192.168.0.1/" }).end(),
      /private network/,
    ],
  ])("that %s has failed and is made good", (_, serve, cause) =>
    play(async ({ step, papers }) => {
      await step("2026-05-13T09:00:00Z", serve, { [DAY]: ["failed", cause] });
      await step("2026-05-13T10:00:00Z", feed(items), { [DAY]: ["partial"] });
      expect(await papers()).toHaveLength(3);
    }),
  );

  it("that was not read for days is caught up with what it still holds", () =>
    play(async ({ step, papers }) => {
      await step("2026-05-13T09:00:00Z", feed(items), {});
      const later = [...items, { key: "c", day: "2026-05-15" }, { key: "d", day: "2026-05-16" }];
      await step("2026-05-17T09:00:00Z", feed(later), {
        "2026-05-15": ["partial", /1 listings/],
        "2026-05-14": ["waiting"],
      });
      await step("2026-05-17T10:30:00Z", null, {
        "2026-05-15": ["complete"],
        "2026-05-14": ["empty"],
        "2026-05-16": ["complete"],
      });
      expect(await papers()).toHaveLength(5);
    }));

  it("that was not read for longer than a week brings what it still shows, and says of which days it shows no more", () =>
    play(async ({ step, papers, db }) => {
      await step("2026-05-13T09:00:00Z", feed(items), { [DAY]: ["partial"] });
      await step("2026-05-14T00:10:00Z", null, { [DAY]: ["complete"] });
      const since = [
        { key: "c", day: "2026-05-17" },
        { key: "d", day: "2026-05-18" },
        { key: "e", day: "2026-05-27" },
      ];
      const gone =
        /^0 listings; the feed reaches back to 2026-05-17 only: what it showed before cannot be read any more$/;
      await step("2026-05-28T09:00:00Z", feed(since), {
        "2026-05-14": ["partial", gone],
        "2026-05-16": ["partial", gone],
        "2026-05-17": ["partial", /no second reading/],
        [DAY]: ["complete", /as it was/],
      });
      await step("2026-05-28T10:30:00Z", null, {
        "2026-05-16": ["partial", gone],
        "2026-05-27": ["complete"],
      });
      await step("2026-05-29T10:30:00Z", null, { "2026-05-17": ["complete"], "2026-05-20": ["empty"] });
      expect(await papers()).toHaveLength(6);
      const left = await db
        .selectFrom("source_day")
        .select(["listed_on", "next_look_at"])
        .where("state", "=", "partial")
        .orderBy("listed_on")
        .execute();
      expect(left.map((row) => [row.listed_on, row.next_look_at])).toEqual(
        ["2026-05-14", "2026-05-15", "2026-05-16"].map((day) => [day, null]),
      );
    }));

  it("whose items have gone from it keeps the days that were whole", () =>
    play(async ({ step, db }) => {
      await step("2026-05-13T09:00:00Z", feed(items), {});
      await step("2026-05-14T00:10:00Z", null, { [DAY]: ["complete"] });
      await step("2026-05-15T09:00:00Z", feed([{ key: "c", day: "2026-05-15" }]), { [DAY]: ["complete", /as it was/] });
      const day = await db
        .selectFrom("source_day")
        .select("parsed")
        .where("listed_on", "=", DAY)
        .executeTakeFirstOrThrow();
      expect(day.parsed).toBe(2);
    }));
});
