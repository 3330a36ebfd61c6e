/** What SNS points at is fetched within limits from that very address, over a connection that proves whose it is. */
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { fetchFromSns, SNS_LIMITS } from "../../src/channels/sns-fetch.ts";
import { makeCertificate } from "../support/certificate.ts";
import { openWebStandIn, type WebStandIn } from "../support/web-stand-in.ts";

const open: WebStandIn[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
async function serve(...answer: Parameters<typeof openWebStandIn>): Promise<WebStandIn> {
  const server = await openWebStandIn(...answer);
  open.push(server);
  return server;
}

describe("what SNS points at", () => {
  it("comes as text, up to the limit to the byte, in however many parts", async () => {
    const { url } = await serve((_, response) => {
      response.write("a".repeat(SNS_LIMITS.bytes - 2));
      response.end("é");
    });
    expect((await fetchFromSns(url)).slice(-2)).toBe("aé");
  });

  it("is not read on past the limit, however long it goes on", async () => {
    let cut = Promise.resolve<unknown>(null);
    const { url } = await serve((_, response) => {
      cut = once(response, "close");
      const more = () => {
        while (response.write("a".repeat(10_000)));
        response.once("drain", more);
      };
      more();
    });
    await expect(fetchFromSns(url)).rejects.toThrow("more than a certificate");
    await cut;
  });

  it.each([301, 302, 303, 307, 308])("is not looked for where a redirect (%d) leads", async (status) => {
    const elsewhere = await serve((_, response) => void response.end("a certificate"));
    const { url } = await serve((_, response) => void response.writeHead(status, { location: elsewhere.url }).end());
    await expect(fetchFromSns(url)).rejects.toThrow();
    expect(elsewhere.asked).toEqual([]);
  });

  it.each([204, 304, 403, 404, 500, 503])(
    "is none where the answer is %d, but for an empty one that means yes",
    async (status) => {
      const { url } = await serve((_, response) => void response.writeHead(status).end());
      if (status === 204) expect(await fetchFromSns(url)).toBe("");
      else await expect(fetchFromSns(url)).rejects.toThrow(`answered ${status}`);
    },
  );

  it.each([
    ["never answers", () => {}],
    ["answers and never ends", (_: unknown, response: { write(text: string): void }) => response.write("-----BEGIN")],
  ] as const)("is given up in time where a server %s", async (_, answer) => {
    const { url } = await serve(answer);
    await expect(fetchFromSns(url, { ...SNS_LIMITS, ms: 100 })).rejects.toThrow(/time/i);
  });

  it("is none where nobody listens", async () => {
    const { url, close } = await openWebStandIn(() => {});
    await close();
    await expect(fetchFromSns(url)).rejects.toThrow();
  });

  it("is not taken over TLS from who cannot prove the name", async () => {
    let asked = 0;
    const server = createServer(await makeCertificate(), (_, response) => {
      asked++;
      response.end("a certificate");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      await expect(fetchFromSns(`https://127.0.0.1:${port}/`)).rejects.toThrow();
      expect(asked).toBe(0);
    } finally {
      server.close();
    }
  });
});
