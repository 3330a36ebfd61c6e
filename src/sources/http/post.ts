/** One POST to an address that an operator gave: to public hosts only, bounded in time and in what is read, no redirects. */
import type { LookupFunction } from "node:net";
import { findLiteralAddress, isPublicAddress, lookUpPublic } from "./address.ts";
import { exchange } from "./exchange.ts";
import { explainFailure, waitSecondsOf } from "./explain.ts";

export type Posted =
  | { ok: true; status: number; waitSeconds: number | null }
  /** `hopeless`: the same address will not do later either. */
  | { ok: false; cause: string; hopeless: boolean };

export interface PosterOptions {
  userAgent: string;
  timeoutMs?: number;
  /** `host` or `host:port` that may be written to though private. */
  privateHosts?: string[];
  lookup?: LookupFunction;
}

const TIMEOUT_MS = 15_000;

export function createPoster({
  userAgent,
  timeoutMs = TIMEOUT_MS,
  privateHosts = [],
  lookup = lookUpPublic(),
}: PosterOptions) {
  return async (
    address: string,
    { headers, body }: { headers: Record<string, string>; body: string },
  ): Promise<Posted> => {
    const url = URL.parse(address);
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
      return { ok: false, cause: "it is not a web address that can be written to", hopeless: true };
    const trusted = privateHosts.includes(url.host);
    const literal = findLiteralAddress(url.hostname);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      if (!trusted && literal !== null && !isPublicAddress(literal))
        throw Object.assign(new Error("private"), { code: "EPRIVATE" });
      const response = await exchange({
        url,
        headers: { ...headers, "user-agent": userAgent },
        body,
        signal,
        lookup: trusted ? undefined : lookup,
      });
      response.destroy(); // what it says is not read
      return {
        ok: true,
        status: response.statusCode ?? 0,
        waitSeconds: waitSecondsOf({ status: 0, headers: response.headers }),
      };
    } catch (error) {
      const cause = explainFailure(error, { host: url.host, timeoutMs, timedOut: signal.aborted });
      return { ok: false, cause, hopeless: /EPRIVATE/.test(cause) };
    }
  };
}
