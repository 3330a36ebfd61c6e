/** A load balancer in a few lines: asks each process whether it is ready, and gives requests to those that are, in turn, once. */
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

export interface Balancer {
  url: string;
  /** Sends requests there too, from when it is ready; resolves then. */
  add(url: string): Promise<void>;
  /** How many requests each process answered. */
  answered: Map<string, number>;
  close(): Promise<void>;
}

const ASK_EVERY_MS = 200;

export async function openBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  const answered = new Map<string, number>();
  const watches: Promise<void>[] = [];
  let [turn, closing] = [0, false];

  /** Until it is gone: who is not ready any more is never asked again. */
  async function watch(url: string, isReady: () => void): Promise<void> {
    for (let wasReady = false; !closing; await setTimeout(ASK_EVERY_MS)) {
      const status = await fetch(`${url}/readyz`).then(
        (answer) => answer.arrayBuffer().then(() => answer.status),
        () => 0,
      );
      if (status === 200) {
        wasReady = true;
        ready.add(url);
        isReady();
      } else ready.delete(url);
      if (wasReady && status === 0) return;
    }
  }

  const server = createServer((asked, answer) => {
    const targets = [...ready];
    const url = targets[turn++ % targets.length];
    const fail = (status: number, why: string) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(status).end(why);
    };
    if (url === undefined) return fail(503, "nobody is ready");
    const forward = request(`${url}${asked.url}`, { agent, headers: asked.headers }, (said: IncomingMessage) => {
      answered.set(url, (answered.get(url) ?? 0) + 1);
      answer.writeHead(said.statusCode ?? 502, { "content-type": said.headers["content-type"] ?? "text/plain" });
      said.on("error", (error) => fail(502, String(error)));
      said.pipe(answer);
    });
    forward.on("error", (error) => fail(502, `${url}: ${error}`));
    forward.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    add: (url) => new Promise((isReady) => watches.push(watch(url, isReady))),
    async close() {
      closing = true;
      await Promise.all(watches);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export interface Visitor {
  /** Answers that nobody should get, in words. */
  errors: string[];
  visits: number;
  stop(): Promise<void>;
}

const VISIT_EVERY_MS = 50;

/** Asks for pages, one every so often whether the one before has come or not. */
export function startVisitor(url: string, paths: string[]): Visitor {
  const visitor: Visitor = { errors: [], visits: 0, stop: async () => {} };
  const open = new Set<Promise<void>>();
  const visit = async () => {
    const path = paths[visitor.visits++ % paths.length] as string;
    try {
      const answer = await fetch(url + path);
      const text = await answer.text();
      if (answer.status !== 200) visitor.errors.push(`${path}: ${answer.status} ${text.slice(0, 200)}`);
    } catch (error) {
      visitor.errors.push(`${path}: ${error}`);
    }
  };
  const timer = setInterval(() => {
    const each = visit().finally(() => open.delete(each));
    open.add(each);
  }, VISIT_EVERY_MS);
  visitor.stop = async () => {
    clearInterval(timer);
    await Promise.all(open);
  };
  return visitor;
}
