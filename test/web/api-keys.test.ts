/** Keys of the API: made and shown once, used, revoked, erased, made up; and how much one may ask by each. */
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeToken } from "../../src/domain/consent/token.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { makeApiKey } from "../../src/membership/api-keys.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { NOON } from "../support/listings.ts";
import { ada, order } from "../support/orders.ts";
import { openPages, type Pages, SECRET } from "../support/pages.ts";

const ME = "/api/v1/me";
const parsed = parseAddress("ada@example.org");
if (!parsed.ok) throw new Error(parsed.message);
const { address } = parsed;

describe("keys of the API", { timeout: 60_000 }, () => {
  let pages: Pages;
  const db = () => pages.app.database.db;
  const post = async (form: Record<string, string>) => (await pages.post(pages.link("preferences", 1), form)).text();
  const make = async () => /pbk_[a-z2-7]{36}/.exec(await post({ do: "make-key" }))?.[0] ?? "none";
  const ask = async (key: string, path = ME) => pages.get(path, { authorization: `Bearer ${key}` });
  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_API_PER_MINUTE: "1000" });
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(async () => {
    await sql`truncate subscriber, subscription, run, suppression restart identity cascade`.execute(db());
    await order(db(), [ada("robots", "zebras OR quaggas")]);
  });

  it("are shown when they are made and never again, and read what their reader has set", async () => {
    const page = await post({ do: "make-key" });
    const key = /pbk_[a-z2-7]{36}/.exec(page)?.[0] as string;
    expect(page).toContain("shown this once");
    const after = await (await pages.get(pages.link("preferences", 1))).text();
    expect(after).toContain("made Thursday 14 May 2026");
    expect(after).not.toContain("pbk_");
    expect(await pages.snapshot()).not.toContain(key.slice(4));
    expect(await (await ask(key)).json()).toEqual({
      hour: "08:00",
      zone: "UTC",
      pausedUntil: null,
      topics: [
        { number: 1, name: "robots", reading: "robots", cadence: "daily", cap: 10 },
        { number: 2, name: "zebras OR quaggas", reading: "zebras OR quaggas", cadence: "daily", cap: 10 },
      ],
    });
  });

  it("are refused alike when they are revoked, of who was forgotten, made up, of another purpose, or missing", async () => {
    const [revoked, erased] = [await make(), await make()];
    expect((await ask(revoked)).status).toBe(200);
    const id = (await db().selectFrom("api_key").select("id").orderBy("id").executeTakeFirstOrThrow()).id;
    expect(await post({ do: "revoke-key", id: String(id) })).toContain(`Key ${id} is revoked`);
    expect(await post({ do: "revoke-key", id: String(id) })).toContain("had been revoked already");
    expect((await exportReader(db(), address))?.keys).toMatchObject([
      { id, revoked_at: expect.any(String) },
      { revoked_at: null },
    ]);
    expect((await ask(erased)).status).toBe(200);
    expect(await eraseReader(db(), address, SECRET, NOON)).toBe(true);
    expect(await db().selectFrom("api_key").selectAll().execute()).toEqual([]);
    const other = `pbk_${makeToken(SECRET, "preferences", 1)}`;
    const answers = new Set<string>();
    for (const key of [
      revoked,
      erased,
      other,
      `pbk_${makeToken(SECRET, "api", 999)}`,
      "pbk_x",
      "",
      "\u00ff",
      revoked.slice(4),
    ])
      for (const path of [ME, `${ME}/digests`, `${ME}/digests/2026-05-14`]) {
        const response = await ask(key, path);
        expect(response.headers.get("www-authenticate")).toBe('Bearer realm="paperboy"');
        answers.add(`${response.status} ${await response.text()}`);
      }
    const keyless = await pages.get(ME);
    answers.add(`${keyless.status} ${await keyless.text()}`);
    expect([...answers]).toEqual([expect.stringMatching(/^401 /)]);
    expect((await ask(revoked, "/api/v1/topics")).status).toBe(401);
    expect((await pages.get("/api/v1/topics", { authorization: "Basic YTpi" })).status).toBe(200);
  });

  it("are five at most, though many are asked for at once, and none of another reader's can be revoked", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => makeApiKey(db(), 1, NOON)));
    expect(made.filter(({ ok }) => ok)).toHaveLength(5);
    expect(await post({ do: "make-key" })).toContain("there are 5 keys already");
    await order(db(), [{ address: "eve@example.org", topics: ["*"] }]);
    const id = (await db().selectFrom("api_key").select("id").executeTakeFirstOrThrow()).id;
    const answer = await pages.post(pages.link("preferences", 2), { do: "revoke-key", id: String(id) });
    expect(await answer.text()).toContain('role="alert"');
    expect((await pages.post("/preferences/made-up", { do: "make-key" })).status).toBe(404);
    expect(await db().selectFrom("api_key").select("id").where("revoked_at", "is", null).execute()).toHaveLength(5);
  });

  it("leave no growing table behind who makes and revokes them by turns", async () => {
    for (let i = 0; i < 40; i += 1) {
      const made = await makeApiKey(db(), 1, NOON);
      if (made.ok) await post({ do: "revoke-key", id: String(made.id) });
    }
    expect((await db().selectFrom("api_key").select("id").execute()).length).toBeLessThanOrEqual(21);
  });
});

