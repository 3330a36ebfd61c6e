/** Back-filling arXiv: every paper of the span once, nothing new to readers, and a call that goes on where one stopped. */
import { expect, it } from "vitest";
import { type BackfillOrder, type BackfillProgress, backfillArxiv } from "../../src/pipeline/backfill.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListing, makeOrder } from "../support/listings.ts";
import { match, matches, order } from "../support/orders.ts";
import { give, openReadingRoom, type ReadingRoom, type Serve } from "../support/reading-room.ts";
import { arxivApiText, makePapers, oaiErrorText, oaiText } from "../support/source-texts.ts";

const SPAN: BackfillOrder = { category: "cs.CL", from: "2026-05-04", to: "2026-05-08", route: "api" };
const windowOf = (url: URL) =>
  /submittedDate:\[(\d{8})0000 TO (\d{8})2359\]/.exec(url.searchParams.get("search_query") ?? "")?.[1] ?? "none";
/** Three papers a day, the days' own. */
const daily: Serve = (url, response) => {
  const day = windowOf(url);
  give(
    response,
    "xml",
    arxivApiText(
      makePapers(3, {}, Number(day.slice(4)) * 10),
      3,
      `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T15:00:00Z`,
    ),
  );
};

describeOnBoth("a back-fill of arXiv", (open) => {
  async function play(
    run: (tools: {
      db: TestDatabase["db"];
      room: ReadingRoom;
      fill(change?: Partial<BackfillOrder>): ReturnType<typeof backfillArxiv>;
      steps: BackfillProgress[];
    }) => Promise<void>,
  ) {
    const { db } = await open();
    const room = await openReadingRoom(db);
    const steps: BackfillProgress[] = [];
    try {
      room.at("2026-06-01T12:00:00Z");
      await room.add("arxiv", "cs.CL");
      const tools = {
        clock: room.tools.clock,
        http: room.http,
        addresses: room.arxiv,
        onStep: (step: BackfillProgress) => steps.push(step),
      };
      await run({ db, room, steps, fill: (change) => backfillArxiv(db, { ...SPAN, ...change }, tools) });
    } finally {
      await room.close();
    }
  }

  it("takes each day's papers under the day of their announcement, tells its progress, and matches nothing", () =>
    play(async ({ db, room, fill, steps }) => {
      await order(db, [{ address: "ada@example.org", topics: ["*"] }]);
      room.serve(daily);
      expect(await fill()).toMatchObject({ done: 5, of: 5, listings: 15, new: 15, failure: null });
      expect(steps.map(({ done, listings }) => [done, listings])).toEqual([
        [1, 3],
        [2, 6],
        [3, 9],
        [4, 12],
        [5, 15],
      ]);
      const days = await db
        .selectFrom("listing")
        .select(["listed_on", "live"])
        .distinct()
        .orderBy("listed_on")
        .execute();
      expect(days.map((row) => `${row.listed_on} ${row.live}`)).toEqual(
        ["2026-05-05", "2026-05-06", "2026-05-07", "2026-05-08", "2026-05-11"].map((day) => `${day} false`),
      );
      await match(db);
      expect(await matches(db)).toEqual([]);
      expect(await db.selectFrom("source_day").selectAll().execute()).toEqual([]);
    }));

  it("makes a match when a live listing of the paper comes", () =>
    play(async ({ db, room, fill }) => {
      await order(db, [{ address: "ada@example.org", topics: ["source:arxiv OR source:huggingface"] }]);
      room.serve(daily);
      await fill({ to: "2026-05-04" });
      await takeIn(db, makeOrder([makeListing({ arxiv: "2605.05040" })]));
      await match(db);
      expect((await matches(db)).map((each) => each.split("@")[0])).toEqual(["2605.05040"]);
    }));

  it("that stops goes on behind the last day that was done, without asking again for what it has", () =>
    play(async ({ db, room, fill }) => {
      room.serve((url, response, request) =>
        windowOf(url) === "20260506" ? give(response, "xml", "<feed", 200) : daily(url, response, request),
      );
      expect(await fill()).toMatchObject({
        done: 2,
        new: 6,
        failure: expect.stringMatching(/^2026-05-06: .*breaks off/),
      });
      const asked = room.web.asked.length;
      room.serve(daily);
      expect(await fill()).toMatchObject({ done: 5, listings: 15, new: 15, failure: null });
      expect(room.web.asked.slice(asked).map((path) => windowOf(new URL(path, "http://x")))).toEqual([
        "20260506",
        "20260507",
        "20260508",
      ]);
      expect(await db.selectFrom("paper").select("id").execute()).toHaveLength(15);
    }));

  it("whose day comes short stops there and says so: half a day is not passed over", () =>
    play(async ({ room, fill }) => {
      room.serve((_, response) => give(response, "xml", arxivApiText(makePapers(2), 3)));
      expect(await fill()).toMatchObject({
        done: 0,
        failure: expect.stringContaining("2026-05-04: 2 of 3 declared papers came"),
      });
    }));

  it("done twice finds everything seen", () =>
    play(async ({ room, fill }) => {
      room.serve(daily);
      await fill();
      expect(await fill()).toMatchObject({ done: 5, listings: 15, new: 0, failure: null });
    }));

  const page = (first: number, changed: string, created = "2026-05-05") =>
    makePapers(2, {}, first).map((paper) => ({ ...paper, created, changed }));
  const TOKEN = "verb%3DListRecords%26metadataPrefix%3DarXiv%26skip%3D2";

  it("by harvest follows tokens, encoded once more, and leaves out what was submitted at other times", () =>
    play(async ({ db, room, fill }) => {
      room.serve((url, response) => {
        const token = url.searchParams.get("resumptionToken");
        if (token === null)
          return give(
            response,
            "xml",
            oaiText([...page(1, "2026-05-06"), ...page(90, "2026-05-06", "2019-01-01")], TOKEN),
          );
        give(response, "xml", oaiText(page(11, "2026-05-09"), null));
      });
      expect(await fill({ route: "oai" })).toMatchObject({ listings: 4, new: 4, failure: null });
      expect(room.web.asked).toEqual([
        "/oai?verb=ListRecords&metadataPrefix=arXiv&from=2026-05-04&set=cs%3Acs%3ACL",
        `/oai?verb=ListRecords&resumptionToken=${encodeURIComponent(TOKEN)}`,
      ]);
      expect(await db.selectFrom("paper").select("id").execute()).toHaveLength(4);
    }));

  it("by harvest that stops goes on with its token, and from its last day when the token is refused or too old", () =>
    play(async ({ room, fill }) => {
      let down = true;
      const serve: Serve = (url, response) => {
        if (url.searchParams.has("from"))
          return give(
            response,
            "xml",
            oaiText(
              page(1, url.searchParams.get("from") === "2026-05-06" ? "2026-05-07" : "2026-05-06"),
              down ? TOKEN : null,
            ),
          );
        if (down) return give(response, "html", "down", 503);
        give(response, "xml", oaiErrorText("badResumptionToken"));
      };
      room.serve(serve);
      expect(await fill({ route: "oai" })).toMatchObject({ listings: 2, failure: expect.stringContaining("503") });
      down = false;
      const asked = room.web.asked.length;
      expect(await fill({ route: "oai" })).toMatchObject({ listings: 4, new: 2, failure: null });
      expect(room.web.asked.slice(asked)).toEqual([
        expect.stringContaining("resumptionToken="),
        expect.stringContaining("from=2026-05-06"),
      ]);
      down = true;
      await fill({ route: "oai" });
      down = false;
      room.at("2026-06-02T00:00:01Z");
      const again = room.web.asked.length;
      await fill({ route: "oai" });
      expect(room.web.asked.slice(again)).toEqual([expect.stringContaining("from=2026-05-06")]);
    }));

  it("by harvest with another error stops with its reason", () =>
    play(async ({ room, fill }) => {
      room.serve((_, response) => give(response, "xml", oaiErrorText("badArgument")));
      expect(await fill({ route: "oai" })).toMatchObject({ failure: expect.stringContaining("the error badArgument") });
    }));
});
