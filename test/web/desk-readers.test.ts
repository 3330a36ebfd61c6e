/** A reader's whole history at the operator's desk: found, shown, and why a paper came or did not; digests as they were and would be. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveForgottenBefore } from "../../src/db/retention.ts";
import { giveFeedback } from "../../src/membership/feedback.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { mergeByHand } from "../../src/pipeline/merge.ts";
import { runDay, type Seated, sit } from "../support/desk.ts";
import { makeListing, makeOrder, makePageListing, NOON } from "../support/listings.ts";
import { match, order } from "../support/orders.ts";
import { openPages, type Pages, SECRET } from "../support/pages.ts";

const HOSTILE = `</td><script>alert("x")</script> robots`;

describe("a reader at the desk", { timeout: 60_000 }, () => {
  let pages: Pages;
  let operator: Seated;
  const db = () => pages.app.database.db;
  const address = { channel: "email", address: "ada@example.org", key: "ada@example.org" } as const;
  const paper = (n: number) => `2605.0000${n}`;
  const listing = (n: number, wish: object = {}) =>
    makeListing({ arxiv: paper(n), title: `Paper ${n} on robots and zebras`, upvotes: 10 - n, ...wish });
  const why = async (n: number) =>
    (await operator.read(`/operator/readers/1/why?paper=${paper(n)}`)).split("<h1>")[1] as string;

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
    // Paper 9 came long before anybody subscribed.
    await takeIn(db(), makeOrder([listing(9, { listedOn: "2026-05-01" })]));
    const quaggas = { title: "Quaggas", abstract: "Quaggas.", listedOn: "2026-05-13" };
    await takeIn(db(), makeOrder([listing(6, quaggas)]));
    await match(db());
    await order(db(), [
      { address: "ada@example.org", topics: ["robots"], at: "08:00" },
      { address: "slack:T0123/C0123", topics: ["zebras"], at: "08:00" },
      { address: "gone@example.org", topics: ["robots"], at: "08:00" },
    ]);
    await sql`update subscription set cap = 2, threshold = 0.6, name = ${HOSTILE} where id = 1`.execute(db());
    const weak = { title: "Something else 4", abstract: "One of many words on robots." };
    const hidden = { title: "Robots of Mallory 5", authors: [{ name: "Mallory Hidden" }] };
    await giveFeedback(db(), { address, number: 1, kind: "hide-author", hide: "Mallory Hidden" }, NOON);
    await takeIn(
      db(),
      makeOrder([listing(1, { title: HOSTILE }), listing(2), listing(3), listing(4, weak), listing(5, hidden)]),
    );
    await match(db());
    await runDay(pages, "2026-05-14");
    await takeIn(db(), makeOrder([listing(7)], { live: false }));
    await takeIn(db(), makeOrder([listing(8)]));
    await analyseWaiting(db());
    await match(db());
    operator = await sit(pages);
  }, 60_000);
  afterAll(() => pages.close());

  it("is found by address in any case, by a piece of one, by Slack id and by number; of others it says what is known", async () => {
    const seek = async (q: string) =>
      (await operator.get(`/operator/readers?q=${encodeURIComponent(q)}`)).headers.get("location");
    expect(await seek("ADA@example.org")).toBe("/operator/readers/1");
    expect(await seek("T0123/C0123")).toBe("/operator/readers/2");
    expect(await seek("slack:T0123/C0123")).toBe("/operator/readers/2");
    expect(await seek("#2")).toBe("/operator/readers/2");
    for (const [piece, id] of [
      ["c0123", 2],
      ["da@EXAMPLE", 1],
    ])
      expect(await operator.read(`/operator/readers?q=${piece}`)).toContain(`href="/operator/readers/${id}"`);
    // Somebody else whose address only holds it is shown beside, and never taken for them.
    const other = await operator.read("/operator/readers?q=da@example.org");
    expect(other).toContain("da@example.org has never been subscribed");
    expect(other).toContain('href="/operator/readers/1"');
    const several = await operator.read("/operator/readers?q=EXAMPLE");
    expect(several).toContain("Readers whose address holds what was typed");
    expect([...several.matchAll(/readers\/(\d+)">/g)].map(([, id]) => id)).toEqual(["1", "3"]);
    expect((await operator.get(`/operator/readers?q=${encodeURIComponent("%")}`)).status).toBe(404);
    expect(await operator.read("/operator/readers?q=nobody@example.org")).toContain("has never been subscribed");
    const wrong = await operator.get(`/operator/readers?q=${encodeURIComponent(HOSTILE)}`);
    expect([wrong.status, await wrong.text()]).toEqual([404, expect.not.stringContaining("<script")]);
    expect(await operator.read("/operator/readers")).toContain("slack:T0123/C0123");
    expect((await operator.get("/operator/readers/99")).status).toBe(404);
    expect((await operator.get("/operator/readers/x")).status).toBe(404);
  });

  it("has settings, topics, digests with what became of them, and what was said, all as text", async () => {
    const page = await operator.read("/operator/readers/1");
    expect(page).toContain("08:00 in UTC");
    expect(page).toContain("2 papers and 1 more");
    expect(page).toContain(">accepted</a>");
    expect(page).toContain("hide-author");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
  });

  it.each([
    [1, "was in the digest of Thu 14 May"],
    [3, "over the cap of the digest of Thu 14 May"],
    [4, /with strength 0\.\d\d, below the 0\.60/],
    [5, "the reader hid an author or a term"],
    [6, "does not match it"],
    [7, "no live listing has brought it"],
    [8, "waits for the topic’s next digest"],
    [9, "came before the topic was subscribed"],
  ])("is told why paper %i came or did not: %s", async (n, says) => {
    expect(await why(n as number)).toMatch(says);
  });

  it("is told of papers by any of their names, and of none that is not stored", async () => {
    await takeIn(
      db(),
      makeOrder([makePageListing({ title: "The same robots under another title" })], { source: "page" }),
    );
    const { id } = await db().selectFrom("paper").select("id").where("source", "=", "page").executeTakeFirstOrThrow();
    await db()
      .transaction()
      .execute((tx) => mergeByHand(tx, paper(1), String(id), NOON));
    expect(await operator.read(`/operator/readers/1/why?paper=${id}`)).toContain("was in the digest of Thu 14 May");
    // The paper that was shown may be the one that was merged away.
    await sql`update card set paper_id = ${id} where paper_id = 1`.execute(db());
    expect(await why(1)).toContain("was in the digest of Thu 14 May under");
    await sql`update card set paper_id = 1 where paper_id = ${id}`.execute(db());
    expect((await operator.get("/operator/readers/1/why?paper=2601.99999")).status).toBe(404);
    expect((await operator.get(`/operator/readers/1/why?paper=${encodeURIComponent(HOSTILE)}`)).status).toBe(404);
    expect((await operator.get("/operator/readers/99/why?paper=1")).status).toBe(404);
  });

  it("is shown the digest that was sent, the mail in a sandbox, with links that open nothing", async () => {
    const page = await operator.read("/operator/readers/1/digest?on=2026-05-14");
    expect(page).toContain("From what was frozen");
    const [, linked = "none"] = /href="(\/paper\/[^"]+)">Paper 2/.exec(page) ?? [];
    expect((await pages.get(linked)).status).toBeLessThan(400);
    expect(page).toMatch(/1 over the cap, 1 below the threshold, 1 hidden by the reader/);
    expect(page).not.toContain("<script");
    const mail = await operator.get("/operator/readers/1/digest/mail?on=2026-05-14");
    expect(mail.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect([mail.headers.get("cache-control"), mail.headers.get("x-robots-tag")]).toEqual(["no-store", "noindex"]);
    const text = await mail.text();
    expect(text).toContain("Paper 2 on robots");
    const links = [...text.matchAll(/https:\/\/papers\.example\.org(\/(?:preferences|leave|digest|topic)[^"]*)/g)];
    expect(links.length).toBeGreaterThan(2);
    for (const [, path = ""] of links)
      expect((await pages.get(path.replaceAll("&amp;", "&"))).status, path).toBeGreaterThanOrEqual(400);
    expect((await operator.get("/operator/readers/2/digest/mail?on=2026-05-14")).status).toBe(404);
    expect(await operator.read("/operator/readers/2/digest?on=2026-05-14")).toContain('<section class="slack"');
  });

  it("is shown what a run would make now, of this reader alone, and nothing is changed by looking", async () => {
    const before = await pages.snapshot();
    const page = await operator.read("/operator/readers/1/digest?on=2026-05-15");
    expect(page).toContain("It was not made yet");
    expect(page).toContain("Paper 8 on robots");
    expect(await (await operator.get("/operator/readers/1/digest/mail?on=2026-05-15")).text()).toContain(
      "Paper 8 on robots",
    );
    expect(await pages.snapshot()).toBe(before);
    await sql`update subscriber set paused_until = '9999-12-31' where id = 3`.execute(db());
    expect(await operator.read("/operator/readers/3/digest?on=2026-05-15")).toContain("gets none as it is now");
    for (const path of ["99/digest?on=2026-05-15", "1/digest?on=2026-02-30", "1/digest"])
      expect((await operator.get(`/operator/readers/${path}`)).status).toBe(404);
  });

  it("is told that what was forgotten is not kept, rather than what would be made now", async () => {
    await saveForgottenBefore(db(), "2026-05-10");
    const page = await operator.read("/operator/readers/1/digest?on=2026-05-09");
    expect(page).toContain("is not kept any more");
    expect(page).not.toContain("It was not made yet");
    expect((await operator.get("/operator/readers/1/digest/mail?on=2026-05-09")).status).toBe(404);
    expect(await operator.read("/operator/readers/1/digest?on=2026-05-14")).toContain("From what was frozen");
  });

  it("has the dates that nothing made up for, with their cause", async () => {
    const { id } = await db().selectFrom("run").select("id").executeTakeFirstOrThrow();
    await db()
      .insertInto("missed")
      .values({ subscriber_id: 1, local_on: "2026-05-12", run_id: id, cause: HOSTILE, digest_id: null })
      .execute();
    const page = await operator.read("/operator/readers/1");
    expect(page).toContain("Missed dates");
    expect(page).not.toContain("<script");
    expect(await operator.read(`/operator/runs/${id}/readers?state=missed`)).toContain("ada@example.org");
  });

  it("is nothing but the books once forgotten: why an operator acted goes too", async () => {
    await operator.act("/operator/acts/suppress", {
      address: "gone@example.org",
      reason: "Mallory Gone asked by phone",
    });
    await operator.act("/operator/acts/release", { address: "gone@example.org" });
    const gone = { channel: "email", address: "gone@example.org", key: "gone@example.org" } as const;
    expect(JSON.stringify(await exportReader(db(), gone))).toContain("Mallory Gone");
    // It stands once more, so that nobody brings them back without asking.
    await operator.act("/operator/acts/suppress", { address: "gone@example.org", reason: "Mallory Gone again" });
    await eraseReader(db(), gone, SECRET, NOON);
    const page = await operator.read("/operator/readers/3");
    expect(page).toContain("Reader 3, forgotten");
    expect(page).not.toContain("gone@");
    expect(await pages.snapshot()).not.toMatch(/gone@example|Mallory Gone/);
    expect(await operator.read("/operator/readers?q=gone@example.org")).toMatch(/since .*: the operator/);
    expect(await operator.act("/operator/acts/release", { address: "gone@example.org" })).toContain("written to again");
    expect(await operator.read("/operator/readers?q=gone@example.org")).toContain("no: it may be");
  });
});
