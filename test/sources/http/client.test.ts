/** Reading from the network politely and in bounds, against a stand-in that misbehaves in every way a server can. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpClient, type HttpOptions, type HttpRequest } from "../../../src/sources/http/client.ts";
import { createManualTiming, type ManualTiming } from "../../support/manual-timing.ts";
import { openWebStandIn, type WebStandIn } from "../../support/web-stand-in.ts";

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
let web: WebStandIn;
let timing: ManualTiming;
afterEach(() => web.close());

async function ask(
  answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void,
  options: Partial<HttpOptions> = {},
  request: Partial<HttpRequest> = {},
) {
  web = await openWebStandIn((message, response) => answer(message, response, web.asked.length));
  timing = createManualTiming();
  const http = createHttpClient({ userAgent: "paperboy-test", maxBytes: 1_000, timing, ...options });
  return http.get({ url: `${web.url}/x`, lane: "test", expect: "JSON", configured: true, ...request });
}
const failed = (cause: RegExp | string) => ({
  kind: "failed",
  cause: cause instanceof RegExp ? expect.stringMatching(cause) : expect.stringContaining(cause),
});
const give =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);

describe("an answer", () => {
  it("is asked for with our name and returned as text", async () => {
    const seen: (string | undefined)[] = [];
    const answer = await ask((request, response) => {
      seen.push(request.method, request.url, request.headers["user-agent"], request.headers.accept);
      response.writeHead(200, JSON_TYPE).end('["δ"]');
    });
    expect(answer).toEqual({ kind: "text", text: '["δ"]', url: `${web.url}/x`, validators: null });
    expect(seen).toEqual(["GET", "/x", "paperboy-test", "application/json"]);
  });

  it.each([
    ["gzip", (data: string | Buffer) => gzipSync(data, { level: 1 })],
    ["br", (data: string | Buffer) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)("packed with %s is unpacked, and what it unpacks to is bounded", async (encoding, pack) => {
    expect(await ask(give(pack(`["${"x".repeat(900)}"]`), { "content-encoding": encoding }))).toMatchObject({
      kind: "text",
    });
    await web.close();
    const bomb = pack(Buffer.alloc(20_000_000));
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect(await ask(give(bomb, { "content-encoding": encoding }), { maxBytes: 100_000 })).toMatchObject(
      failed("more than 100000 bytes"),
    );
  });

  it("packed twice, as bombs are, is refused", async () => {
    expect(await ask(give(gzipSync(gzipSync("[]")), { "content-encoding": "gzip, gzip" }))).toMatchObject(
      failed('packed its answer as "gzip, gzip"'),
    );
  });

  it("in another encoding than UTF-8 is read by what it says of itself", async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', "latin1");
    const answer = await ask(give(latin, { "content-type": "text/xml" }), {}, { expect: "XML" });
    expect(answer).toMatchObject({ text: expect.stringContaining("<a>é</a>") });
  });

  it("that has not changed is not sent again", async () => {
    const validators = { etag: '"7"', lastModified: "Wed, 13 May 2026 08:00:00 GMT" };
    const headers = { etag: validators.etag, "last-modified": validators.lastModified };
    expect(await ask(give("[]", headers))).toMatchObject({ validators });
    await web.close();
    const again = await ask(
      (request, response) => {
        const same =
          request.headers["if-none-match"] === '"7"' &&
          request.headers["if-modified-since"] === validators.lastModified;
        response.writeHead(same ? 304 : 500).end();
      },
      {},
      { validators },
    );
    expect(again).toEqual({ kind: "unchanged" });
  });
});

describe("a refusal", () => {
  it("429 is waited for as long as it asks, then asked again", async () => {
    const answer = await ask((_, response, nth) =>
      nth === 1
        ? void response.writeHead(429, { "retry-after": "30" }).end()
        : void response.writeHead(200, JSON_TYPE).end("[]"),
    );
    expect(answer).toMatchObject({ kind: "text" });
    expect(timing.slept).toEqual([30_000]);
  });

  it("that asks for longer than a minute is left alone and says for how long", async () => {
    const answer = await ask(give("no", { "retry-after": "120" }, 429));
    expect(answer).toMatchObject({
      ...failed(/answered 429, asks to wait 120 s; run again after that$/),
      status: 429,
      waitSeconds: 120,
    });
    expect([web.asked.length, timing.slept]).toEqual([1, []]);
  });

  it("with an instant is counted from the answer's own date", async () => {
    const headers = { date: "Wed, 13 May 2026 08:00:00 GMT", "retry-after": "Wed, 13 May 2026 08:02:00 GMT" };
    expect(await ask(give("", headers, 503))).toMatchObject({ waitSeconds: 120 });
  });

  it("500 is tried three times with longer pauses, that vary, and no more", async () => {
    expect(await ask(give("", {}, 500))).toMatchObject(failed(/answered 500; .*run again later/));
    expect([web.asked.length, timing.slept]).toEqual([3, [1_000, 2_000]]);
    await web.close();
    const shorter = createManualTiming(0);
    await ask(give("", {}, 502), { timing: shorter });
    expect([web.asked.length, shorter.slept]).toEqual([3, [500, 1_000]]);
  });

  it("400 and 404 are not repeated, and what they say is kept", async () => {
    expect(await ask(give('{"error":"no"}', {}, 400))).toMatchObject({ ...failed(/400/), text: '{"error":"no"}' });
    expect(web.asked).toHaveLength(1);
  });
});

describe("a broken answer", () => {
  it("that stops before its declared length says after how many bytes", async () => {
    const answer = await ask((_, response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": 500 });
      response.write('[{"title":', () => response.destroy());
    });
    expect(answer).toMatchObject(failed("broke the answer off after 10 bytes"));
    expect(web.asked).toHaveLength(3);
  });

  it("that stops between chunks, or inside its compression, is no answer", async () => {
    const between = await ask((_, response) => {
      response.writeHead(200, JSON_TYPE);
      response.write("[1,", () => response.destroy());
    });
    expect(between).toMatchObject(failed("broke the answer off after 3 bytes"));
    await web.close();
    const half = gzipSync(JSON.stringify("x".repeat(500))).subarray(0, 20);
    expect(await ask(give(half, { "content-encoding": "gzip" }))).toMatchObject(
      failed("compressed answer that breaks off"),
    );
  });

  it("that drips slower than the time allowed is given up", async () => {
    const answer = await ask((_, response) => void response.writeHead(200, JSON_TYPE).write("["), { timeoutMs: 40 });
    expect(answer).toMatchObject(failed("was not done after 0.04 s"));
  });

  it("of another kind is refused unread", async () => {
    expect(await ask(give("<p>", { "content-type": "text/html" }))).toMatchObject(
      failed("answered with text/html where JSON was expected"),
    );
  });

  it("over the limit is dropped, declared or not", async () => {
    expect(await ask(give("x".repeat(2_000)))).toMatchObject(failed("more than 1000 bytes"));
    await web.close();
    const endless = await ask((_, response) => {
      response.writeHead(200, JSON_TYPE);
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(400)));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    });
    expect(endless).toMatchObject(failed("more than 1000 bytes"));
  });

  it("where nothing listens, or nothing speaks HTTP, says so", async () => {
    const answer = await ask(() => {}, {}, { url: "http://127.0.0.1:1/" });
    expect(answer).toMatchObject(failed(/refuses connections; .*ECONNREFUSED/));
  });
});

describe("a redirect", () => {
  const to = (location: string) => (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(302, { location }).end();

  it("is followed", async () => {
    const answer = await ask((request, response) =>
      request.url === "/x" ? to("/y")(request, response) : give("[]")(request, response),
    );
    expect(answer).toMatchObject({ kind: "text", url: `${web.url}/y` });
  });

  it("in a circle ends", async () => {
    expect(await ask(to("/x"))).toMatchObject(failed("redirects more than 5 times"));
    expect(web.asked).toHaveLength(6);
  });

  it.each(["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:80/", "http://localhost/"])(
    "to a private address is refused, though the first was the operator's own: %s",
    async (location) => {
      expect(await ask(to(location))).toMatchObject(failed("is on a private network"));
      expect(web.asked).toHaveLength(1);
    },
  );

  it.each(["ftp://example.org/", "file:///etc/passwd", "https://user:secret@example.org/"])(
    "to what is no web address is refused: %s",
    async (location) => expect(await ask(to(location))).toMatchObject(failed("is not a web address")),
  );
});

describe("a private address", () => {
  it("that an operator gives as a feed is refused, unless its host is named", async () => {
    expect(await ask(give("[]"), {}, { configured: false })).toMatchObject(
      failed(/private network.*PAPERBOY_PRIVATE_HOSTS/),
    );
    expect(web.asked).toEqual([]);
    const http = createHttpClient({ userAgent: "t", timing, privateHosts: [new URL(web.url).host] });
    expect(await http.get({ url: web.url, lane: "test", expect: "JSON" })).toMatchObject({ kind: "text" });
  });

  it("behind a name is refused where it is connected to", async () => {
    const url = web === undefined ? "" : `http://localhost:${new URL((await openAndKeep()).url).port}/`;
    const http = createHttpClient({ userAgent: "t", timing: createManualTiming() });
    expect(await http.get({ url, lane: "test", expect: "JSON" })).toMatchObject(failed("is on a private network"));
    expect(web.asked).toEqual([]);
  });
  async function openAndKeep() {
    web = await openWebStandIn(give("[]"));
    return web;
  }
});

describe("the pace", () => {
  it("of arXiv is one request in three seconds and one at a time, whatever is asked together; others have their own", async () => {
    let open = 0;
    let most = 0;
    web = await openWebStandIn((_, response) => {
      most = Math.max(most, ++open);
      response.writeHead(200, JSON_TYPE).end("[]");
      open--;
    });
    timing = createManualTiming();
    const http = createHttpClient({ userAgent: "t", timing });
    const get = (lane: string) => http.get({ url: web.url, lane, expect: "JSON", configured: true });
    await Promise.all([get("arxiv"), get("arxiv"), get("arxiv"), get("arxiv")]);
    expect([timing.slept, most]).toEqual([[3_000, 3_000, 3_000], 1]);
    await get("huggingface");
    expect(timing.slept).toHaveLength(3);
  });

  it("also holds for repetitions and redirects", async () => {
    const answer = await ask(
      (request, response, nth) => {
        if (nth === 1) response.writeHead(302, { location: "/y" }).end();
        else if (nth === 2) response.writeHead(500).end();
        else give("[]")(request, response);
      },
      {},
      { lane: "arxiv" },
    );
    expect(answer).toMatchObject({ kind: "text" });
    expect(timing.now()).toBeGreaterThanOrEqual(6_000);
  });
});
