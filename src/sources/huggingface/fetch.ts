/** Fetches Hugging Face's daily papers of one day over HTTP. */
import { readBody } from "../http/body.ts";
import { explainFailure, explainStatus, waitSecondsOf } from "../http/explain.ts";
import type { Fetched } from "../source.ts";

export interface HuggingFaceRequest {
  /** Without path: `https://huggingface.co`. */
  baseUrl: string;
  /** `YYYY-MM-DD`, Hugging Face's day. */
  day: string;
  /** The platform's by default. */
  fetch?: typeof globalThis.fetch;
  /** For the whole exchange, body included. */
  timeoutMs: number;
  /** Of the body after decompression; a full day of 50 papers is about 700,000 bytes. */
  maxBytes: number;
  userAgent: string;
}

/** One GET, no repetition. Never throws for what a network or a server can do; `cause` says what to do next. */
export async function fetchHuggingFaceDay(request: HuggingFaceRequest): Promise<Fetched> {
  const url = addressOf(request.baseUrl, request.day);
  if (url === null) {
    return failure(
      `"${request.baseUrl}" is not a web address; set PAPERBOY_HUGGINGFACE_URL to one like https://huggingface.co`,
    );
  }
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await (request.fetch ?? globalThis.fetch)(url, {
      headers: { accept: "application/json", "user-agent": request.userAgent },
      signal,
    });
    return await readAnswer(response, url.host, request.maxBytes);
  } catch (error) {
    return failure(explainFailure(error, { host: url.host, timeoutMs: request.timeoutMs, timedOut: signal.aborted }));
  }
}

function addressOf(baseUrl: string, day: string): URL | null {
  const url = URL.parse(`${baseUrl.replace(/\/+$/, "")}/api/daily_papers`);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  url.searchParams.set("date", day);
  return url;
}

async function readAnswer(response: Response, host: string, maxBytes: number): Promise<Fetched> {
  const { status } = response;
  if (status !== 200) {
    await response.body?.cancel();
    return { ok: false, cause: explainStatus(host, response), waitSeconds: waitSecondsOf(response) };
  }
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !type.endsWith("+json")) {
    await response.body?.cancel();
    const found = type === "" ? "an answer without a content type" : type;
    return failure(
      `${host} answered with ${found} where JSON was expected; look whether a proxy or a login page stands in between`,
    );
  }
  const body = await readBody(response, maxBytes);
  if (body.ok) return { ok: true, text: body.text, status };
  return failure(
    `${host} sent more than ${maxBytes} bytes, so the answer was dropped; look at the address it is read from`,
  );
}

function failure(cause: string): Fetched {
  return { ok: false, cause, waitSeconds: null };
}
