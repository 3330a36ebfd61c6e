/** Keeps rendered public pages for as long as nothing came in: whole answers, bounded in bytes, shared by all who ask. */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context, MiddlewareHandler } from "hono";
import { LRUCache } from "lru-cache";

export interface PageCache {
  /** Answers from what is kept, renders and keeps what is not. */
  middleware: MiddlewareHandler;
  /** The short way for what is kept and fresh, before any router: true when it was answered. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface CacheOrder {
  /** Changes whenever a page may have changed. */
  findMark(): Promise<string>;
  /** Milliseconds that only rise. */
  now(): number;
  /** For so many of them a mark is taken for the latest. */
  markMs: number;
}

interface Kept {
  headers: Record<string, string>;
  body: Buffer;
  /** Made when first asked for. */
  packed: Buffer | null;
  mark: string;
  keptAt: number;
}

/** What no mark tells, such as a topic of the catalogue that reads otherwise, is seen after so long. */
const KEPT_MS = 5 * 60_000;
const BYTES_MOST = 64 * 2 ** 20;
const KEY_MOST = 2_000;
/** Below, packing gains nothing. */
const PACKED_LEAST = 1_024;

/** Each takes milliseconds of one thread and of the database: more at once would only wait for each other. */
const RENDERED_AT_ONCE = 32;
const BUSY = "Many pages are being made right now. Try again in a few seconds.\n";

const pack = promisify(gzip);

export function createPageCache({ findMark, now, markMs }: CacheOrder): PageCache {
  const pages = new LRUCache<string, Kept>({
    maxSize: BYTES_MOST,
    sizeCalculation: ({ body, packed }, key) =>
      body.length + (packed?.length ?? Math.ceil(body.length / 4)) + key.length + 500,
  });
  const rendering = new Map<string, Promise<Kept | Response>>();
  /** A router may lead a request here twice, as of the address `/papers/*`: it would wait for itself. */
  const underWay = new WeakSet<Request>();
  let [mark, markedAt] = ["", -markMs];
  let marking: Promise<void> | null = null;

  const renewMark = (): Promise<void> => {
    marking ??= findMark()
      .then((found) => {
        [mark, markedAt] = [found, now()];
      })
      .finally(() => {
        marking = null;
      });
    return marking;
  };
  const find = (key: string): Kept | undefined => {
    const kept = pages.get(key);
    return kept && kept.mark === mark && now() - kept.keptAt < KEPT_MS ? kept : undefined;
  };

  async function render(key: string, c: Context, next: () => Promise<void>): Promise<Kept | Response> {
    const of = mark;
    await next();
    const { res } = c;
    if (res.status !== 200 || !res.headers.get("cache-control")?.startsWith("public")) return res;
    const body = Buffer.from(await res.arrayBuffer());
    const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
    const headers = {
      ...Object.fromEntries(res.headers),
      etag: res.headers.get("etag") ?? etag,
      vary: "Accept-Encoding",
    };
    const packed = body.length < PACKED_LEAST ? null : await pack(body);
    const kept = { headers, body, packed, mark: of, keptAt: now() };
    pages.set(key, kept);
    return kept;
  }

  return {
    async middleware(c, next) {
      const key = keyOf(c.req.method, new URL(c.req.url));
      if (key === null || underWay.has(c.req.raw)) return next();
      underWay.add(c.req.raw);
      if (now() - markedAt >= markMs) await renewMark();
      const kept = find(key) ?? (await rendering.get(key));
      if (kept && !(kept instanceof Response)) {
        c.res = toResponse(kept, c.req.raw.headers);
        return;
      }
      if (rendering.size >= RENDERED_AT_ONCE) {
        c.res = new Response(BUSY, { status: 503, headers: { "retry-after": "2", "cache-control": "no-store" } });
        return;
      }
      const work = render(key, c, next);
      rendering.set(key, work);
      try {
        const made = await work;
        if (!(made instanceof Response)) {
          c.res = undefined; // or its headers would be kept beside the new ones
          c.res = toResponse(made, c.req.raw.headers);
        }
      } finally {
        rendering.delete(key);
      }
    },
    answer({ method = "", url = "", headers }, response) {
      if (now() - markedAt >= markMs) return false;
      const kept = method === "GET" && url.length <= KEY_MOST ? find(url) : undefined;
      if (!kept) return false;
      if (isKnown(kept, headers["if-none-match"], headers["if-modified-since"]))
        response.writeHead(304, kept.headers).end();
      else if (kept.packed && /\bgzip\b/.test(headers["accept-encoding"] ?? ""))
        response
          .writeHead(200, { ...kept.headers, "content-encoding": "gzip", "content-length": kept.packed.length })
          .end(kept.packed);
      else response.writeHead(200, { ...kept.headers, "content-length": kept.body.length }).end(kept.body);
      return true;
    },
  };
}

/** By path and query as they were sent; null for what is not kept. */
function keyOf(method: string, { pathname, search }: URL): string | null {
  const key = `${pathname}${search}`;
  return (method === "GET" || method === "HEAD") && key.length <= KEY_MOST ? key : null;
}

/** Whoever asks has it already; a tag is believed before a date. */
function isKnown({ headers }: Kept, tags: string | null | undefined, since: string | null | undefined): boolean {
  const { etag, "last-modified": modified } = headers;
  if (tags) return etag !== undefined && (tags.includes(etag) || tags.trim() === "*");
  return modified !== undefined && Date.parse(since ?? "") >= Date.parse(modified);
}

function toResponse(kept: Kept, asked: Headers): Response {
  const { headers, body, packed } = kept;
  if (isKnown(kept, asked.get("if-none-match"), asked.get("if-modified-since")))
    return new Response(null, { status: 304, headers });
  if (packed && /\bgzip\b/.test(asked.get("accept-encoding") ?? ""))
    return new Response(new Uint8Array(packed), { status: 200, headers: { ...headers, "content-encoding": "gzip" } });
  return new Response(new Uint8Array(body), { status: 200, headers });
}
