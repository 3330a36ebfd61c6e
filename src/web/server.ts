/** The web door: one port for what answers over HTTP. Now health and metrics; pages come to the same server. */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { addHooks, type HookDoor } from "./hooks.ts";
import { addTopics, type TopicDoor } from "./topics.ts";

export interface HealthDoor {
  /** Why the process must be started anew; null: it is alive. */
  findDead(): string | null;
  /** Why it takes no work now; null: it is ready. */
  findUnready(): Promise<string | null>;
  renderMetrics(): Promise<{ text: string; contentType: string }>;
}

export interface WebServer {
  url: string;
  close(): Promise<void>;
}

export function createWeb(health: HealthDoor, topics: TopicDoor, hooks: HookDoor): Hono {
  const web = new Hono();
  addTopics(web, topics);
  addHooks(web, hooks);
  web.get("/healthz", (c) => {
    const dead = health.findDead();
    return dead === null ? c.text("ok\n") : c.text(`${dead}\n`, 503);
  });
  web.get("/readyz", async (c) => {
    const unready = await health.findUnready();
    return unready === null ? c.text("ready\n") : c.text(`${unready}\n`, 503);
  });
  web.get("/metrics", async (c) => {
    const { text, contentType } = await health.renderMetrics();
    return c.body(text, 200, { "content-type": contentType });
  });
  web.notFound((c) => c.text("There is nothing here. Health is at /healthz and /readyz, metrics at /metrics.\n", 404));
  web.onError((error, c) => {
    console.error(error);
    return c.text("This did not work; the log of the server says why.\n", 500);
  });
  return web;
}

/** Rejects when the address cannot be used. */
export async function listen(web: Hono, address: { host: string; port: number }): Promise<WebServer> {
  const server = createServer(getRequestListener(web.fetch));
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(address.port, address.host, listening.resolve);
  await listening.promise;
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : address.port;
  return {
    url: `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
