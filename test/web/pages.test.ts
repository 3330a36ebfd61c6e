/** Pages that need no login: what a link does when it is looked at (nothing), when it is posted, and when it is made up. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeApiKey } from "../../src/domain/consent/api-key.ts";
import { makeToken, type Purpose } from "../../src/domain/consent/token.ts";
import { makeApiKey } from "../../src/membership/api-keys.ts";
import { invite } from "../../src/membership/invitations.ts";
import { WIDE } from "../support/api.ts";
import { NOON } from "../support/listings.ts";
import { ada, order } from "../support/orders.ts";
import { openPages, type Pages, SECRET } from "../support/pages.ts";

const FILLED: Record<string, string> = {
  name: "2605.00001",
  slug: "trending",
  date: "2026-05-14",
  period: "2026-05-14",
};

describe("pages behind signed links", { timeout: 60_000 }, () => {
  let pages: Pages;
  const link = (purpose: Purpose, id: number) => pages.link(purpose, id);
  const get = (path: string) => pages.get(path);
  const post = (path: string, form?: Record<string, string>) => pages.post(path, form);
  const textOf = async (response: Promise<Response>) => (await response).text();
  const db = () => pages.app.database.db;
  const running = async () =>
    (
      await db().selectFrom("subscription").select("name").where("ended_at", "is", null).orderBy("number").execute()
    ).map(({ name }) => name);

  beforeAll(async () => {
    pages = await openPages({ ...WIDE, PAPERBOY_URL: "https://papers.example.org", SIGNUP: "invite" });
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(async () => {
    await sql`truncate subscriber, subscription, run, suppression restart identity cascade`.execute(db());
    await order(db(), [ada("robots", "zebras OR quaggas")]);
  });

  it("change nothing when they are looked at, by whatever method, ten times", async () => {
    const { id } = await invite(db(), { uses: 1, days: 1, note: "" }, NOON);
    const invited = makeToken(SECRET, "invite", id);
    const form = { do: "sign-up", address: "new@example.org", zone: "UTC", at: "08:00", cadence: "daily" };
    expect((await post("/sign-up", { ...form, invite: invited })).status).toBe(200);
    const made = await makeApiKey(db(), 1, NOON);
    const headers = { authorization: `Bearer ${writeApiKey(SECRET, made.ok ? made.id : 0)}` };
    const before = await pages.snapshot();
    const paths = new Set(pages.web.routes.filter(({ path }) => path !== "/*").map(({ path }) => path));
    expect(paths.size).toBeGreaterThanOrEqual(7);
    expect(await textOf(get(link("confirm", 1)))).toContain("Start your digest?");
    for (const path of [...paths, `/?invite=${invited}`, `/?invite=${makeToken(SECRET, "invite", 99)}`]) {
      const purpose = path.split("/")[1] as Purpose;
      const filled = path
        .replace(/^.*:token/, link(purpose, 1))
        .replace(/:(\w+)(\{.*\})?/g, (_, name: string) => FILLED[name] ?? "x")
        .replace(/^\/api\/.*(search|try)$/, (each) => `${each}?q=zebras`);
      for (const method of ["GET", "HEAD", "OPTIONS"])
        for (let i = 0; i < 10; i += 1) await pages.ask(filled, { method, headers });
    }
    expect(await pages.snapshot()).toBe(before);
  });

  it("ask before leaving, leave by one post without cookie or login, and may be posted again", async () => {
    const page = await textOf(get(link("leave", 1)));
    expect(page).toContain("<li>zebras OR quaggas</li>");
    expect(await running()).toHaveLength(2);
    for (let i = 0; i < 2; i += 1) {
      const response = await post(link("leave", 1), { "List-Unsubscribe": "One-Click" });
      expect([response.status, await response.text()]).toEqual([
        200,
        expect.stringContaining("You will get nothing more"),
      ]);
    }
    expect(await running()).toEqual([]);
    expect(await textOf(get(link("leave", 1)))).toContain("You will get nothing more");
  });

  it("end one topic and leave the others", async () => {
    expect(await textOf(get(link("leave-topic", 1)))).toContain("Leave “robots”?");
    expect(await textOf(post(link("leave-topic", 1)))).toContain("“robots” has ended");
    expect(await running()).toEqual(["zebras OR quaggas"]);
    expect(await textOf(get(link("leave-topic", 1)))).toContain("“robots” has ended");
  });

  it("answer a made-up link as any other where it is posted, and change nothing", async () => {
    const before = await pages.snapshot();
    const real = link("leave", 1);
    for (const path of [
      "/leave/x",
      `${real.slice(0, -1)}${real.endsWith("a") ? "b" : "a"}`,
      `/leave/${link("preferences", 1).split("/")[2]}`,
      link("leave", 99),
    ]) {
      expect((await post(path)).status).toBe(200);
      expect((await get(path)).status).toBe(404);
    }
    expect((await get("/preferences/x")).status).toBe(404);
    expect((await post("/preferences/x", { do: "end-topic", number: "1" })).status).toBe(404);
    expect((await get("/leave-topic/x")).status).toBe(404);
    expect(await pages.snapshot()).toBe(before);
  });

  it("show preferences and save each of them", async () => {
    const page = await textOf(get(link("preferences", 1)));
    for (const shown of ["ada@example.org", 'value="08:00"', "<legend>robots</legend>", link("leave", 1)])
      expect(page).toContain(shown);
    const settings = {
      do: "settings",
      at: "06:30",
      zone: "Europe/Berlin",
      quiet: "never",
      "pause-until": "2026-06-01",
      waits: "on",
    };
    expect(await textOf(post(link("preferences", 1), settings))).toContain(
      "Saved: your digest comes at 06:30 in Europe/Berlin.",
    );
    const row = await db()
      .selectFrom("subscriber")
      .select(["hour", "zone", "quiet_notes", "paused_until", "waits"])
      .executeTakeFirst();
    expect(row).toEqual({
      hour: "06:30",
      zone: "Europe/Berlin",
      quiet_notes: "never",
      paused_until: "2026-06-01",
      waits: true,
    });
    await post(link("preferences", 1), { ...settings, "pause-until": "" });
    expect(await textOf(get(link("preferences", 1)))).toContain('name="pause-until" type="date" value="2026-05-14"');
    await post(link("preferences", 1), { ...settings, "pause-until": "", paused: "on" });
    const paused = await textOf(get(link("preferences", 1)));
    expect(paused).toContain('name="pause-until" type="date" value=""');
    expect(paused).toMatch(/name="paused" checked\s*> Paused until you resume/);
    expect(paused).not.toContain("9999");
    await post(link("preferences", 1), { ...settings, "pause-until": "", paused: "on" });
    const standing = await db().selectFrom("subscriber").select("paused_until").executeTakeFirst();
    expect(standing?.paused_until).toBe("9999-12-31");
    await post(link("preferences", 1), { ...settings, "pause-until": "" });
    expect(await textOf(get(link("preferences", 1)))).toContain("Without a date: paused until I resume");
    const topic = {
      do: "topic",
      number: "1",
      name: "Robots & <b>more</b>",
      cadence: "weekly",
      cap: "5",
      threshold: "clear",
    };
    expect(await textOf(post(link("preferences", 1), topic))).toContain(
      "Saved “Robots &amp; &lt;b&gt;more&lt;/b&gt;”.",
    );
    const saved = await db()
      .selectFrom("subscription")
      .select(["name", "cadence", "cap", "threshold", "signal"])
      .where("number", "=", 1)
      .executeTakeFirst();
    expect(saved).toEqual({
      name: "Robots & <b>more</b>",
      cadence: "weekly:mon",
      cap: 5,
      threshold: expect.closeTo(0.6, 5),
      signal: false,
    });
    expect(await textOf(post(link("preferences", 1), { do: "end-topic", number: "1" }))).toContain("has ended.");
    expect(await running()).toEqual(["zebras OR quaggas"]);
  });

  it.each<Record<string, string>>([
    { do: "settings", at: "25:00", zone: "UTC", quiet: "some" },
    { do: "settings", at: "08:00", zone: "Nowhere/Land", quiet: "some" },
    { do: "settings", at: "08:00", zone: "UTC", quiet: "sometimes" },
    { do: "settings", at: "08:00", zone: "UTC", quiet: "some", "pause-until": "tomorrow" },
    { do: "settings", at: "08:00", zone: "UTC", quiet: "some", "pause-until": "2020-01-01" },
    { do: "topic", number: "1", name: "x", cadence: "hourly", cap: "5", threshold: "any" },
    { do: "topic", number: "1", name: "x", cadence: "daily", cap: "500", threshold: "any" },
    { do: "topic", number: "9", name: "x", cadence: "daily", cap: "5", threshold: "any" },
    { do: "topic", number: "1", name: "", cadence: "daily", cap: "5", threshold: "any" },
    { do: "end-topic", number: "9" },
    { do: "undo", id: "9" },
    { do: "destroy" },
    {},
  ])("change nothing for what cannot be meant: %j", async (form) => {
    const before = await pages.snapshot();
    expect(await textOf(post(link("preferences", 1), form))).toContain('role="alert"');
    expect(await pages.snapshot()).toBe(before);
  });

  it("load nothing from elsewhere, run no script, are framed by nobody, and refuse what is too large", async () => {
    for (const path of [link("leave", 1), link("preferences", 1), "/leave/x"]) {
      const response = await get(path);
      expect(response.headers.get("content-security-policy")).toBe(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(await response.text()).not.toMatch(/<script|<style| style=| on\w+=/i);
    }
    const large = await pages.web.request(link("preferences", 1), { method: "POST", body: "x".repeat(100_000) });
    expect(large.status).toBe(413);
  });
});
