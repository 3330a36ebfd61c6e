/** The API does what its document says: each example of it is asked, and answered in the shape that it gives. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { listOperations } from "../../src/web/api/operations.ts";
import { type ApiRoom, openApi } from "../support/api.ts";
import { makeListing, makeListings, makeOrder } from "../support/listings.ts";

describe("the API", { timeout: 120_000 }, () => {
  let room: ApiRoom;
  let resolved: ApiRoom["document"];
  const json = async (path: string) => (await room.get(path)).json();
  beforeAll(async () => {
    room = await openApi({ PAPERBOY_URL: "https://papers.example.org" });
  }, 120_000);
  afterAll(() => room.pages.close());

  it("has a document that is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(
      await validator.validate(structuredClone(room.document) as object as Parameters<Validator["validate"]>[0]),
    ).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    resolved = validator.resolveRefs() as unknown as ApiRoom["document"];
    expect(resolved.servers).toEqual([{ url: "https://papers.example.org" }]);
  });

  it("answers each example of it in the shape that it gives, with nothing that it does not name", async () => {
    const operations = listOperations(resolved);
    expect(operations).toHaveLength(12);
    for (const { path, operation, example } of operations) {
      const media = operation.responses?.[200].content["application/json"];
      const check = new Ajv2020({ strict: false, removeAdditional: "all", formats: FORMATS }).compile(media.schema);
      const response = await room.get(example);
      expect([path, response.status]).toEqual([path, 200]);
      for (const body of [await response.json(), media.example]) {
        const copy = structuredClone(body);
        expect([path, check(copy), check.errors]).toEqual([path, true, null]);
        expect(copy).toEqual(body);
      }
    }
    const [first] = operations;
    const papers = (await json(first?.example as string)) as { papers: unknown[]; count: number };
    expect([papers.papers.length, papers.count]).toEqual([5, 30]);
  });

  it("changes no row, by whatever method and operation it is asked", async () => {
    const before = await room.pages.snapshot();
    for (const { example } of listOperations(room.document))
      for (const method of ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
        for (const authorization of [`Bearer ${room.key}`, "Bearer pbk_made-up"])
          await room.pages.ask(example, { method, headers: { authorization } });
    expect(await room.pages.snapshot()).toBe(before);
  });

  it("is explained by a page that names each operation with an example", async () => {
    const page = await (await room.pages.get("/api")).text();
    for (const { path, example } of listOperations(room.document)) {
      expect(page).toContain(`GET ${path}<`);
      expect(page).toContain(`https://papers.example.org${example.split("?")[0]}`);
    }
  });

  it("gives text as it is stored, without what reorders or controls, cut where no paper goes on, and links that are safe", async () => {
    const text = await (await room.get("/api/v1/papers/2605.66666")).text();
    const paper = JSON.parse(text);
    expect(text).not.toMatch(/[\u202A-\u202E]|\\u00[01]|thumbnail|javascript/i);
    expect(text.length).toBeLessThan(50_000);
    expect(paper).toMatchObject({ authorCount: 2, url: "https://papers.example.org/paper/2605.66666" });
    expect(paper.title).toMatch(/^<script>alert\(1\)<\/script> mixture of experts/);
    expect(paper.links.map(({ label }: { label: string }) => label)).toEqual(["Hugging Face", "arXiv", "PDF"]);
  });

  it("leads from an old name to the one that stands", async () => {
    await takeIn(room.pages.app.database.db, makeOrder([makeListing({ arxiv: "2605.77777", sourceKey: "twin" })]));
    const { db } = room.pages.app.database;
    const idOf = async (arxiv: string) =>
      (await db.selectFrom("paper").select("id").where("arxiv_id", "=", arxiv).executeTakeFirstOrThrow()).id;
    const [survivor, merged] = [await idOf("2605.12500"), await idOf("2605.77777")];
    await db.updateTable("paper").set({ merged_into: survivor }).where("id", "=", merged).execute();
    for (const [name, leads] of [
      ["2605.77777", "2605.12500"],
      ["2605.12500v3", "2605.12500"],
      [`p${survivor}`, "2605.12500"],
      ["2605.77777/similar?limit=3", "2605.12500/similar?limit=3"],
      ["hep-th/9901001", "hep-th%2F9901001"],
    ]) {
      const response = await room.get(`/api/v1/papers/${name}`);
      expect([name, response.status, response.headers.get("location")]).toEqual([name, 301, `/api/v1/papers/${leads}`]);
    }
    expect(await json("/api/v1/papers/hep-th%2F9901001")).toMatchObject({ arxivId: "hep-th/9901001" });
  });

  it.each([
    ["/api/v1/papers?order=newest&limit=7", "papers"],
    ["/api/v1/papers?from=2026-05-01&to=2026-05-14&limit=4", "papers"],
    ["/api/v1/topics/trending/papers?limit=7", "papers"],
  ])("gives %s page after page: nothing twice and nothing lost while papers come", async (first, list) => {
    const { db } = room.pages.app.database;
    const idsOf = async (path: string) =>
      ((await json(path)) as Record<string, { id: number }[]>)[list]?.map(({ id }) => id) ?? [];
    const there = await idsOf(first.replace(/limit=\d+/, "limit=100"));
    const seen: number[] = [];
    let [path, turn]: [string | null, number] = [first, 0];
    while (path !== null) {
      const response: Response = await room.get(path);
      const page = (await response.json()) as { papers: { id: number }[]; next: string | null };
      expect(response.headers.get("link")).toBe(page.next === null ? null : `<${page.next}>; rel="next"`);
      seen.push(...page.papers.map(({ id }) => id));
      turn += 1;
      const wish = { listedOn: "2026-05-14", upvotes: 60 + turn };
      await takeIn(db, makeOrder(makeListings(2, wish, 1_000 * first.length + turn * 2), { listedOn: "2026-05-14" }));
      await analyseWaiting(db);
      path = page.next;
    }
    expect(turn).toBeGreaterThan(2);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(there));
  });

  it("goes through the whole catalogue, and a reader's digests", async () => {
    const slugs: string[] = [];
    let path: string | null = "/api/v1/topics?limit=30";
    while (path !== null) {
      const page = (await json(path)) as { topics: { slug: string }[]; next: string | null };
      slugs.push(...page.topics.map(({ slug }) => slug));
      path = page.next;
    }
    const known = await room.pages.app.database.db.selectFrom("catalogue").select("slug").orderBy("position").execute();
    expect(slugs).toEqual(known.map(({ slug }) => slug));
    const first = (await json("/api/v1/me/digests?limit=1")) as { next: string };
    expect(first).toMatchObject({ digests: [{ date: "2026-05-15", kind: "quiet", cause: expect.any(String) }] });
    const { digests, next } = (await json(first.next)) as { digests: { sections: object[] }[]; next: null };
    expect([digests.length, next]).toEqual([1, null]);
    expect(digests[0]?.sections[0]).toEqual({ number: 1, name: "mixture of experts", papers: 2, more: 0 });
    const frozen = (await json("/api/v1/me/digests/2026-05-14")) as { sections: { papers: { arxivId: string }[] }[] };
    expect(frozen.sections[0]?.papers.map(({ arxivId }) => arxivId).sort()).toEqual(["2605.12500", "2605.66666"]);
    expect(await json("/api/v1/me/digests?cursor=1999-01-01")).toEqual({ digests: [], next: null });
  });

  it("answers 304 to who has it, and anew once papers came", async () => {
    const path = "/api/v1/papers?order=newest";
    const first = await room.get(path);
    const etag = first.headers.get("etag") as string;
    expect(first.headers.get("cache-control")).toBe("public, max-age=60");
    const again = await room.get(path, { "if-none-match": etag });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect(again.headers.get("ratelimit")).toMatch(/^"lists";r=\d+;t=\d+$/);
    expect(again.headers.get("access-control-allow-origin")).toBe("*");
    await takeIn(room.pages.app.database.db, makeOrder([makeListing({ arxiv: "2605.88888" })]));
    expect((await room.get(path, { "if-none-match": etag })).status).toBe(200);
    const own = await room.get("/api/v1/me");
    expect([own.headers.get("cache-control"), own.headers.get("etag")]).toEqual(["private, no-store", null]);
  });

  it.each([
    ["/api/v1/papers?limit=0", 400, { errors: [{ parameter: "limit", in: "query", example: "20" }] }],
    ["/api/v1/papers?from=2026-02-30", 400, { errors: [{ parameter: "from" }] }],
    ["/api/v1/papers?from=2026-01-01&to=2026-05-14", 400, { errors: [{ parameter: "from", example: "2026-05-14" }] }],
    ["/api/v1/papers?from=2026-05-14&to=2026-05-13", 400, { errors: [{ parameter: "from" }] }],
    ["/api/v1/papers?from=2026-04-01&to=2026-05-14&topic=trending", 400, { errors: [{ parameter: "from" }] }],
    ["/api/v1/papers?topic=no-such", 400, { errors: [{ parameter: "topic" }] }],
    ["/api/v1/papers?source=%00", 400, { errors: [{ parameter: "source" }] }],
    [
      "/api/v1/papers?Limit=5",
      400,
      { errors: [{ parameter: "Limit", detail: "is no parameter here: did you mean limit?" }] },
    ],
    ["/api/v1/papers?limit=1&limit=2", 400, { errors: [{ parameter: "limit" }] }],
    ["/api/v1/search", 400, { errors: [{ parameter: "q" }] }],
    ["/api/v1/search?q=%22open", 422, { column: 1, length: 5, repair: '"open"', repaired: '"open"' }],
    ["/api/v1/topics/try?q=foo%3Abar", 422, { code: "unknown-field", column: 1 }],
    ["/api/v1/papers/9999.99999", 404, {}],
    ["/api/v1/papers/nonsense", 404, {}],
    ["/api/v1/topics/no-such", 404, {}],
    ["/api/v1/me/digests/2020-01-01", 404, {}],
    ["/api/v1", 404, {}],
    ["/api/v1/no/such", 404, {}],
  ])("says of %s what is wrong and what to do", async (path, status, says) => {
    const response = await room.get(path);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toMatch(/no-store/);
    expect(await response.json()).toMatchObject({ type: "about:blank", status, title: expect.any(String), ...says });
  });

  it("takes no other method, tells which it takes, and lets pages of other sites ask", async () => {
    for (const { example } of listOperations(room.document)) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const authorization = `Bearer ${room.key}`;
        const body = "x".repeat(100_000);
        const response = await room.pages.ask(example, { method, body, headers: { authorization } });
        expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
        expect(response.headers.get("content-type")).toBe("application/problem+json");
      }
      const preflight = await room.pages.ask(example, { method: "OPTIONS" });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
      const head = await room.pages.ask(example, { method: "HEAD", headers: { authorization: `Bearer ${room.key}` } });
      expect([head.status, await head.text(), head.headers.get("access-control-allow-origin")]).toEqual([200, "", "*"]);
    }
    const keyless = await room.pages.get("/api/v1/me");
    expect([keyless.status, keyless.headers.get("access-control-allow-origin")]).toEqual([401, null]);
    expect((await room.pages.get("/api/topics/try?q=experts")).status).toBe(200);
  });
});

const FORMATS = { date: /^\d{4}-\d{2}-\d{2}$/, "date-time": /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/ };
