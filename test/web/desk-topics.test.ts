/** Topics and readers at the operator's desk: counted by day and by topic, and nobody's rare words shown. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { giveFeedback } from "../../src/membership/feedback.ts";
import { leave } from "../../src/membership/leave.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { type Seated, sit } from "../support/desk.ts";
import { makeListings, makeOrder, NOON } from "../support/listings.ts";
import { order } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";

describe("topics at the desk", { timeout: 60_000 }, () => {
  let pages: Pages;
  let operator: Seated;
  const db = () => pages.app.database.db;
  const mailbox = (name: string) =>
    ({ channel: "email", address: `${name}@example.org`, key: `${name}@example.org` }) as const;
  const row = (page: string, topic: string) =>
    new RegExp(`<td[^>]*>${topic}.*?</tr>`, "s")
      .exec(page)?.[0]
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim();

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
    await order(
      db(),
      ["a", "b", "c"].map((name) => ({ address: `${name}@example.org`, topics: ["robots", "#pretraining"] })),
      NOON.subtract({ hours: 48 }),
    );
    await order(db(), [{ address: "d@example.org", topics: ["my rare disease", "#trending"] }]);
    await order(db(), [{ address: "e@example.org", topics: ["my rare disease"] }]);
    await takeIn(db(), makeOrder(makeListings(2)));
    for (const [name, kind] of [
      ["a", "save"],
      ["b", "save"],
      ["c", "less"],
    ] as const)
      await giveFeedback(db(), { address: mailbox(name), number: 1, kind, paperId: 1 }, NOON);
    await leave(db(), mailbox("e"), NOON, false);
    operator = await sit(pages);
  }, 60_000);
  afterAll(() => pages.close());

  it("shows what everybody may know, and readers' own queries only from three readers on", async () => {
    const page = await operator.read("/operator/topics");
    expect(row(page, "robots")).toBe("robots 3 2 0 1");
    expect(row(page, "Pre-training")).toBe("Pre-training 3 0 0 0");
    expect(row(page, "Trending")).toBe("Trending 1 0 0 0");
    expect(page).not.toContain("disease");
    expect(page).toContain("1 topic of fewer than 3 readers each (1 subscription in all)");
  });

  it("counts by day who came, who left and what was said, without who it was", async () => {
    const page = await operator.read("/operator/topics");
    expect(row(page, "Tue 12 May")).toBe("Tue 12 May 3 0 0 0 0");
    expect(row(page, "Thu 14 May")).toBe("Thu 14 May 2 1 2 0 1");
    expect(page).toContain('role="img" aria-label="5 new readers from Wed 15 Apr to Thu 14 May');
    expect(page).not.toContain("@example.org");
    expect(await operator.read("/operator")).toMatch(/Came today<\/dt><dd>2 readers/);
    expect(await operator.read("/operator")).toMatch(/Left today<\/dt><dd>1 reader</);
  });

  it("does not count as left who ended one topic and keeps another", async () => {
    await sql`update subscription set ended_at = ${NOON.toString()} where subscriber_id = 1 and number = 1`.execute(
      db(),
    );
    expect(row(await operator.read("/operator/topics"), "Thu 14 May")).toMatch(/^Thu 14 May 2 1 /);
  });

  it("goes on behind the last of a page, each topic once", async () => {
    const later = await operator.read("/operator/topics?readers=3&after=99999");
    expect(later).toContain("Trending");
    expect(later).not.toContain("Pre-training");
    expect(later).not.toContain("The last 30 days");
  });

  it("shows a query of readers once a third has it", async () => {
    await order(
      db(),
      ["f", "g"].map((name) => ({ address: `${name}@example.org`, topics: ["my rare disease"] })),
    );
    expect(await operator.read("/operator/topics")).toContain("disease");
  });
});
