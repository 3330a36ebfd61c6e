/** Says in words what went wrong with a request and what to do next. */
import type { IncomingHttpHeaders } from "node:http";

export interface Status {
  status: number;
  headers: IncomingHttpHeaders;
}

/** For an answer that is not 200. `host` is named as `huggingface.co` or `127.0.0.1:8080`. */
export function explainStatus(host: string, answer: Status): string {
  const { status } = answer;
  const wait = waitSecondsOf(answer);
  const asked = wait === null ? "" : `, asks to wait ${wait} s`;
  return `${host} answered ${status}${asked}; ${adviceFor(status, wait)}`;
}

function adviceFor(status: number, wait: number | null): string {
  if (status === 429) return wait === null ? "read less often, then run again" : "run again after that";
  if (status >= 500) return "the trouble is on its side, run again later";
  if (status === 401 || status === 403) return "it refuses this machine or program, look at the address and any proxy";
  if (status === 404) return "nothing is at that address, look at the base address";
  if (status === 400) return "it does not accept the request; a day that has not begun there is refused like this";
  return "look at the base address";
}

/** Seconds of `Retry-After`, given as a number or as a date (then counted from the answer's own `Date`), else null. */
export function waitSecondsOf({ headers }: Status): number | null {
  const after = headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const seconds = (Date.parse(after) - Date.parse(headers.date ?? "")) / 1_000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}

/** Codes of Node's network errors that an operator can do something about. */
const ADVICE: Record<string, string> = {
  ENOTFOUND: "is not known by the name server; look at the spelling of the address and at the network",
  EAI_AGAIN: "could not be looked up; the name server does not answer, look at the network",
  ECONNREFUSED: "refuses connections; look whether it runs and whether the port is right",
  ECONNRESET: "dropped the connection; run again later",
  EHOSTUNREACH: "cannot be reached; look at the network",
  ENETUNREACH: "cannot be reached; look at the network",
  ETIMEDOUT: "did not answer; look at the network or a firewall, or run again later",
  CERT_HAS_EXPIRED: "shows an expired certificate; look at this machine's clock",
  DEPTH_ZERO_SELF_SIGNED_CERT: "shows a certificate nobody vouches for; look for a proxy that opens connections",
  EPRIVATE:
    "is on a private network, which Paperboy does not read from; name the host in PAPERBOY_PRIVATE_HOSTS if it shall",
  Z_BUF_ERROR: "sent a compressed answer that breaks off; run again",
  Z_DATA_ERROR: "sent a compressed answer that is damaged; run again",
  HPE_INVALID_CONSTANT: "does not speak HTTP; look at the address and the port",
  SELF_SIGNED_CERT_IN_CHAIN: "shows a certificate nobody vouches for; look for a proxy that opens connections",
};

/** For a request or body that failed before it was complete. */
export function explainFailure(
  error: unknown,
  { host, timeoutMs, timedOut }: { host: string; timeoutMs: number; timedOut: boolean },
): string {
  if (timedOut) return `${host} was not done after ${timeoutMs / 1_000} s; run again later or allow more time`;
  const code = codeOf(error);
  const advice = code === null ? undefined : ADVICE[code];
  const after = error instanceof Error && "afterBytes" in error ? ` after ${error.afterBytes} bytes` : "";
  if (after !== "" && (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE"))
    return `${host} broke the answer off${after}; run again`;
  if (advice !== undefined) return `${host} ${advice} (${code})${after}`;
  const said = error instanceof Error ? error.message : String(error);
  return `${host} could not be read: ${code ?? said}; look at the network and the address, then run again`;
}

/** The code of the error or of the nearest cause that has one. */
function codeOf(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as Error & { code?: unknown };
    if (typeof code === "string") return code;
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
  }
  return null;
}
