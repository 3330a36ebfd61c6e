/** The one way to read from the network: politely, in bounds, and with every outcome as a value with its cause. */
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { findLiteralAddress, isPublicAddress, lookUpPublic } from "./address.ts";
import { readBody } from "./body.ts";
import { exchange } from "./exchange.ts";
import { explainFailure, explainStatus, waitSecondsOf } from "./explain.ts";
import { createPace, type Turns } from "./pace.ts";
import { REAL_TIMING, type Timing } from "./timing.ts";

export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export type Expected = "JSON" | "XML" | "HTML" | "a feed";

export interface HttpRequest {
  url: string;
  /** Names who shares a pace: `arxiv`, `huggingface`, a feed's host. */
  lane: string;
  expect: Expected;
  /** What an earlier answer of this address said: the server may answer that nothing changed. */
  validators?: Validators | null;
  /** The address stands in the configuration, so it may be on a private network. An operator-given feed's is not. */
  configured?: boolean;
}

export type HttpAnswer =
  | { kind: "text"; text: string; url: string; validators: Validators | null }
  | { kind: "unchanged" }
  /** `text` is the body of an answer that is an error but of the expected kind. */
  | { kind: "failed"; cause: string; status: number | null; waitSeconds: number | null; text: string | null };

export interface HttpOptions {
  userAgent: string;
  /** Of an answer, before and after decompression. */
  maxBytes?: number;
  timeoutMs?: number;
  timing?: Timing;
  /** `host` or `host:port` that may be read from though private. */
  privateHosts?: string[];
  lookup?: LookupFunction;
  /** Keeps the pace among processes too; null or absent: no other process reads. */
  turns?: Turns | null;
}

export interface HttpClient {
  get(request: HttpRequest): Promise<HttpAnswer>;
}

const MOST_REDIRECTS = 5;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1_000;
/** A longer Retry-After is not waited for here: the reading is noted as failed and done again when that time has come. */
const LONGEST_PAUSE_S = 60;
/** The largest honest answers: 2,000 records of an arXiv list or 1,000 of OAI-PMH, about 5 MB. */
const MAX_BYTES = 50_000_000;
const TIMEOUT_MS = 60_000;
/** For what a request takes besides the network. */
const TURN_MARGIN_MS = 10_000;

type Failure = Extract<HttpAnswer, { kind: "failed" }> & { again: boolean };

const TYPES: Record<Expected, RegExp> = {
  JSON: /^(?:application\/json|.+\+json)$/,
  XML: /^(?:(?:application|text)\/xml|.+\+xml)$/,
  HTML: /^(?:text\/html|application\/xhtml\+xml)$/,
  "a feed": /^(?:(?:application|text)\/(?:xml|json|plain)|.+\+(?:xml|json))$/,
};
const ACCEPT: Record<Expected, string> = {
  JSON: "application/json",
  XML: "application/atom+xml, application/rss+xml, application/xml, text/xml",
  HTML: "text/html",
  "a feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml, text/xml;q=0.9",
};

