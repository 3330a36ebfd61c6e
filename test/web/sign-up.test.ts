/** Signing up: one mail that asks, nothing before it is confirmed, the same answer to everybody, and limits for those who try. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { compileAllDue } from "../../src/pipeline/compile-all.ts";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";
import { match } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";

const FORM = {
  do: "sign-up",
  address: "ada@example.org",
  topic: "",
  zone: "Europe/Berlin",
  at: "07:00",
  cadence: "daily",
};

describe("signing up", { timeout: 60_000 }, () => {
  let pages: Pages;
  const db = () => pages.app.database.db;
  const ask = (change: Partial<typeof FORM> = {}, client = "203.0.113.5") =>
    pages.post("/sign-up", { ...FORM, ...change }, { "x-forwarded-for": client });
  const count = async (table: "signup" | "message" | "subscriber" | "subscription") =>
    Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db())).rows[0]?.n);

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org", SIGNUP: "open" });
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(async () => {
    pages.at(NOON);
    await sql`truncate signup, message, delivery, subscriber, subscription, digest, suppression restart identity cascade`.execute(
      db(),
    );
  });

  async function deliver() {
    await deliverDue(db(), { ...(await pages.app.orderDelivery()), closeStopped: true });
  }
  async function readMails(): Promise<string[]> {
    const folder = join(pages.app.outboxFolder, "email");
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".eml")).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  }

  it("goes from an address alone to a mail, a button, and the first digest at once", async () => {
    await takeIn(
      db(),
      makeOrder([makeListing({ title: "A trending paper", listedOn: "2026-05-13" })], { listedOn: "2026-05-13" }),
    );
    await analyseWaiting(db());
    await match(db());
    const asked = await ask();
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining("Check your mail")]);
    expect([await count("subscriber"), await count("message")]).toEqual([0, 1]);
    await deliver();
    const [mail = ""] = await readMails();
    expect(mail).toMatch(/^To: ada@example\.org\r$/m);
    expect(mail).not.toMatch(/^List-Unsubscribe/im);
    const path =
      /https:\/\/papers\.example\.org(\/confirm\/[a-z2-7]{36})/.exec(mail.replaceAll("=\r\n", ""))?.[1] ?? "";
    expect(path).toBe(pages.link("confirm", 1));
    expect(await (await pages.get(path)).text()).toContain("Start your digest?");
    expect(await count("subscriber")).toBe(0);
    for (let i = 0; i < 2; i += 1) expect(await (await pages.post(path)).text()).toContain("You are subscribed");
    expect([await count("subscriber"), await count("subscription")]).toEqual([1, 1]);
    const order = { ...(await pages.app.orderDelivery()), now: NOON, late: [] };
    const compiled = await compileAllDue(order, (work) => db().transaction().execute(work));
    expect(compiled).toMatchObject({ digests: 1, items: 1 });
    await deliver();
    const mails = await readMails();
    expect(mails.some((each) => /^List-Unsubscribe: <https:\/\/papers\.example\.org\/leave\//im.test(each))).toBe(true);
    expect(mails.join("\n").replaceAll("=\r\n", "")).toContain("this is your first digest");
    await sayOnTheWeb(mails);
    const again = await compileAllDue(order, (work) => db().transaction().execute(work));
    expect(again).toMatchObject({ digests: 0, quiet: 0 });
  });

  /** The digest's own page takes what is said of its papers, and of no others. */
  async function sayOnTheWeb(mails: string[]): Promise<void> {
    const path = /\/digest\/[a-z2-7]{36}/.exec(mails.join("\n").replaceAll("=\r\n", ""))?.[0] ?? "";
    expect(path).toBe(pages.link("digest", 1));
    const before = await pages.snapshot();
    expect(await (await pages.get(path)).text()).toMatch(/A trending paper[\s\S]*More like this/);
    const stranger = await pages.post(path, { do: "more", number: "1", paper: "999" });
    expect(await stranger.text()).toContain("not in this digest");
    for (const form of [{ do: "praise", number: "1", paper: "1" }, { do: "more" }, {}])
      expect(await (await pages.post(path, form as Record<string, string>)).text()).toContain("nothing was changed");
    expect(await pages.snapshot()).toBe(before);
    const told = await (await pages.post(path, { do: "save", number: "1", paper: "1" })).text();
    expect(told).toMatch(/Noted for “Trending”[\s\S]*aria-pressed="true">✓ Saved/);
    expect(await db().selectFrom("feedback").select(["kind", "paper_id"]).execute()).toEqual([
      { kind: "save", paper_id: 1 },
    ]);
  }

  it("answers the same to a known address, a new one, and one that must not be written to", async () => {
    await ask();
    await pages.post(pages.link("confirm", 1));
    await db()
      .insertInto("suppression")
      .values({ channel: "email", address_key: "gone@example.org", reason: "bounced", created_at: NOON.toString() })
      .execute();
    const answers = await Promise.all(
      ["ada@example.org", "new@example.org", "gone@example.org"].map(async (address) =>
        (await ask({ address })).text(),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    const messages = await db().selectFrom("message").select("address_key").where("kind", "=", "confirm").execute();
    expect(messages.map((row) => row.address_key).sort()).toEqual([
      "ada@example.org",
      "ada@example.org",
      "new@example.org",
    ]);
  });

  it("warns of a domain whose addresses end, the same to a known address, a new one, one barred and one asked for too often", async () => {
    const known = "ada@sub.mailinator.com";
    await ask({ address: known });
    await pages.post(pages.link("confirm", 1));
    await db()
      .insertInto("suppression")
      .values({ channel: "email", address_key: "gone@mailinator.com", reason: "bounced", created_at: NOON.toString() })
      .execute();
    const answers: string[] = [];
    for (const address of [known, "new@Mailinator.com", "gone@mailinator.com", known, known])
      answers.push(await (await ask({ address })).text());
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain(
      "mailinator.com gives addresses that end after a while; digests that come back end the subscription. Use a lasting one if you can.",
    );
    expect(await (await ask()).text()).not.toContain("Use a lasting one");
    expect(await count("subscriber")).toBe(1);
  });

  it("mails an address three times a day at most, however often it is asked for, by a thousand at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => ask({ address: "Ada@Example.org" }, `203.0.${i >> 8}.${i & 255}`)),
    );
    expect(await count("message")).toBe(3);
    const [first] = await Promise.all(answers.filter(({ status }) => status === 200).map((answer) => answer.text()));
    expect(first).toContain("Check your mail");
    pages.at(NOON.add({ hours: 25 }));
    await ask();
    expect(await count("message")).toBe(4);
  });

  it("lets one client ask so often and no more, and tells it", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 25; i += 1) statuses.push((await ask({ address: `reader${i}@example.org` })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.slice(20)).toEqual(Array(5).fill(429));
    expect((await ask({ address: "other@example.org" }, "203.0.113.6")).status).toBe(200);
  });

  it("refuses a link that is too old, and one that was made up", async () => {
    await ask();
    pages.at(NOON.add({ hours: 49 }));
    expect((await pages.get(pages.link("confirm", 1))).status).toBe(410);
    expect((await pages.post(pages.link("confirm", 1))).status).toBe(410);
    expect((await pages.get("/confirm/x")).status).toBe(404);
    expect((await pages.post(pages.link("confirm", 77))).status).toBe(410);
    expect(await count("subscriber")).toBe(0);
  });

  it.each([
    [{ address: "no address" }, /is no address/],
    [{ address: "slack:C0123ABCD" }, /mailboxes sign up/],
    [{ topic: '"open' }, /never closed/],
    [{ topic: "#nothing" }, /no topic/],
    [{ zone: "Nowhere/Land" }, /zone/i],
    [{ at: "99:99" }, /hour|time/i],
    [{ address: "a@example.org\r\nBcc: b@example.org" }, /is no address/],
    [{ address: "<script>alert(1)</script>@example.org" }, /&lt;script&gt;/],
  ])("keeps what was typed and says what is wrong with %j", async (change, says) => {
    const answer = await ask(change);
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toMatch(says);
    expect(text).not.toContain("<script>alert");
    expect(await count("signup")).toBe(0);
  });

  it("takes topics of one's own and of the catalogue together", async () => {
    await pages.post("/sign-up", [
      ...Object.entries({ ...FORM, topic: "robots -survey" }),
      ["slug", "agents"],
      ["slug", "mixture-of-experts"],
    ]);
    const row = await db().selectFrom("signup").select("topics").executeTakeFirst();
    expect(row?.topics).toEqual(["robots -survey", "#agents", "#mixture-of-experts"]);
    await pages.post(pages.link("confirm", 1));
    expect(await count("subscription")).toBe(3);
  });

  it("is no use to a page of another site", async () => {
    const answer = await pages.post("/sign-up", FORM, { "sec-fetch-site": "cross-site" });
    expect(answer.status).toBe(400);
    expect(await count("signup")).toBe(0);
  });
});

describe("a closed door", { timeout: 60_000 }, () => {
  it.each([
    [{ SIGNUP: "closed" }, "Signing up is closed here", 403],
    [{ SIGNUP: "domains:lab.example.org" }, "Only addresses of lab.example.org", 403],
  ])("with %j says so and keeps nothing", async (env, says, status) => {
    const pages = await openPages({ PAPERBOY_URL: "https://papers.example.org", ...env });
    const answer = await pages.post("/sign-up", FORM);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(says);
    expect(await pages.app.database.db.selectFrom("signup").select("id").execute()).toEqual([]);
    await pages.close();
  });
});
