/** What every request to the API passes: who asks, how much, by what key; and what stands on every answer. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import type { Reader } from "../../reading/reader.ts";
import type { ApiDoor } from "./door.ts";
import { type Cost, createLimits } from "./limits.ts";
import { giveProblem } from "./problem.ts";

export interface ApiEnv {
  Variables: { reader: Reader };
}
export type Api = OpenAPIHono<ApiEnv>;

export const ROOT = "/api/v1";
export const ALLOWED = "GET, HEAD, OPTIONS";
const PERSONAL = /^\/api\/v1\/me(\/|$)/;
/** What costs as much as a search, also a list that is narrowed to a topic. */
const SEARCHES = /^\/api\/v1\/(search|topics\/try|papers\/[^/]+\/similar)$/;
const costOf = (c: Context): Cost =>
  SEARCHES.test(c.req.path) || c.req.query("topic") !== undefined ? "searches" : "lists";
/** Searches take some milliseconds of one thread each: more at once would only wait for each other. */
const AT_ONCE = 8;
const TOLD = ["RateLimit-Policy", "RateLimit", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Link"];
/**
 * Buckets of clients: two of 65,536 share one so seldom that it does not matter, nobody can tell which, and whoever asks
 * from a million addresses takes no more memory than that.
 */
const BUCKET_DIGITS = 4;

export function addGuard(api: Api, door: ApiDoor): void {
  const take = createLimits(door.limits);
  const tag = etag({
    retainedHeaders: [...RETAINED_304_HEADERS, "X-Content-Type-Options", ...TOLD],
    generateDigest: (body) => crypto.subtle.digest("SHA-256", body.slice()),
  });
  let searching = 0;
  api.use(`${ROOT}/*`, async (c, next) => {
    const personal = PERSONAL.test(c.req.path);
    if (c.req.method === "OPTIONS") return givePreflight(c);
    c.header("X-Content-Type-Options", "nosniff");
    if (!personal || c.req.header("authorization") !== undefined) allowAnyPage(c);
    await next();
    if (personal) c.header("Cache-Control", "private, no-store");
    else c.header("Cache-Control", c.res.status < 400 ? "public, max-age=60" : "no-store");
  });
  api.use(`${ROOT}/*`, (c, next) => (PERSONAL.test(c.req.path) ? next() : tag(c, next)));
  api.use(`${ROOT}/*`, async (c, next) => {
    const personal = PERSONAL.test(c.req.path);
    const cost = costOf(c);
    const bearer = readBearer(c.req.header("authorization"));
    const keyId = bearer === null ? null : door.readKey(bearer);
    const taken = await take(cost, keyId === null ? door.nameClient(c).slice(0, BUCKET_DIGITS) : `key ${keyId}`);
    for (const [name, value] of Object.entries(taken.headers)) c.header(name, value);
    if (!taken.ok) return tellToWait(c, taken.reset, `more than ${door.limits[cost]} requests a minute`);
    if (personal || bearer !== null) {
      const reader = keyId === null ? null : await door.findKeyReader(keyId);
      if (reader === null) return refuse(c);
      c.set("reader", reader);
    }
    if (cost !== "searches") return next();
    if (searching >= AT_ONCE) return tellToWait(c, 1, "many search right now");
    searching += 1;
    try {
      return await next();
    } finally {
      searching -= 1;
    }
  });
}

/** Null where there is no key: a password that a proxy in front asks for is none of ours. */
const readBearer = (header: string | undefined): string | null =>
  /^Bearer +(.*)$/i.exec(header ?? "")?.[1]?.trim() ?? null;

/** The same for a key that was revoked, of who was forgotten, and made up. */
function refuse(c: Context): Response {
  c.header("WWW-Authenticate", 'Bearer realm="paperboy"');
  return giveProblem(
    c,
    401,
    "This needs a key that stands: make one on your preferences page and send it as `Authorization: Bearer pbk_…`.",
  );
}

function tellToWait(c: Context, seconds: number, why: string): Response {
  c.header("Retry-After", String(seconds));
  return giveProblem(c, 429, `That was ${why}: ask again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`);
}

function allowAnyPage(c: Context): void {
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Access-Control-Expose-Headers", "ETag, Link, RateLimit, RateLimit-Policy, Retry-After");
}

function givePreflight(c: Context): Response {
  c.header("Allow", ALLOWED);
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Access-Control-Allow-Methods", "GET, HEAD");
  c.header("Access-Control-Allow-Headers", "Authorization, If-None-Match");
  c.header("Access-Control-Max-Age", "86400");
  return c.body(null, 204);
}