export function createHttpClient(options: HttpOptions): HttpClient {
  const { userAgent, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS, timing = REAL_TIMING } = options;
  const inTurn = createPace(timing, options.turns ?? null, timeoutMs + TURN_MARGIN_MS);
  const privateHosts = new Set(options.privateHosts ?? []);
  const checked = options.lookup ?? lookUpPublic();

  async function get(request: HttpRequest): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await follow(request);
      if (answer.kind !== "failed") return answer;
      const { again, ...failure } = answer;
      if (!again || attempt === ATTEMPTS || (failure.waitSeconds ?? 0) > LONGEST_PAUSE_S) return failure;
      const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + timing.random());
      await timing.sleep(Math.max(pause, (failure.waitSeconds ?? 0) * 1_000));
    }
  }

  /** Each hop is checked like the first and keeps the pace. */
  async function follow(request: HttpRequest): Promise<Exclude<HttpAnswer, { kind: "failed" }> | Failure> {
    let url = URL.parse(request.url);
    const home = url?.host;
    for (let hops = 0; ; hops++) {
      if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
        return fail(`"${url?.href ?? request.url}" is not a web address that can be read`);
      const trusted = privateHosts.has(url.host) || (request.configured === true && url.host === home);
      const next: Step = await inTurn(request.lane, () => step(request, url as URL, trusted));
      if (next.kind !== "redirect") return next;
      if (hops === MOST_REDIRECTS)
        return fail(`${home} redirects more than ${MOST_REDIRECTS} times; look at the address`);
      if (url.protocol === "https:" && next.to.protocol === "http:")
        return fail(`${url.host} redirects from https to http, to ${next.to.host}; look at the address`);
      url = next.to;
    }
  }

  type Step = Exclude<HttpAnswer, { kind: "failed" }> | Failure | { kind: "redirect"; to: URL };

  async function step(request: HttpRequest, url: URL, trusted: boolean): Promise<Step> {
    const literal = findLiteralAddress(url.hostname);
    if (!trusted && literal !== null && !isPublicAddress(literal))
      return fail(
        explainFailure(Object.assign(new Error(), { code: "EPRIVATE" }), {
          host: url.host,
          timeoutMs,
          timedOut: false,
        }),
      );
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const headers = { accept: ACCEPT[request.expect], "user-agent": userAgent, ...conditions(request.validators) };
      const response = await exchange({ url, headers, signal, lookup: trusted ? undefined : checked });
      return await read(request, url, response);
    } catch (error) {
      const cause = explainFailure(error, { host: url.host, timeoutMs, timedOut: signal.aborted });
      return fail(cause, { again: !/EPRIVATE|ENOTFOUND|CERT|SIGNED/.test(cause) });
    }
  }

  async function read(request: HttpRequest, url: URL, response: IncomingMessage): Promise<Step> {
    const { headers } = response;
    const status = response.statusCode ?? 0;
    if (status === 304) {
      response.destroy();
      return { kind: "unchanged" };
    }
    if ([301, 302, 303, 307, 308].includes(status) && headers.location !== undefined) {
      response.destroy();
      const to = URL.parse(headers.location, url);
      return to ? { kind: "redirect", to } : fail(`${url.host} redirects to something that is no address`);
    }
    const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
    const fits = TYPES[request.expect].test(type);
    if (status !== 200) {
      const body = fits ? await readBody(response, maxBytes) : null;
      response.destroy();
      const again = status === 429 || status >= 500;
      const [waitSeconds, text] = [waitSecondsOf({ status, headers }), body?.ok ? body.text : null];
      return fail(explainStatus(url.host, { status, headers }), { again, status, waitSeconds, text });
    }
    if (!fits) {
      response.destroy();
      const found = type === "" ? "an answer without a content type" : type;
      const advice = "look whether a proxy or a login page stands in between";
      return fail(`${url.host} answered with ${found} where ${request.expect} was expected; ${advice}`, { status });
    }
    const body = await readBody(response, maxBytes);
    if (body.ok) return { kind: "text", text: body.text, url: url.href, validators: validatorsOf(response) };
    if (body.why === "encoding")
      return fail(`${url.host} packed its answer as "${body.found}", which was not asked for`, { status });
    const advice = "so the answer was dropped; look at the address it is read from";
    return fail(`${url.host} sent more than ${maxBytes} bytes, ${advice}`, { status });
  }

  return { get };
}

function fail(cause: string, more: Partial<Omit<Failure, "kind" | "cause">> = {}): Failure {
  return { kind: "failed", cause, status: null, waitSeconds: null, text: null, again: false, ...more };
}

function conditions(validators: Validators | null | undefined): Record<string, string> {
  return {
    ...(validators?.etag ? { "if-none-match": validators.etag } : {}),
    ...(validators?.lastModified ? { "if-modified-since": validators.lastModified } : {}),
  };
}

function validatorsOf({ headers }: IncomingMessage): Validators | null {
  const found = { etag: headers.etag ?? null, lastModified: headers["last-modified"] ?? null };
  return found.etag === null && found.lastModified === null ? null : found;
}
