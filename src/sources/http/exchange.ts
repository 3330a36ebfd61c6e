/** One request and its answer, without redirects or repetition: the address it connects to is the one that was checked. */
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { ACCEPTED_ENCODINGS } from "./body.ts";

export interface Exchange {
  url: URL;
  headers: Record<string, string>;
  /** It is posted; absent: the address is read. */
  body?: string;
  /** Of the whole exchange, body included: an abort breaks the connection off. */
  signal: AbortSignal;
  /** Undefined: any address will do. */
  lookup?: LookupFunction | undefined;
}

/** Resolves when the headers are there. One connection each: nothing is kept open between requests seconds apart. */
export function exchange({ url, headers, body, signal, lookup }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
      agent: false,
      method: body === undefined ? "GET" : "POST",
      headers: { ...headers, "accept-encoding": ACCEPTED_ENCODINGS },
      signal,
      ...(lookup ? { lookup } : {}),
    });
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}
