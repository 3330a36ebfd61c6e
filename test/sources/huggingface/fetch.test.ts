/** Fetching a day over HTTP, against a stand-in that misbehaves in every way a server can. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { fetchHuggingFaceDay } from "../../../src/sources/huggingface/fetch.ts";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = (host: string, changes: { timeoutMs?: number; maxBytes?: number } = {}) =>
  fetchHuggingFaceDay({
    baseUrl: `http://${host}/`,
    day: "2026-05-13",
    timeoutMs: 5_000,
    maxBytes: 1_000,
    userAgent: "paperboy-test",
    ...changes,
  });

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

describe("an answer", () => {
  it("is asked for by day, with our name, and returned as text", async () => {
    const seen: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers["user-agent"]);
      response.writeHead(200, JSON_TYPE).end('[{"title":"δ-mem"}]');
    });
    expect(await ask(host)).toEqual({ ok: true, text: '[{"title":"δ-mem"}]', status: 200 });
    expect(seen).toEqual(["GET", "/api/daily_papers?date=2026-05-13", "paperboy-test"]);
  });

  it("may be compressed; the limit counts what it unpacks to", async () => {
    const body = gzipSync(`["${"x".repeat(1_200)}"]`);
    const host = await serve((_, response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip", "content-length": body.length }).end(body);
    });
    expect((await ask(host, { maxBytes: 2_000 })).ok).toBe(true);
    expect(await ask(host)).toMatchObject({ ok: false, cause: expect.stringContaining("more than 1000 bytes") });
  });
});

describe("a refusal", () => {
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    serve((_, response) => void response.writeHead(status, headers).end("no"));

  it("that asks to wait says for how long", async () => {
    const host = await refuse(429, { "retry-after": "30" });
    expect(await ask(host)).toEqual({
      ok: false,
      cause: `${host} answered 429, asks to wait 30 s; run again after that`,
      waitSeconds: 30,
    });
  });

  it("that asks to wait until an instant is counted from the answer's own date", async () => {
    const host = await refuse(503, {
      date: "Wed, 13 May 2026 08:00:00 GMT",
      "retry-after": "Wed, 13 May 2026 08:02:00 GMT",
    });
    expect(await ask(host)).toMatchObject({ ok: false, waitSeconds: 120 });
  });

  it("of 500 is the server's trouble, of 400 may be a day too early", async () => {
    expect(await ask(await refuse(500))).toMatchObject({
      cause: expect.stringMatching(/answered 500; .*run again later/),
    });
    expect(await ask(await refuse(400))).toMatchObject({ cause: expect.stringMatching(/answered 400; .*not begun/) });
  });
});

describe("a broken answer", () => {
  it("that stops before its declared length is no answer", async () => {
    const host = await serve((_, response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": 500 });
      response.write('[{"title":', () => response.destroy());
    });
    expect(await ask(host)).toMatchObject({ ok: false, cause: expect.stringMatching(/closed the connection|dropped/) });
  });

  it("that stops between chunks is no answer", async () => {
    const host = await serve((_, response) => {
      response.writeHead(200, JSON_TYPE);
      response.write("[1,", () => response.destroy());
    });
    expect((await ask(host)).ok).toBe(false);
  });

  it("that takes too long is given up, in mid-body as well", async () => {
    const silent = await serve(() => {});
    expect(await ask(silent, { timeoutMs: 50 })).toMatchObject({
      cause: `${silent} was not done after 0.05 s; run again later or allow more time`,
    });
    const slow = await serve((_, response) => void response.writeHead(200, JSON_TYPE).write("["));
    expect(await ask(slow, { timeoutMs: 80 })).toMatchObject({ cause: expect.stringContaining("was not done") });
  });

  it("of another kind is refused unread", async () => {
    const host = await serve((_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>"));
    expect(await ask(host)).toMatchObject({ cause: expect.stringContaining("answered with text/html where JSON") });
  });

  it("over the limit is dropped, declared or not", async () => {
    const declared = await serve((_, response) => void response.writeHead(200, JSON_TYPE).end("x".repeat(2_000)));
    expect(await ask(declared)).toMatchObject({ cause: expect.stringContaining("more than 1000 bytes") });
    const endless = await serve((_, response) => {
      response.writeHead(200, JSON_TYPE);
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(400)));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    });
    expect(await ask(endless)).toMatchObject({ cause: expect.stringContaining("more than 1000 bytes") });
  });
});

describe("no answer", () => {
  it("where nothing listens says so", async () => {
    const host = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await ask(host)).toMatchObject({ cause: expect.stringMatching(/refuses connections; .*ECONNREFUSED/) });
  });

  it("where the address is none names the setting", async () => {
    const request = { baseUrl: "huggingface", day: "2026-05-13", timeoutMs: 1, maxBytes: 1, userAgent: "t" };
    expect(await fetchHuggingFaceDay(request)).toMatchObject({
      cause: expect.stringContaining("PAPERBOY_HUGGINGFACE_URL"),
    });
  });
});
