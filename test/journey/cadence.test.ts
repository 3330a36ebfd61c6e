/** Which days bring a digest, a note or silence: cadences and quiet days over some weeks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStation, type Station } from "../support/station.ts";

const NOWHERE = '"nothing is ever called this"';

describe("the days of a reader", { timeout: 120_000 }, () => {
  let station: Station;
  beforeEach(async () => {
    station = await openStation({});
    station.at("2026-05-13T12:00:00Z");
  });
  afterEach(() => station.close());

  /** Runs each day in turn, in the morning after its intake. */
  async function runDays(from: string, to: string): Promise<Map<string, Awaited<ReturnType<Station["run"]>>>> {
    const reports = new Map<string, Awaited<ReturnType<Station["run"]>>>();
    for (
      let day = Temporal.PlainDate.from(from);
      Temporal.PlainDate.compare(day, to) <= 0;
      day = day.add({ days: 1 })
    ) {
      station.at(`${day}T05:00:00Z`);
      const before = day.subtract({ days: 1 }).toString();
      if (before === "2026-05-13" || before === "2026-05-14") await station.intake(before);
      const report = await station.run(day.toString());
      const { planned, digests, notes, silent, deliveries } = report.books;
      expect(report.imbalance).toEqual([]);
      expect(planned).toBe(digests + notes + silent);
      expect(deliveries.accepted ?? 0).toBe(digests + notes);
      reports.set(day.toString(), report);
    }
    return reports;
  }

  const listDigests = (address: string) =>
    station.db
      .selectFrom("digest")
      .innerJoin("subscriber", "subscriber.id", "digest.subscriber_id")
      .leftJoin("message", "message.digest_id", "digest.id")
      .select(["local_on", "digest.kind", "cause", "holiday", "message.id as message"])
      .where("subscriber.address", "=", address)
      .orderBy("local_on")
      .execute();
  const days = async (address: string) => (await listDigests(address)).map((each) => each.local_on.slice(5));

  it("follow the cadence of each subscription, and a weekly section holds the whole week", async () => {
    const order = (name: string, cadence: string) => ({ address: `${name}@example.org`, topics: ["*"], cadence });
    await station.subscribe(
      order("daily", "daily"),
      order("weekdays", "weekdays"),
      order("monday", "weekly"),
      order("friday", "weekly:friday"),
      order("first", "monthly"),
      order("fifteenth", "monthly:15"),
      order("both", "daily"),
      { address: "both@example.org", topics: ["agent OR agents"], cadence: "weekly:fri" },
    );
    const reports = await runDays("2026-05-14", "2026-05-19");
    expect(await days("daily@example.org")).toEqual(["05-14", "05-15", "05-16", "05-17", "05-18", "05-19"]);
    expect(await days("weekdays@example.org")).toEqual(["05-14", "05-15", "05-18", "05-19"]);
    expect(await days("monday@example.org")).toEqual(["05-18"]);
    expect(await days("friday@example.org")).toEqual(["05-15"]);
    expect(await days("first@example.org")).toEqual([]);
    expect(await days("fifteenth@example.org")).toEqual(["05-15"]);
    expect(reports.get("2026-05-14")).toMatchObject({ digests: 3 });
    const counted = await station.db
      .selectFrom("shown")
      .innerJoin("subscriber", "subscriber.id", "shown.subscriber_id")
      .select(["address", (eb) => eb.fn.countAll<number>().as("papers")])
      .groupBy("address")
      .execute();
    // The seeds hold 31 and 26 papers; everybody who was due at all has had them all, shown or linked.
    const all = ["both", "daily", "fifteenth", "friday", "monday", "weekdays"].map((name) => [
      `${name}@example.org`,
      57,
    ]);
    expect(counted.map((each) => [each.address, each.papers]).sort()).toEqual(all);
  });

  it("bring a note on the first quiet day of a stretch and on every seventh, none on Hugging Face's weekend", async () => {
    await station.subscribe({ address: "quiet@example.org", topics: [NOWHERE] });
    const reports = await runDays("2026-05-14", "2026-06-02");
    const all = await listDigests("quiet@example.org");
    expect(all).toHaveLength(20);
    expect(all.every((each) => each.kind === "quiet" && each.cause)).toBe(true);
    const noted = all.filter((each) => each.message !== null).map((each) => each.local_on);
    expect(noted).toEqual(["2026-05-14", "2026-05-22", "2026-06-02"]);
    expect(all.filter((each) => each.holiday).map((each) => each.local_on)).toEqual([
      "2026-05-17",
      "2026-05-18",
      "2026-05-24",
      "2026-05-25",
      "2026-05-31",
      "2026-06-01",
    ]);
    expect(all[0]?.cause).toBe("Nothing matched your topic among the 31 papers read.");
    expect(all[1]?.cause).toBe("Nothing matched your topic among the 26 papers read since Thu 14 May.");
    expect(all[2]?.cause).toMatch(/^No new papers have been read since Fri 15 May/);
    expect(all[3]?.cause).toBe("Hugging Face lists no papers on Saturdays and Sundays.");
    expect(reports.get("2026-05-15")?.books).toMatchObject({ planned: 1, digests: 0, notes: 0, silent: 1 });
  });

  it("begin a new stretch after a digest with papers", async () => {
    await station.subscribe({ address: "ada@example.org", topics: ["agent OR agents"] });
    await runDays("2026-05-13", "2026-05-17");
    expect((await listDigests("ada@example.org")).map((each) => [each.kind, each.message !== null])).toEqual([
      ["quiet", true],
      ["digest", true],
      ["digest", true],
      ["quiet", true],
      ["quiet", false],
    ]);
  });

  it("start with the last complete day for a reader who comes later, and then go on", async () => {
    await station.intake("2026-05-13");
    station.at("2026-05-15T04:00:00Z");
    await station.intake("2026-05-14");
    await station.subscribe({ address: "late@example.org", topics: ["*"] });
    station.at("2026-05-15T05:00:00Z");
    const run = await station.run("2026-05-15");
    expect(run).toMatchObject({ digests: 1, items: 10 });
    const listed = await station.db
      .selectFrom("shown")
      .innerJoin("listing", "listing.paper_id", "shown.paper_id")
      .select("listed_on")
      .execute();
    expect(listed).toHaveLength(26);
    expect(new Set(listed.map((each) => each.listed_on))).toEqual(new Set(["2026-05-14"]));
  });
});
