/** Runs, dead letters and days at the operator's desk: sums that balance, who is in which state, and what is missing. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeIn } from "../../src/pipeline/intake.ts";
import { runDay, type Seated, sit } from "../support/desk.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { match, order } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";

const HOSTILE = `<script>alert("x")</script>`;

describe("at the desk", { timeout: 60_000 }, () => {
  let pages: Pages;
  let ada: Seated;
  const db = () => pages.app.database.db;

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
    const addresses = Array.from({ length: 105 }, (_, i) => `reader${String(i).padStart(3, "0")}@example.org`);
    await order(db(), [
      ...addresses.map((address) => ({ address, topics: ["*"], at: "08:00" })),
      { address: "slack:T0123/C0123", topics: ["*"], at: "08:00" },
    ]);
    await takeIn(db(), makeOrder([makeListing({ title: HOSTILE }), ...makeListings(3, {}, 2)]));
    await match(db());
    await runDay(pages, "2026-05-14");
    await sql`update delivery set state = 'rejected', reason = ${`550 ${HOSTILE}`} where id in (1, 2)`.execute(db());
    await sql`update delivery set state = 'unknown', reason = 'the connection was lost' where id = 3`.execute(db());
    ada = await sit(pages);
  }, 60_000);
  afterAll(() => pages.close());

  it("a run shows its balancing sums, and why not all was accepted, with what servers said as text", async () => {
    expect(await ada.read("/operator/runs")).toMatch(/Thu 14 May<\/a><\/td><td>yes<\/td><td class="number">106</);
    const run = await ada.read("/operator/runs/2026-05-14");
    expect(run).toContain("The books balance");
    expect(run).toContain("103 accepted");
    expect(run).toContain("2 rejected");
    expect(run).toContain("550 &lt;script&gt;");
    expect(run).not.toContain("<script");
    expect((await ada.get("/operator/runs/99")).status).toBe(404);
    expect((await ada.get(`/operator/runs/${encodeURIComponent(HOSTILE)}`)).status).toBe(404);
  });

  it("a run lists its readers by state, a hundred at a time, each once", async () => {
    const seen: string[] = [];
    let path: string | null = "/operator/runs/1/readers?state=accepted";
    for (let pagesSeen = 0; path !== null; pagesSeen += 1) {
      expect(pagesSeen).toBeLessThan(3);
      const page = await ada.read(path);
      seen.push(...[...page.matchAll(/readers\/\d+\?on=2026-05-14">([^<]+)</g)].map((found) => found[1] as string));
      path = /<a class="button" href="([^"]+)">More</.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? null;
    }
    expect(seen).toHaveLength(103);
    expect(new Set(seen).size).toBe(103);
    expect(seen).toContain("slack:T0123/C0123");
    const rejected = await ada.read("/operator/runs/1/readers?state=rejected");
    expect(rejected.match(/>reader\d+@example.org</g)).toHaveLength(2);
    expect((await ada.get("/operator/runs/1/readers?state=none")).status).toBe(404);
    for (const state of ["silent", "missed", "pending", "cancelled"])
      expect(await ada.read(`/operator/runs/1/readers?state=${state}`)).toContain("Nobody");
  });

  it("dead letters stand by state with their reason; unknown ones say what that means", async () => {
    const unknown = await ada.read("/operator/letters");
    expect(unknown).toContain("they may come twice");
    expect(unknown).toContain("the connection was lost");
    expect(unknown).toContain("rejected, 2");
    expect(await ada.read("/operator/letters?state=rejected")).toContain("550 &lt;script&gt;");
    expect(await ada.read("/operator/letters?state=rejected&before=2")).not.toContain('delivery=2"');
    await sql`update delivery set updated_at = ${NOON.subtract({ hours: 25 }).toString()}::timestamptz where id = 1`.execute(
      db(),
    );
    const front = await ada.read("/operator");
    expect(front).toContain("1 rejected, 1 unknown</a> in the last 24 hours");
    expect(front).toMatch(/Look at it:[\s\S]*1 ended unknown in the last 24 hours/);
    await sql`update delivery set state = 'accepted' where id = 3`.execute(db());
    expect(await ada.read("/operator")).not.toContain("ended unknown");
    await sql`update delivery set state = 'unknown' where id = 3`.execute(db());
  });

  it("a thread of which only a reply is unknown leads to it, and to handing it over", async () => {
    const { id } = await db()
      .selectFrom("delivery")
      .select("id")
      .where("channel", "=", "slack")
      .where("part", ">", 0)
      .executeTakeFirstOrThrow();
    await sql`update delivery set state = 'accepted' where id = 3`.execute(db());
    await sql`update delivery set state = 'unknown' where id = ${id}`.execute(db());
    const run = await ada.read("/operator/runs/1");
    expect(run).toContain('readers?state=unknown">1 unknown</a>');
    expect(run).toContain("only=unknown");
    expect(await ada.read("/operator/runs/1/readers?state=unknown")).toContain("slack:T0123/C0123");
    await sql`update delivery set state = 'accepted' where id = ${id}`.execute(db());
    await sql`update delivery set state = 'unknown' where id = 3`.execute(db());
  });

  it("the calendar shows a gap, and leads to the day with its cause", async () => {
    await sql`update source set reads_from = '2026-05-10' where name = 'huggingface'`.execute(db());
    await sql`insert into source_day (source, listed_on, state, cause, declared, parsed)
      values ('huggingface', '2026-05-12', 'partial', ${`only a part: ${HOSTILE}`}, 20, 12), ('huggingface', '2026-05-11', 'complete', 'all 31', 31, 31)`.execute(
      db(),
    );
    await sql`insert into intake_alarm (source, listed_on, kind, says, raised_at) values ('huggingface', '2026-05-12', 'late', ${HOSTILE}, ${NOON.toString()})`.execute(
      db(),
    );
    const days = await ada.read("/operator/days");
    expect(days).toContain('aria-label="huggingface, Wed 13 May: gap, 0 read">?</a>');
    expect(days).toContain(">12/20</a>");
    expect(days).toContain(">31</a>");
    expect(days).not.toContain("<script");
    const day = await ada.read("/operator/days/of?source=huggingface&on=2026-05-12");
    expect(day).toContain("only a part: &lt;script&gt;");
    expect(day).toContain("12 read of 20 declared");
    expect(day).toContain("Read it again");
    expect(await ada.read("/operator/days/of?source=huggingface&on=2026-05-13")).toContain("nobody has looked yet");
    expect(await ada.read("/operator")).toContain("/operator/days/of?source=huggingface&amp;on=2026-05-12");
    expect(await ada.read("/operator/days?until=2026-05-01")).toContain("Fri 1 May");
    for (const of of ["source=none&on=2026-05-12", "source=huggingface&on=2026-13-01", "source=huggingface"])
      expect((await ada.get(`/operator/days/of?${of}`)).status).toBe(404);
  });
});
