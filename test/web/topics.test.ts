/** The preview of a topic over HTTP: what it found, what is wrong with it, and who asks too much. */
import { Hono } from "hono";
import { expect, it } from "vitest";
import type { TypedTopic } from "../../src/reading/backtest.ts";
import { addTopics } from "../../src/web/topics.ts";

function openWeb(tryTyped: (query: string, limit: number) => Promise<TypedTopic>) {
  const web = new Hono();
  addTopics(web, { tryTyped });
  return async (path: string) => {
    const response = await web.request(path);
    return {
      status: response.status,
      body: (await response.json()) as object,
      retry: response.headers.get("retry-after"),
    };
  };
}

const tried = { hits: 3, papers: [] } as unknown as (TypedTopic & { ok: true })["tried"];
const found = async (query: string): Promise<TypedTopic> => ({ ok: true, reading: query, warnings: [], tried });

it("gives what a topic would have found, as it is read", async () => {
  const ask = openWeb(found);
  expect(await ask("/api/topics/try?q=mixture+of+experts")).toMatchObject({
    status: 200,
    body: { reading: "mixture of experts", hits: 3, papers: [] },
  });
});

it("says what is wrong with a topic, with its column and what to type", async () => {
  const error = { code: "unclosed-quote", message: "column 1: …", column: 1, length: 5, repair: '"open"' } as const;
  const ask = openWeb(async () => ({ ok: false, error, repaired: '"open"' }));
  expect(await ask("/api/topics/try?q=%22open")).toMatchObject({
    status: 422,
    body: { error: { column: 1, try: '"open"' } },
  });
});

it.each([
  "/api/topics/try",
  `/api/topics/try?q=${"x".repeat(5_000)}`,
  "/api/topics/try?q=a&limit=51",
  "/api/topics/try?q=a&limit=x",
])("refuses %.40s", async (path) => {
  expect(await openWeb(found)(path)).toMatchObject({ status: 400, body: { error: { message: expect.any(String) } } });
});

it("asks to come again when many ask at once, and answers those who were first", async () => {
  const gate = Promise.withResolvers<void>();
  const ask = openWeb(async (query) => {
    await gate.promise;
    return found(query);
  });
  const first = Array.from({ length: 8 }, () => ask("/api/topics/try?q=a"));
  expect(await ask("/api/topics/try?q=a")).toMatchObject({ status: 429, retry: "1" });
  gate.resolve();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(await ask("/api/topics/try?q=a")).toMatchObject({ status: 200 });
});
