/** The server itself: requests that are too large, that two readers would read differently, or that never end. */
import { once } from "node:events";
import { connect } from "node:net";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLeaving } from "../../src/web/leaving.ts";
import { createPageCache } from "../../src/web/page-cache.ts";
import { listen, type WebServer } from "../../src/web/server.ts";

let server: WebServer;
let port = 0;
let [mark, made, clock] = ["1", 0, 0];

const held = Promise.withResolvers<void>();

beforeAll(async () => {
  const hono = new Hono();
  const cache = createPageCache({ findMark: async () => mark, now: () => clock, markMs: 100 });
  hono.use("/kept/*", cache.middleware);
  hono.get("/kept/slow", async (c) => {
    await held.promise;
    c.header("cache-control", "public, max-age=60");
    return c.text("slow");
  });
  hono.get("/kept/:name", (c) => {
    made += 1;
    c.header("cache-control", "public, max-age=60");
    return c.text(`${c.req.param("name")} ${"x".repeat(3_000)} ${made}`);
  });
  hono.get("/kept/own/:name", (c) => c.text(`own ${++made}`));
  hono.post("/form", async (c) => c.text(String((await c.req.text()).length)));
  const patience = { headersMs: 300, requestMs: 600, checkMs: 50 };
  server = await listen({ hono, cache }, { host: "127.0.0.1", port: 0 }, patience);
  port = Number(new URL(server.url).port);
});
afterAll(() => server.close());

/** What the server answers to these bytes until it ends the connection. */
async function say(bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk;
  });
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return heard;
}

const HEAD = "Host: papers.example.org\r\nConnection: close\r\n";

describe("a request that two servers would read differently", () => {
  it.each([
    ["two lengths", `POST /form HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`],
    [
      "a length and chunks",
      `POST /form HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    ],
    [
      "another transfer encoding",
      `POST /form HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    ],
    ["a blank before the colon", `POST /form HTTP/1.1\r\n${HEAD}Content-Length : 5\r\n\r\nabcde`],
    ["a folded header", `GET /kept/a HTTP/1.1\r\n${HEAD}X-A: b\r\n\r\tc: d\r\n\r\n`],
    ["a bare line feed in a name", `GET /kept/a HTTP/1.1\r\n${HEAD}X\nA: b\r\n\r\n`],
    ["no host", "GET /kept/a HTTP/1.1\r\nConnection: close\r\n\r\n"],
    [
      "a chunk length that is none",
      `POST /form HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n`,
    ],
  ])("is refused: %s", async (_, bytes) => {
    const heard = await say(bytes);
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe("a request that is too large", () => {
  it("in its header is refused, and one that fits is answered", async () => {
    const asked = (size: number) => say(`GET /kept/a?q=${"x".repeat(size)} HTTP/1.1\r\n${HEAD}\r\n`);
    expect(await asked(40_000)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await asked(12_000)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a request that never ends", () => {
  it.each([
    ["in its header", `GET /kept/a HTTP/1.1\r\n${HEAD}X-Slow: `],
    ["in its body", `POST /form HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\n\r\nabc`],
  ])("is cut off: %s", async (_, bytes) => {
    expect(await say(bytes)).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
});

describe("pages that are kept", () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + path, { headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };

  it("are made once while nothing comes in, for however many ask at once, and anew when something came", async () => {
    clock += 1_000;
    const before = made;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("/kept/b")));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(made).toBe(before + 1);
    mark = "2";
    expect((await ask("/kept/b")).text).toBe(answers[0]?.text); // for a tenth of a second as it was
    clock += 200;
    expect((await ask("/kept/b")).text).not.toBe(answers[0]?.text);
    expect(made).toBe(before + 2);
    clock += 10 * 60_000;
    await ask("/kept/b");
    expect(made).toBe(before + 3);
  });

  it("are answered by 304 to who has them, packed to who can unpack, and not to other methods", async () => {
    const { headers, text } = await ask("/kept/c");
    const etag = headers.get("etag") as string;
    for (let i = 0; i < 2; i += 1)
      expect(await ask("/kept/c", { "if-none-match": etag })).toMatchObject({ status: 304, text: "" });
    expect((await ask("/kept/c", { "accept-encoding": "identity" })).text).toBe(text);
    const packed = await ask("/kept/c", { "accept-encoding": "gzip" });
    expect([packed.text, packed.headers.get("vary")]).toEqual([text, "Accept-Encoding"]);
    const head = await fetch(`${server.url}/kept/c`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("are made so many at once, and who comes beyond that is asked to come again", async () => {
    let busy = 0;
    const asked = Array.from({ length: 60 }, async (_, i) => {
      const { status, headers } = await ask(`/kept/slow?${i}`);
      if (status === 503 && headers.get("retry-after") === "2") busy += 1;
      if (busy === 28) held.resolve(); // the others are being made until then
      return status;
    });
    expect((await Promise.all(asked)).filter((status) => status === 200)).toHaveLength(32);
    expect((await ask("/kept/slow?59")).status).toBe(200);
  });

  it("are answered whatever is asked for, the pattern itself too", async () => {
    expect((await ask("/kept/*")).text).toMatch(/^\* x/);
  });

  it("are not those that do not say that they are everybody's", async () => {
    const [first, second] = [await ask("/kept/own/a"), await ask("/kept/own/a")];
    expect(first.text).not.toBe(second.text);
  });
});

describe("a server that leaves", () => {
  const open = async (answer: () => Promise<string>) => {
    const hono = new Hono();
    hono.get("/page", async (c) => c.text(await answer()));
    const cache = createPageCache({ findMark: async () => "", now: () => 0, markMs: 100 });
    return listen({ hono, cache }, { host: "127.0.0.1", port: 0 });
  };

  it("answers what is under way before it closes, and takes nothing new", async () => {
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const leaving = await open(() => {
      asked.resolve();
      return answered.promise;
    });
    const page = fetch(`${leaving.url}/page`).then((answer) => answer.text());
    await asked.promise;
    const closed = leaving.close();
    await expect(fetch(`${leaving.url}/page`)).rejects.toThrow();
    answered.resolve("whole");
    expect(await page).toBe("whole");
    await closed;
  });

  it("goes on answering until then, and tells each connection that this was its last answer", async () => {
    const leaving = await open(async () => "as before");
    const connectionOf = async () => (await fetch(`${leaving.url}/page`)).headers.get("connection");
    expect(await connectionOf()).toBe("keep-alive");
    leaving.retire();
    expect(await connectionOf()).toBe("close");
    await leaving.close();
  });
});

describe("the grace of one who leaves", () => {
  const graceAfter = (asked: number[], at: number): number => {
    let now = 0;
    const leaving = createLeaving(() => now);
    for (now of asked) leaving.asked();
    now = at;
    return leaving.graceMs();
  };

  it.each([
    ["nobody asks whether it is ready", [], 10_000, 0],
    ["somebody asked once", [1_000], 2_000, 0],
    ["it is asked each second: three noes, and half a second more", [0, 1_000, 2_000], 2_500, 3_500],
    ["it is asked rarely: not longer than five seconds", [0, 15_000, 30_000], 31_000, 5_000],
    ["nobody has asked for more than a minute", [0, 1_000], 62_000, 0],
  ])("where %s", (_, asked, at, grace) => {
    expect(graceAfter(asked, at)).toBe(grace);
  });
});
