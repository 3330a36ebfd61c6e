/** Acts at the operator's desk: each asks once, changes nothing until it is posted, does nothing twice, and is written to the log. */
import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { readStatus } from "../../src/reading/status.ts";
import { runDay, type Seated, sit } from "../support/desk.ts";
import { makeListings, makeOrder, makePageListing } from "../support/listings.ts";
import { match, order } from "../support/orders.ts";
import { openPages, type Pages } from "../support/pages.ts";
import { openWebStandIn, type WebStandIn } from "../support/web-stand-in.ts";

const HOSTILE = `<script>alert("x")</script>`;

describe("an act at the desk", { timeout: 60_000 }, () => {
  let pages: Pages;
  let operator: Seated;
  let source: WebStandIn;
  const db = () => pages.app.database.db;
  const states = async () =>
    (await db().selectFrom("delivery").select("state").orderBy("id").execute()).map(({ state }) => state).join(" ");
  const log = async () =>
    (await db().selectFrom("audit").select(["who", "act", "subject", "facts"]).orderBy("id").execute())
      .filter(({ subject }) => subject !== "desk")
      .map(({ who, act, subject, facts }) => `${who}: ${act} ${subject} ${JSON.stringify(facts)}`);
  const deliver = async () => deliverDue(db(), { ...(await pages.app.orderDelivery()), closeStopped: true });
  const balance = async () => (await readStatus(db(), pages.app.clock.now(), 9)).runs.flatMap((run) => run.imbalance);

  beforeEach(async () => {
    const day = await readFile(new URL("../fixtures/hugging-face-day.json", import.meta.url), "utf8");
    source = await openWebStandIn((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(day),
    );
    pages = await openPages({
      PAPERBOY_URL: "https://papers.example.org",
      PAPERBOY_HUGGINGFACE_URL: source.url,
      PAPERBOY_PRIVATE_HOSTS: new URL(source.url).host,
    });
    await order(db(), [
      { address: "ada@example.org", topics: ["*"], at: "08:00" },
      { address: "grace@example.org", topics: ["*"], at: "08:00" },
    ]);
    await takeIn(db(), makeOrder(makeListings(3)));
    await match(db());
    operator = await sit(pages);
  }, 60_000);
  afterEach(async () => {
    await pages.close();
    await source.close();
  });

  it("hands over what is unknown only with the warning that it may come twice, and once for two posts", async () => {
    await runDay(pages, "2026-05-14");
    await sql`update delivery set state = 'unknown', reason = 'the connection was lost' where id = 1`.execute(db());
    const before = await pages.snapshot();
    const asked = await operator.read("/operator/acts/resend?run=1&only=unknown");
    expect(asked).toContain("each of them may come twice");
    expect(asked).toContain("1 unknown delivery of 2026-05-14");
    expect(await pages.snapshot()).toBe(before);
    const fields = { run: "1", only: "unknown" };
    expect(await operator.act("/operator/acts/resend", fields)).toContain("It goes out within a minute");
    expect(await states()).toBe("pending accepted");
    expect(await operator.act("/operator/acts/resend", fields)).toContain("There was nothing to hand over again");
    await deliver();
    expect([await states(), await balance()]).toEqual(["accepted accepted", []]);
    expect((await log())[0]).toBe(
      'Ada: resend run 2026-05-14 {"made":0,"only":"unknown","again":0,"papers":0,"unknown":1,"withheld":0}',
    );
    for (const query of ["run=9&only=unknown", "run=1&only=all", "run=1", ""])
      expect((await operator.get(`/operator/acts/resend?${query}`)).status, query).toBe(404);
  });

  it("replays a day for who missed it: what ended otherwise comes again, and what was never made is made", async () => {
    await runDay(pages, "2026-05-14");
    await sql`update delivery set state = 'rejected' where id = 1`.execute(db());
    await release(1);
    await order(db(), [{ address: "new@example.org", topics: ["*"], at: "08:00" }]);
    await sql`update subscriber set created_at = '2026-05-01T00:00Z' where id = 3`.execute(db());
    expect(await operator.read("/operator/acts/resend?run=2026-05-14&only=missed")).toContain(
      "1 digest of 2026-05-14 did not arrive",
    );
    const done = await operator.act("/operator/acts/resend", { run: "2026-05-14", only: "missed" });
    expect(done).toContain("Opened again: 1 digest with 3 papers. Made: 1 digest");
    await deliver();
    expect([await states(), await balance()]).toEqual(["accepted accepted accepted", []]);
  });

  it("hands one reader's digest over again, with what nothing has shown since, and only once", async () => {
    await runDay(pages, "2026-05-14");
    await sql`update delivery set state = 'rejected', reason = ${HOSTILE} where id = 1`.execute(db());
    await release(1);
    const asked = await operator.read("/operator/acts/redeliver?delivery=1");
    expect(asked).toContain("is rejected: &lt;script&gt;");
    expect(asked).not.toContain("twice");
    expect(await operator.act("/operator/acts/redeliver", { delivery: "1" })).toContain("It has 3 papers");
    expect(await states()).toBe("pending accepted");
    expect(await operator.act("/operator/acts/redeliver", { delivery: "1" })).toContain("nothing is handed over twice");
    expect(await operator.act("/operator/acts/redeliver", { delivery: "2" })).toContain("it is accepted");
    await deliver();
    expect([await states(), await balance()]).toEqual(["accepted accepted", []]);
    expect(await log()).toHaveLength(1);
    expect(await operator.read("/operator/readers/1")).toContain("hand over again");
    await sql`update delivery set state = 'unknown' where id = 2`.execute(db());
    expect(await operator.read("/operator/acts/redeliver?delivery=2")).toContain("it may come twice");
    expect(await operator.act("/operator/acts/redeliver", { delivery: "2" })).toContain("It goes out within a minute");
    expect((await operator.get("/operator/acts/redeliver?delivery=99")).status).toBe(404);
  });

  it("writes to nobody who left, though it is asked for", async () => {
    await runDay(pages, "2026-05-14");
    await sql`update delivery set state = 'unknown' where id = 1`.execute(db());
    await sql`update subscription set ended_at = now() where subscriber_id = 1`.execute(db());
    expect(await operator.act("/operator/acts/redeliver", { delivery: "1" })).toContain("its reader left, paused");
    expect(await states()).toBe("unknown accepted");
    expect(await log()).toEqual([]);
  });

  it("suppresses an address and releases it, each with its reason, and after a complaint only with one", async () => {
    const where = "address=ada%40example.org";
    expect(await operator.read(`/operator/acts/suppress?${where}`)).toContain("Nothing goes to ada@example.org");
    const fields = { address: "ada@example.org", reason: `she asked ${HOSTILE}` };
    expect(await operator.act("/operator/acts/suppress", fields)).toContain("any more");
    expect(await operator.act("/operator/acts/suppress", fields)).toContain("is not written to already");
    const reader = await operator.read("/operator/readers/1");
    expect(reader).toContain("the operator: she asked &lt;script&gt;");
    await runDay(pages, "2026-05-14");
    expect(await db().selectFrom("message").select("address").execute()).toEqual([{ address: "grace@example.org" }]);
    expect(await operator.read(`/operator/acts/release?${where}`)).toContain("she asked &lt;script&gt;");
    expect(await operator.act("/operator/acts/release", { address: "ADA@example.org" })).toContain(
      "is written to again",
    );
    expect(await operator.act("/operator/acts/release", { address: "ada@example.org" })).toContain("is not suppressed");
    await sql`insert into suppression (channel, address_key, reason, created_at) values ('email', 'ada@example.org', 'complaint', now())`.execute(
      db(),
    );
    expect(await operator.read(`/operator/acts/release?${where}`)).toContain("complained about our mail");
    expect(await operator.act("/operator/acts/release", { address: "ada@example.org" })).toContain("must be said why");
    // Back in the browser, the same form with what was missing.
    const form = { address: "ada@example.org", once: "a" };
    expect(await operator.act("/operator/acts/release", form)).toContain("must be said why");
    expect(await operator.act("/operator/acts/release", { ...form, reason: "asked by phone" })).toContain(
      "written to again",
    );
    const lines = await log();
    expect(lines.map((line) => line.split(" {")[0])).toEqual([
      "Ada: suppress reader 1",
      "Ada: release reader 1",
      "Ada: release reader 1",
    ]);
    expect(await operator.act("/operator/acts/suppress", { address: "stranger@example.org" })).toContain("any more");
    expect((await log()).at(-1)).toContain("address s…@example.org"); // nobody to erase it for
    expect(await operator.act("/operator/acts/suppress", { address: HOSTILE })).toContain("is no address");
  });

  it("merges two papers and splits them again, as the command line does", async () => {
    await takeIn(db(), makeOrder([makePageListing({ title: HOSTILE })], { source: "page" }));
    const { id } = await db().selectFrom("paper").select("id").where("source", "=", "page").executeTakeFirstOrThrow();
    const asked = await operator.read(`/operator/acts/merge?a=2605.00001&b=${id}`);
    expect(asked).toContain("Becomes part of it: &lt;script&gt;");
    const fields = { a: "2605.00001", b: String(id) };
    expect(await operator.act("/operator/acts/merge", fields)).toContain(`Paper ${id} is now paper 1.`);
    expect(await operator.act("/operator/acts/merge", fields)).toContain("one paper already");
    expect(await operator.read(`/operator/papers?paper=${id}`)).toContain("merged");
    for (const name of [String(id), "1"])
      expect(await operator.read(`/operator/acts/split?paper=${name}`)).toMatch(
        new RegExp(`of its own again: &lt;script&gt;.*number ${id}[\\s\\S]*Apart from: .*number 1,`),
      );
    const alone = await operator.get("/operator/acts/split?paper=2");
    expect([alone.status, await alone.text()]).toEqual([400, expect.stringContaining("was not merged with another")]);
    expect(await operator.act("/operator/acts/split", { paper: String(id) })).toContain("a paper of its own again");
    expect(await operator.act("/operator/acts/split", { paper: String(id) })).toContain("Nothing was done");
    expect(await operator.act("/operator/acts/merge", { a: "2605.00001", b: "2605.00002" })).toContain(
      "two arXiv ids are never one",
    );
    expect((await operator.get("/operator/acts/merge?a=1&b=none")).status).toBe(400);
    expect((await operator.get("/operator/papers?paper=none")).status).toBe(404);
    expect(await log()).toEqual([`Ada: merge paper 1 {"merged":${id}}`, `Ada: split paper ${id} {"from":1}`]);
  });

  it("reads a source's day again, or back-fills it, and says what came", async () => {
    const query = "source=huggingface&on=2026-05-13";
    const before = await pages.snapshot();
    expect(await operator.read(`/operator/acts/read?${query}`)).toContain("they come with the next digests");
    expect(await operator.read(`/operator/acts/read?${query}&backfill=yes`)).toContain("new to nobody");
    expect(await pages.snapshot()).toBe(before);
    const fields = { source: "huggingface", on: "2026-05-13", backfill: "yes" };
    expect(await operator.act("/operator/acts/read", fields)).toMatch(/Read: \d+ listings?, \d+ new/);
    expect(await operator.read(`/operator/days/of?${query}`)).toContain("back-filled");
    await source.close();
    expect(await operator.act("/operator/acts/read", { ...fields, on: "2026-05-12" })).toContain(
      "It could not be read",
    );
    expect((await log()).map((line) => line.split(" {")[0])).toEqual([
      "Ada: back-fill huggingface 2026-05-13",
      "Ada: back-fill huggingface 2026-05-12",
    ]);
    for (const wrong of [
      "source=page&on=2026-05-13",
      "source=none&on=2026-05-13",
      "source=huggingface&on=x",
      "source=huggingface&on=2026-02-30",
      "source=huggingface&on=2026-05-15",
    ])
      expect((await operator.get(`/operator/acts/read?${wrong}`)).status).toBe(404);
  });

  it("is not done twice by loading its answer again", async () => {
    const query = "source=huggingface&on=2026-05-13";
    const [, once = ""] = /name="once" value="([^"]+)"/.exec(await operator.read(`/operator/acts/read?${query}`)) ?? [];
    const fields = { source: "huggingface", on: "2026-05-13", once };
    expect(await operator.act("/operator/acts/read", fields)).toMatch(/Read: \d+ listings?/);
    expect(await operator.act("/operator/acts/read", fields)).toContain("was posted already");
    expect(await log()).toHaveLength(1);
  });

  it("is there for nobody without a session, and is not posted without its key", async () => {
    const names = ["resend", "redeliver", "read", "merge", "split", "suppress", "release"];
    const before = await pages.snapshot();
    for (const name of names) {
      const path = `/operator/acts/${name}`;
      expect((await pages.get(`${path}?run=1&only=unknown&address=ada@example.org`)).status).toBe(404);
      expect((await pages.post(path, { key: operator.key, address: "ada@example.org" })).status).toBe(404);
      const { cookie } = operator;
      expect((await pages.post(path, { address: "ada@example.org" }, { cookie })).status).toBe(403);
      const cross = { cookie, "sec-fetch-site": "cross-site" };
      expect((await pages.post(path, { key: operator.key, address: "ada@example.org" }, cross)).status).toBe(403);
    }
    expect(await pages.snapshot()).toBe(before);
    expect((await operator.get("/operator/acts/none")).status).toBe(404);
    expect((await operator.post("/operator/acts/none")).status).toBe(404);
  });

  it("stands in the log with who did it, as text", async () => {
    const mallory = await sit(pages, HOSTILE);
    await mallory.act("/operator/acts/suppress", { address: "ada@example.org" });
    const page = await operator.read("/operator/log");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).toContain('<a href="/operator/readers/1">reader 1</a>');
    expect(await operator.read("/operator/log?before=2")).not.toContain("reader 1");
  });

  /** As a refusal does. */
  async function release(digestId: number): Promise<void> {
    await sql`update digest set released_at = now() where id = ${digestId}`.execute(db());
    await sql`delete from shown where digest_id = ${digestId}`.execute(db());
    await sql`update subscription p set covered_seq = s.from_seq from section s where s.digest_id = ${digestId} and s.subscription_id = p.id`.execute(
      db(),
    );
  }
});
