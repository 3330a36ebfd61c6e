/** Letters that pages send: the link by mail, another address, a farewell that can be taken back; each to its mailbox alone. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { moveByOperator } from "../../src/membership/move.ts";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { NOON } from "../support/listings.ts";
import { ada, order } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";

const PUBLIC = "https://papers.example.org";

describe("letters", { timeout: 60_000 }, () => {
  let pages: Pages;
  const db = () => pages.app.database.db;
  const textOf = async (response: Promise<Response>) => (await response).text();
  const preferences = () => pages.link("preferences", 1);
  const askToMove = (address: string, client = "203.0.113.5") =>
    pages.post(`${preferences()}/move`, { address }, { "x-forwarded-for": client });
  const askForLink = (address: string, client = "203.0.113.5") =>
    pages.post("/preferences", { address }, { "x-forwarded-for": client });
  const messages = async () =>
    (await db().selectFrom("message").select(["address", "key"]).orderBy("id").execute()).map(
      ({ address, key }) => `${address} ${key}`,
    );
  const reader = () => db().selectFrom("subscriber").select(["address", "address_key"]).where("id", "=", 1).execute();
  const running = async () =>
    (await db().selectFrom("subscription").select("name").where("ended_at", "is", null).orderBy("id").execute()).map(
      ({ name }) => name,
    );

  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: PUBLIC, SIGNUP: "domains:example.org" });
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(async () => {
    pages.at(NOON);
    await sql`truncate letter, signup, message, delivery, subscriber, subscription, digest, suppression restart identity cascade`.execute(
      db(),
    );
    await order(db(), [ada("robots", "zebras OR quaggas")]);
  });

  /** Sends what is due, and gives the link of the last mail to an address. */
  async function deliverTo(address: string): Promise<{ path: string; mail: string }> {
    await deliverDue(db(), { ...(await pages.app.orderDelivery()), closeStopped: true });
    const folder = join(pages.app.outboxFolder, "email");
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".eml"));
    const mails = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    const last = (await messages()).findLast((each) => each.startsWith(`${address} `))?.split(" ")[1] ?? "none";
    const mail = mails.find((each) => each.includes(last) && each.includes(`To: ${address}`)) ?? "";
    const path = new RegExp(`${PUBLIC}(/[a-z]+/[a-z2-7]{36})`).exec(mail.replaceAll("=\r\n", ""))?.[1] ?? "";
    return { path, mail };
  }

  describe("with the link to one's preferences", () => {
    it("go to a reader who asks by address, and to nobody else, with the same answer", async () => {
      const answers = [await askForLink("Ada@Example.org"), await askForLink("nobody@example.org")];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const [known, unknown] = await Promise.all(answers.map((answer) => answer.text()));
      expect(known).toBe(unknown);
      expect(await messages()).toEqual(["ada@example.org letter-1"]);
      const { path, mail } = await deliverTo("ada@example.org");
      expect(path).toBe(preferences());
      expect(mail).toMatch(/^Auto-Submitted: auto-generated\r$/im);
      expect(mail).not.toMatch(/^List-/im);
      expect(await textOf(pages.get(path))).toContain("Your preferences");
    });

    it("go three times a day at most, asked for by a thousand at once, and to no suppressed address", async () => {
      const answers = await Promise.all(
        Array.from({ length: 1_000 }, (_, i) => askForLink("ada@example.org", `203.0.${i >> 8}.${i & 255}`)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await messages()).toHaveLength(3);
      pages.at(NOON.add({ hours: 25 }));
      await db()
        .insertInto("suppression")
        .values({ channel: "email", address_key: "ada@example.org", reason: "bounced", created_at: NOON.toString() })
        .execute();
      expect((await askForLink("ada@example.org")).status).toBe(200);
      expect(await messages()).toHaveLength(3);
    });

    it("go to twenty readers an hour for one client, which is not told whom it reached", async () => {
      await order(
        db(),
        Array.from({ length: 25 }, (_, i) => ({ ...ada("robots"), address: `reader${i}@example.org` })),
      );
      const statuses = new Set<number>();
      for (let i = 0; i < 25; i += 1) statuses.add((await askForLink(`reader${i}@example.org`)).status);
      expect(statuses).toEqual(new Set([200]));
      expect(await messages()).toHaveLength(20);
    });

    it.each([
      ["no address", /is no address/],
      ["slack:C0123ABCD", /go to mailboxes/],
      ["<script>alert(1)</script>@example.org", /&lt;script&gt;/],
      ["a@example.org\r\nBcc: b@example.org", /is no address/],
      ["", /is no address/],
    ])("are refused to %j", async (address, says) => {
      const answer = await askForLink(address);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(says)]);
      expect(await messages()).toEqual([]);
    });

    it("are no use to a page of another site", async () => {
      const answer = await pages.post(
        "/preferences",
        { address: "ada@example.org" },
        { "sec-fetch-site": "cross-site" },
      );
      expect(answer.status).toBe(400);
      expect(await messages()).toEqual([]);
    });
  });

  describe("of a move to another address", () => {
    it("ask the new mailbox, tell the former, and lead back", async () => {
      expect(await textOf(askToMove("Ada.L@example.org"))).toContain("Check your mail there");
      const asked = await deliverTo("Ada.L@example.org");
      expect(asked.path).toBe(pages.link("move", 1));
      expect(await textOf(pages.get(asked.path))).toContain("Send your digest there?");
      expect(await reader()).toEqual([{ address: "ada@example.org", address_key: "ada@example.org" }]);
      for (let i = 0; i < 2; i += 1)
        expect(await textOf(pages.post(asked.path))).toContain("It goes to Ada.L@example.org from now on");
      expect(await reader()).toEqual([{ address: "Ada.L@example.org", address_key: "ada.l@example.org" }]);
      expect(await running()).toEqual(["robots", "zebras OR quaggas"]);
      expect(await textOf(pages.get(asked.path))).toContain("goes there already");
      const told = await deliverTo("ada@example.org");
      expect(told.mail).not.toMatch(/ada\.l/i);
      expect(await textOf(pages.post(told.path))).toContain("It goes to ada@example.org from now on");
      expect(await reader()).toEqual([{ address: "ada@example.org", address_key: "ada@example.org" }]);
      expect((await pages.post(asked.path)).status).toBe(410); // whoever took it cannot take it again
      expect(await messages()).toHaveLength(2);
    });

    it("reach five strangers a day at most by one reader's link, and tell the former address of each move", async () => {
      for (let i = 0; i < 8; i += 1) await askToMove(`reader${i}@example.org`, `203.0.113.${i}`);
      expect(await messages()).toHaveLength(5);
      for (let letter = 1; letter <= 5; letter += 1) await pages.post(pages.link("move", letter));
      const told = (await messages()).slice(5).map((each) => each.split(" ")[0]);
      expect(told).toEqual(["ada", "reader0", "reader1", "reader2", "reader3"].map((name) => `${name}@example.org`));
    });

    it("take along a digest that is compiled and not yet being handed over", async () => {
      await sql`insert into run (kind, key, started_at) values ('digest', '2026-05-14', now())`.execute(db());
      await sql`insert into digest (subscriber_id, run_id, local_on, kind, zone, hour, compiled_at)
        values (1, (select max(id) from run), '2026-05-14', 'digest', 'UTC', '08:00', now())`.execute(db());
      await sql`insert into message (kind, key, digest_id, channel, address, address_key, created_at, expires_at)
        select 'digest', 'd1', max(id), 'email', 'ada@example.org', 'ada@example.org', now(), now() + interval '1 day' from digest`.execute(
        db(),
      );
      await sql`insert into delivery (message_id, channel, state, due_at, updated_at) select id, 'email', 'deferred', now(), now() from message`.execute(
        db(),
      );
      await askToMove("new@example.org");
      await pages.post(pages.link("move", 1));
      expect(await messages()).toEqual(["new@example.org d1", "new@example.org letter-1", "ada@example.org letter-2"]);
    });

    it.each([
      ["ada@example.org", "That is where it goes now."],
      ["ada@elsewhere.example", "Only addresses of example.org"],
      ["slack:C0123ABCD", "A mailbox moves to a mailbox"],
      ["no address", "is no address"],
    ])("are not written to %j, and it is said why", async (address, says) => {
      const answer = await askToMove(address);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(says)]);
      expect(await messages()).toEqual([]);
    });

    it("do not take over another reader's address, which only its mailbox learns", async () => {
      await order(db(), [{ ...ada("robots"), address: "bob@example.org" }]);
      expect(await textOf(askToMove("bob@example.org"))).toContain("Check your mail there");
      const answer = await pages.post(pages.link("move", 1));
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining("a digest of its own")]);
      expect((await reader())[0]?.address).toBe("ada@example.org");
    });

    it("are good for two days, and made up they are none", async () => {
      await askToMove("new@example.org");
      pages.at(NOON.add({ hours: 49 }));
      expect((await pages.get(pages.link("move", 1))).status).toBe(410);
      expect((await pages.post(pages.link("move", 1))).status).toBe(410);
      for (const path of [
        "/move/x",
        pages.link("move", 77),
        pages.link("preferences", 1).replace("preferences", "move"),
      ]) {
        expect((await pages.get(path)).status).toBe(404);
        expect((await pages.post(path)).status).toBe(404);
      }
      expect((await pages.post("/preferences/x/move", { address: "new@example.org" })).status).toBe(404);
      expect((await reader())[0]?.address).toBe("ada@example.org");
    });
  });

  describe("of farewell", () => {
    it("follow a leaving on the page, and make everything as it was", async () => {
      const page = await textOf(pages.get(pages.link("leave", 1)));
      expect(page).toContain('name="by" value="page"');
      await pages.post(pages.link("leave", 1), { by: "page" });
      await pages.post(pages.link("leave", 1), { by: "page" });
      expect([await running(), await messages()]).toEqual([[], ["ada@example.org letter-1"]]);
      const { path, mail } = await deliverTo("ada@example.org");
      expect(mail).toMatch(/^Subject: You have left /m);
      expect(await textOf(pages.get(path))).toContain("Take your leaving back?");
      expect(await running()).toEqual([]);
      for (let i = 0; i < 2; i += 1) expect(await textOf(pages.post(path))).toContain("All is as it was");
      expect(await running()).toEqual(["robots", "zebras OR quaggas"]);
      await pages.post(pages.link("leave", 1), { "List-Unsubscribe": "One-Click" });
      await pages.post(path);
      expect([await running(), await messages()]).toEqual([[], ["ada@example.org letter-1"]]);
    });

    it("do not follow one click in a mail program: nothing more comes", async () => {
      await pages.post(pages.link("leave", 1), { "List-Unsubscribe": "One-Click" });
      expect([await running(), await messages()]).toEqual([[], []]);
    });

    it("are good for thirty days, and made up they are none", async () => {
      await pages.post(pages.link("leave", 1), { by: "page" });
      pages.at(NOON.add({ hours: 31 * 24 }));
      expect((await pages.get(pages.link("back", 1))).status).toBe(410);
      expect((await pages.post(pages.link("back", 1))).status).toBe(410);
      expect((await pages.get("/back/x")).status).toBe(404);
      expect((await pages.post("/back/x")).status).toBe(410);
      expect(await running()).toEqual([]);
    });
  });

  it("are not needed by the operator, who may move a reader, and takes no other reader's address", async () => {
    await order(db(), [{ ...ada("robots"), address: "bob@example.org" }]);
    const of = (address: string) => ({ channel: "email" as const, address, key: address.toLowerCase() });
    const moveTo = (from: string, to: string) => moveByOperator(db(), { from: of(from), to: of(to) }, () => "none");
    expect(await moveTo("ada@example.org", "Ada@Elsewhere.example")).toEqual({ ok: true });
    expect(await reader()).toEqual([{ address: "Ada@Elsewhere.example", address_key: "ada@elsewhere.example" }]);
    expect(await moveTo("ada@example.org", "ada@example.org")).toMatchObject({
      ok: false,
      message: expect.stringContaining("is not subscribed"),
    });
    expect(await moveTo("ada@elsewhere.example", "bob@example.org")).toMatchObject({
      ok: false,
      message: expect.stringContaining("of its own"),
    });
    expect(await messages()).toEqual([]);
  });

  it("are forgotten with their reader, at former addresses too", async () => {
    await askToMove("new@example.org");
    await pages.post(pages.link("move", 1));
    await pages.post(`${preferences()}/forget`, { sure: "on" });
    const left = await pages.snapshot();
    expect(left).not.toMatch(/ada@example\.org|new@example\.org/);
    expect(await db().selectFrom("letter").select("id").execute()).toEqual([]);
  });
});