describe("limits of the API", { timeout: 60_000 }, () => {
  let pages: Pages;
  const ask = (path: string, from: string, key?: string) =>
    pages.get(path, { "x-forwarded-for": from, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) });
  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_API_PER_MINUTE: "3", PAPERBOY_API_SEARCHES_PER_MINUTE: "2" });
    await order(pages.app.database.db, [ada("robots")]);
  }, 60_000);
  afterAll(() => pages.close());
  afterEach(() => vi.useRealTimers());

  it("are told on every answer, kept by client and by key apart, and end with the minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] }); // the library knows no other clock
    const statuses = async (times: number, path: string, from: string, key?: string) => {
      const found: number[] = [];
      for (let i = 0; i < times; i += 1) found.push((await ask(path, from, key)).status);
      return found;
    };
    const first = await ask("/api/v1/topics", "203.0.113.1");
    expect(first.headers.get("ratelimit-policy")).toBe('"lists";q=3;w=60');
    expect(first.headers.get("ratelimit")).toBe('"lists";r=2;t=60');
    expect(await statuses(3, "/api/v1/no/such", "203.0.113.1")).toEqual([404, 404, 429]);
    const refused = await ask("/api/v1/topics", "203.0.113.1");
    expect(await refused.json()).toMatchObject({ status: 429, detail: expect.stringContaining("60 seconds") });
    expect([refused.headers.get("retry-after"), refused.headers.get("ratelimit")]).toEqual(["60", '"lists";r=0;t=60']);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(await statuses(3, "/api/v1/search?q=robots", "203.0.113.1")).toEqual([200, 200, 429]);
    expect(await statuses(1, "/api/v1/topics", "203.0.113.2")).toEqual([200]);
    const page = await (await pages.post(pages.link("preferences", 1), { do: "make-key" })).text();
    const key = /pbk_[a-z2-7]{36}/.exec(page)?.[0] as string;
    expect(await statuses(4, "/api/v1/me", "203.0.113.1", key)).toEqual([200, 200, 200, 429]);
    expect(await statuses(3, "/api/v1/me", "203.0.113.3", "pbk_guess")).toEqual([401, 401, 401]);
    expect(await statuses(1, "/api/v1/me", "203.0.113.3", "pbk_guess-again")).toEqual([429]);
    expect((await pages.ask("/api/v1/topics", { method: "OPTIONS" })).status).toBe(204);
    vi.setSystemTime(Date.now() + 30_000);
    const later = await ask("/api/v1/topics", "203.0.113.1");
    expect([later.status, later.headers.get("retry-after")]).toEqual([429, "30"]);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await statuses(1, "/api/v1/topics", "203.0.113.1")).toEqual([200]);
    expect(await statuses(1, "/api/v1/me", "203.0.113.1", key)).toEqual([200]);
  });
});
