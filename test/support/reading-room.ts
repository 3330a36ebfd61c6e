/** The reading side in one place: a database, a stand-in of the sources, a clock that stands where the test puts it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "../../src/db/open.ts";
import { parseSourceNames } from "../../src/domain/intake/source-name.ts";
import { createLog } from "../../src/log.ts";
import { type DueReport, type IntakeTools, readDue } from "../../src/pipeline/intake-due.ts";
import { addSource } from "../../src/pipeline/keep-sources.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import type { ArxivAddresses } from "../../src/sources/arxiv/addresses.ts";
import { createHttpClient, type HttpClient, type HttpOptions } from "../../src/sources/http/client.ts";
import { openArxivAddresses, openSource } from "../../src/sources/open.ts";
import { createManualTiming, type ManualTiming } from "./manual-timing.ts";
import { openWebStandIn, type WebStandIn } from "./web-stand-in.ts";

export type Serve = (path: URL, response: ServerResponse, request: IncomingMessage) => void;

export interface ReadingRoom {
  web: WebStandIn;
  timing: ManualTiming;
  tools: IntakeTools;
  http: HttpClient;
  arxiv: ArxivAddresses;
  /** The program's clock stands there from now on. */
  at(instant: string): void;
  /** What the sources answer from now on. */
  serve(serve: Serve): void;
  add(...words: string[]): Promise<void>;
  due(): Promise<DueReport>;
  close(): Promise<void>;
}

const TYPES = {
  json: "application/json",
  xml: "application/xml; charset=utf-8",
  html: "text/html; charset=utf-8",
} as const;

/** An answer of a kind, 200 unless told otherwise. */
export const give = (
  response: ServerResponse,
  kind: keyof typeof TYPES,
  body: string,
  status = 200,
  headers: Record<string, string> = {},
): void => void response.writeHead(status, { "content-type": TYPES[kind], ...headers }).end(body);

export async function openReadingRoom(db: Db, options: Partial<HttpOptions> = {}): Promise<ReadingRoom> {
  let serve: Serve = (_path, response) => void response.writeHead(404).end();
  let now = Temporal.Instant.from("2026-05-14T12:00:00Z");
  const web = await openWebStandIn((request, response) =>
    serve(new URL(request.url ?? "", "http://x"), response, request),
  );
  const timing = createManualTiming();
  const http = createHttpClient({
    userAgent: "paperboy-test",
    timing,
    timeoutMs: 5_000,
    privateHosts: [new URL(web.url).host],
    ...options,
  });
  const addresses = { huggingFaceUrl: web.url, arxivUrl: web.url, biorxivUrl: web.url };
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const tools: IntakeTools = {
    clock,
    log: createLog("silent"),
    owner: "test",
    living: () => null,
    openSource: (row) => openSource(row, http, addresses),
  };
  return {
    web,
    timing,
    tools,
    http,
    arxiv: openArxivAddresses(addresses),
    at: (instant) => {
      now = Temporal.Instant.from(instant);
    },
    serve: (next) => {
      serve = next;
    },
    add: async (...words) => {
      const named = parseSourceNames(words);
      if (!named.ok) throw new Error(named.message);
      for (const source of named.sources) {
        const added = await addSource(db, source, now);
        if (!added.ok) throw new Error(added.message);
      }
    },
    due: async () => {
      const report = await readDue(db, tools);
      await db.transaction().execute((tx) => matchWaiting(tx, now));
      return report;
    },
    close: () => web.close(),
  };
}
