/** One look at an address, to see whether somebody answers there: guarded as reading is, and little of the answer kept. */
import type { LookupFunction } from "node:net";
import { findLiteralAddress, isPublicAddress, lookUpPublic } from "./address.ts";
import { readBody } from "./body.ts";
import { exchange } from "./exchange.ts";
import { explainFailure } from "./explain.ts";

export interface Seen {
  status: number;
  /** By the clock of who answered, now; null: it did not say, or the answer lay in a cache. */
  date: Temporal.Instant | null;
  /** Empty where there is much of it. */
  text: string;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 100_000;
/** What lay in a cache for longer has the Date of when it was made (RFC 9111, 5.1), which tells nothing of now. */
const MAX_AGE_S = 5;

/** `own`: addresses of the configuration, which may be private. Throws with what is wrong and what to do. */
export function createLook(
  { userAgent, privateHosts, own }: { userAgent: string; privateHosts: string[]; own: string[] },
  lookup: LookupFunction = lookUpPublic(),
): (address: string) => Promise<Seen> {
  const trustedHosts = new Set([...privateHosts, ...own.map((each) => new URL(each).host)]);
  return async (address) => {
    const url = new URL(address);
    const trusted = trustedHosts.has(url.host);
    const literal = findLiteralAddress(url.hostname);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      if (!trusted && literal !== null && !isPublicAddress(literal))
        throw Object.assign(new Error("private"), { code: "EPRIVATE" });
      const headers = { "user-agent": userAgent };
      const answer = await exchange({ url, headers, signal, lookup: trusted ? undefined : lookup });
      const body = await readBody(answer, MAX_BYTES);
      const age = Number(answer.headers.age ?? 0);
      const date = age <= MAX_AGE_S ? Date.parse(answer.headers.date ?? "") : Number.NaN;
      return {
        status: answer.statusCode ?? 0,
        date: Number.isNaN(date) ? null : Temporal.Instant.fromEpochMilliseconds(date),
        text: body.ok ? body.text : "",
      };
    } catch (error) {
      throw new Error(explainFailure(error, { host: url.host, timeoutMs: TIMEOUT_MS, timedOut: signal.aborted }), {
        cause: error,
      });
    }
  };
}
